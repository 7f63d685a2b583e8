"""Where the reels of a recording lie."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.add_column("recordings", sa.Column("place", sa.String(), nullable=False, server_default="here"))
    op.add_column("recordings", sa.Column("placed_at", sa.BigInteger(), nullable=True))
