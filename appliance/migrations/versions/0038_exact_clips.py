"""Clips that begin and end with the very picture."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.add_column("clips", sa.Column("exact", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("clips", sa.Column("done", sa.Integer(), nullable=False, server_default="0"))
