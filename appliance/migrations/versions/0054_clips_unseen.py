"""Since when no page of viewers shows a clip."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    op.add_column("clips", sa.Column("unseen_since", sa.BigInteger(), nullable=True))
