"""The file of a picture that its member has changed stays for the seats that show it."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    with op.batch_alter_table("left_avatars") as table:
        table.add_column(sa.Column("after", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("left_avatars") as table:
        table.alter_column("after", server_default=None)
