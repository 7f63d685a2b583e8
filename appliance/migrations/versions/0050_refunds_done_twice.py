"""Refunds that the provider did after a colleague had paid them out by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    op.add_column("refunds", sa.Column("done_twice_at", sa.BigInteger(), nullable=True))
