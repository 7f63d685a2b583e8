"""Group buys, their teams and seats."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.create_table(
        "group_buys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("spec", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("plain_price", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("per_member", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.id"], name="fk_group_buys_product"),
        sa.ForeignKeyConstraint(["sku"], ["skus.id"], name="fk_group_buys_sku"),
        sa.PrimaryKeyConstraint("id", name="pk_group_buys"),
    )
    op.create_index("ix_group_buys_room_state", "group_buys", ["room", "state"])
    op.create_index("ix_group_buys_product_state", "group_buys", ["product", "state"])
    op.create_table(
        "group_teams",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("group_buy", sa.String(), nullable=False),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["group_buy"], ["group_buys.id"], name="fk_group_teams_group_buy"),
        sa.PrimaryKeyConstraint("id", name="pk_group_teams"),
    )
    op.create_index("ix_group_teams_group_buy_state", "group_teams", ["group_buy", "state"])
    op.create_index("ix_group_teams_state_until", "group_teams", ["state", "until"])
    op.create_table(
        "group_seats",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("group_buy", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("order", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["group_teams.id"], name="fk_group_seats_team"),
        sa.ForeignKeyConstraint(["group_buy"], ["group_buys.id"], name="fk_group_seats_group_buy"),
        sa.PrimaryKeyConstraint("id", name="pk_group_seats"),
    )
    stands = sa.text("state NOT IN ('lapsed', 'refunded')")
    op.create_index(
        "uq_group_seats_standing", "group_seats", ["group_buy", "member"], unique=True, sqlite_where=stands,
        postgresql_where=stands,
    )  # fmt: skip
    op.create_index("ix_group_seats_team", "group_seats", ["team"])
    op.create_index("ix_group_seats_order", "group_seats", ["order"])
    op.create_index("ix_group_seats_member", "group_seats", ["member"])
    op.create_index("ix_group_seats_state_until", "group_seats", ["state", "until"])
