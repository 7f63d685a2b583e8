"""The host's picture, which a room shows beside its name."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0054"


def upgrade() -> None:
    op.add_column("rooms", sa.Column("avatar", sa.String(), nullable=True))
