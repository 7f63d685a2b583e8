"""When a guest was merged: a token may be younger than its guest."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"


def upgrade() -> None:
    op.add_column("members", sa.Column("merged_at", sa.BigInteger(), nullable=True))
    op.execute("UPDATE members SET merged_at = joined_at WHERE merged_into IS NOT NULL")
