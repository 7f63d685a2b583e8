"""A contest may be against another store's host, whose points come from that store's own box."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    with op.batch_alter_table("battles") as battles:
        battles.add_column(sa.Column("store", sa.String(), nullable=False, server_default=""))
        battles.add_column(sa.Column("ours", sa.String(), nullable=False, server_default=""))
        battles.add_column(sa.Column("far_phase", sa.String(), nullable=False, server_default=""))
        battles.add_column(sa.Column("far_seq", sa.BigInteger(), nullable=False, server_default="0"))
        battles.add_column(sa.Column("far_heard_at", sa.BigInteger(), nullable=True))
