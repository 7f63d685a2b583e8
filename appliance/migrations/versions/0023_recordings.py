"""What is kept of shows."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("show", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("renditions", sa.Text(), nullable=False),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.Column("stills", sa.Text(), nullable=True),
        sa.Column("poster", sa.String(), nullable=True),
        sa.Column("manifest", sa.String(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("needed_until", sa.BigInteger(), nullable=True),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.Column("gone_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["show"], ["broadcasts.id"], name="fk_recordings_show"),
        sa.PrimaryKeyConstraint("show", name="pk_recordings"),
    )
    op.create_index("ix_recordings_room_started_at", "recordings", ["room", "started_at"])
    op.create_table(
        "reels",
        sa.Column("show", sa.String(), nullable=False),
        sa.Column("rendition", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["show"], ["recordings.show"], name="fk_reels_show"),
        sa.PrimaryKeyConstraint("show", "rendition", "number", name="pk_reels"),
    )
