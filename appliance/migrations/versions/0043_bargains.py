"""Bargains: prices that come down with everybody who helps."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.create_table(
        "bargains",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("spec", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("start_price", sa.BigInteger(), nullable=False),
        sa.Column("floor_price", sa.BigInteger(), nullable=False),
        sa.Column("helpers", sa.Integer(), nullable=False),
        sa.Column("per_helper", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.id"], name="fk_bargains_product"),
        sa.ForeignKeyConstraint(["sku"], ["skus.id"], name="fk_bargains_sku"),
        sa.PrimaryKeyConstraint("id", name="pk_bargains"),
    )
    op.create_index("ix_bargains_room_state", "bargains", ["room", "state"])
    op.create_index("ix_bargains_product_state", "bargains", ["product", "state"])
    _haggles()
    _chops()


def _haggles() -> None:
    op.create_table(
        "haggles",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("bargain", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("order", sa.String(), nullable=True),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["bargain"], ["bargains.id"], name="fk_haggles_bargain"),
        sa.PrimaryKeyConstraint("id", name="pk_haggles"),
    )
    stands = sa.text("state != 'lapsed'")
    op.create_index(
        "uq_haggles_standing", "haggles", ["bargain", "member"], unique=True, sqlite_where=stands,
        postgresql_where=stands,
    )  # fmt: skip
    op.create_index("ix_haggles_state_until", "haggles", ["state", "until"])
    op.create_index("ix_haggles_member", "haggles", ["member"])
    op.create_table(
        "haggle_orders",
        sa.Column("order", sa.String(), nullable=False),
        sa.Column("haggle", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["haggle"], ["haggles.id"], name="fk_haggle_orders_haggle"),
        sa.PrimaryKeyConstraint("order", name="pk_haggle_orders"),
    )
    op.create_index("ix_haggle_orders_haggle", "haggle_orders", ["haggle"])


def _chops() -> None:
    op.create_table(
        "chops",
        sa.Column("haggle", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("bargain", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["haggle"], ["haggles.id"], name="fk_chops_haggle"),
        sa.ForeignKeyConstraint(["bargain"], ["bargains.id"], name="fk_chops_bargain"),
        sa.PrimaryKeyConstraint("haggle", "place", name="pk_chops"),
    )
    op.create_index("uq_chops_member", "chops", ["haggle", "member"], unique=True)
    told = sa.text("device != ''")
    op.create_index(
        "uq_chops_device", "chops", ["haggle", "device"], unique=True, sqlite_where=told, postgresql_where=told
    )
    op.create_index("ix_chops_member_at", "chops", ["member", "bargain", "at"])
