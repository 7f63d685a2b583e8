"""Whether a room's hosts read what products cost the shop."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.add_column("rooms", sa.Column("floor_shown", sa.Boolean(), nullable=False, server_default=sa.false()))
