"""Who brought a fact about; whether staff let no picture in."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("journal", sa.Column("by", sa.String(), nullable=True))
    op.add_column("rooms", sa.Column("cut_at", sa.BigInteger(), nullable=True))
