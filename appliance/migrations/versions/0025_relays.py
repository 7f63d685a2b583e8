"""Where a room's picture is sent on to."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "outlets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outlets"),
    )
    op.create_table(
        "relayed_rooms",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("outlet", sa.String(), nullable=False),
        sa.Column("rendition", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"], name="fk_relayed_rooms_room"),
        sa.ForeignKeyConstraint(["outlet"], ["outlets.id"], name="fk_relayed_rooms_outlet"),
        sa.PrimaryKeyConstraint("room", "outlet", name="pk_relayed_rooms"),
    )
