"""How much later than it comes a room's picture plays, and by how much a show did."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    op.add_column("rooms", sa.Column("delay", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("broadcasts", sa.Column("delay", sa.Integer(), nullable=False, server_default="0"))
