"""A flash sale may be for those who have logged in."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0060"


def upgrade() -> None:
    with op.batch_alter_table("flash_sales") as table:
        table.add_column(sa.Column("members", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("flash_sales") as table:
        table.alter_column("members", server_default=None)
