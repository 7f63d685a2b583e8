"""Who came to a show and how many were there; which shows have their report; who was reminded to pay."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "visits",
        sa.Column("broadcast", sa.String(), nullable=False),
        sa.Column("viewer", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("came_at", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("broadcast", "viewer", name="pk_visits"),
    )
    op.create_index("ix_visits_viewer_came_at", "visits", ["viewer", "came_at"])
    op.create_index("ix_visits_came_at", "visits", ["came_at"])
    op.create_table(
        "audience_counts",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("viewers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("room", "at", name="pk_audience_counts"),
    )
    op.add_column("orders", sa.Column("reminded_at", sa.BigInteger(), nullable=True))
    op.add_column("broadcasts", sa.Column("reported_at", sa.BigInteger(), nullable=True))
    op.execute("UPDATE broadcasts SET reported_at = ended_at WHERE state = 'ended'")
