"""Levels of members: the shop's list, and who decided where somebody stands."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "levels",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_levels"),
    )
    op.add_column("members", sa.Column("level_by", sa.String(), nullable=True))
    op.add_column("members", sa.Column("level_reason", sa.String(), nullable=True))
