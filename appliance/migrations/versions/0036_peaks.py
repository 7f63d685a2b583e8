"""Where a clip came from, taps by time, and the peaks that a colleague waved away."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.add_column("clips", sa.Column("origin", sa.String(), nullable=False, server_default="explained"))
    op.execute("UPDATE clips SET origin = 'mark' WHERE product = ''")
    op.create_table(
        "like_counts",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("taps", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("room", "at", name="pk_like_counts"),
    )
    op.create_table(
        "peaks_dismissed",
        sa.Column("show", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("dismissed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("show", "at", name="pk_peaks_dismissed"),
    )
