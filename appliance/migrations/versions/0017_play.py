"""Rounds that a room plays, and who follows a room."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("broadcast", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("seed_sealed", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("tallies", sa.Text(), nullable=False),
        sa.Column("won", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("announced_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
    )
    op.create_index("ix_rounds_room_state", "rounds", ["room", "state"])
    op.create_index("ix_rounds_state", "rounds", ["state"])
    op.create_table(
        "round_entries",
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name="fk_round_entries_round"),
        sa.PrimaryKeyConstraint("round", "mark", name="pk_round_entries"),
        sa.UniqueConstraint("round", "member", name="uq_round_entries_round"),
    )
    op.create_index("ix_round_entries_member", "round_entries", ["member"])
    op.create_table(
        "round_wins",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("prize", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("coupon", sa.String(), nullable=True),
        sa.Column("order", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name="fk_round_wins_round"),
        sa.PrimaryKeyConstraint("id", name="pk_round_wins"),
        sa.UniqueConstraint("round", "mark", name="uq_round_wins_round"),
    )
    op.create_index("ix_round_wins_member", "round_wins", ["member"])
    op.create_index("ix_round_wins_state_until", "round_wins", ["state", "until"])
    op.create_table(
        "room_follows",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room", "member", name="pk_room_follows"),
    )
    op.create_index("ix_room_follows_member", "room_follows", ["member"])
    op.create_table(
        "room_shares",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("room", "member", name="pk_room_shares"),
    )
    op.create_index("ix_room_shares_member", "room_shares", ["member"])
