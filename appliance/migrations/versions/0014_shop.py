"""The shop itself."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "shop",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("returns", sa.String(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("icp", sa.String(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shop"),
    )
