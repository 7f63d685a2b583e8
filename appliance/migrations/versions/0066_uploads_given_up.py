"""What WeChat took once stays known to it, and a colleague may say that it need not be told any more."""

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0065"


def upgrade() -> None:
    with op.batch_alter_table("shipping_uploads") as table:
        table.add_column(sa.Column("known", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("given_up_by", sa.String(), nullable=True))
        table.add_column(sa.Column("given_up_at", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("given_up_why", sa.String(), nullable=True))
    op.execute(sa.text("UPDATE shipping_uploads SET known = :yes WHERE state = 'done'").bindparams(yes=True))
    with op.batch_alter_table("shipping_uploads") as table:
        table.alter_column("known", server_default=None)
