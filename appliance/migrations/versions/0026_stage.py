"""Guests on stage, and contests."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "stages",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("portrait", sa.Boolean(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name="fk_stages_room"),
        sa.PrimaryKeyConstraint("room", name="pk_stages"),
    )
    op.create_table(
        "stage_seats",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("invited_by", sa.String(), nullable=False),
        sa.Column("invited_at", sa.BigInteger(), nullable=False),
        sa.Column("link_until", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("consented_at", sa.BigInteger(), nullable=True),
        sa.Column("ringing_until", sa.BigInteger(), nullable=True),
        sa.Column("seated_at", sa.BigInteger(), nullable=True),
        sa.Column("away_at", sa.BigInteger(), nullable=True),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("camera_off", sa.Boolean(), nullable=False),
        sa.Column("over_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name="fk_stage_seats_room"),
        sa.PrimaryKeyConstraint("id", name="pk_stage_seats"),
    )
    op.create_index("ix_stage_seats_room_state", "stage_seats", ["room", "state"])
    op.create_index("ix_stage_seats_state", "stage_seats", ["state"])
    op.create_table(
        "battles",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("left", sa.String(), nullable=False),
        sa.Column("right", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("begins_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("punish_seconds", sa.Integer(), nullable=False),
        sa.Column("punishment", sa.String(), nullable=False),
        sa.Column("left_points", sa.BigInteger(), nullable=False),
        sa.Column("right_points", sa.BigInteger(), nullable=False),
        sa.Column("winner", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name="fk_battles_room"),
        sa.ForeignKeyConstraint(["seat"], ["stage_seats.id"], name="fk_battles_seat"),
        sa.PrimaryKeyConstraint("id", name="pk_battles"),
    )
    op.create_index("ix_battles_room_state", "battles", ["room", "state"])
    op.create_index("ix_battles_state", "battles", ["state"])
    op.create_table(
        "battle_points",
        sa.Column("battle", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["battle"], ["battles.id"], name="fk_battle_points_battle"),
        sa.PrimaryKeyConstraint("battle", "source", "key", name="pk_battle_points"),
    )
    op.create_table(
        "battle_sides",
        sa.Column("battle", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["battle"], ["battles.id"], name="fk_battle_sides_battle"),
        sa.PrimaryKeyConstraint("battle", "member", name="pk_battle_sides"),
    )
