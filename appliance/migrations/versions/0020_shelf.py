"""Rooms' shelves."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "shelf_items",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("prices", sa.Text(), nullable=False),
        sa.Column("put_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.id"], name="fk_shelf_items_product"),
        sa.PrimaryKeyConstraint("room", "product", name="pk_shelf_items"),
    )
    op.create_index("ix_shelf_items_product", "shelf_items", ["product"])
    op.create_table(
        "shelf_shows",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("broadcast", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("room", name="pk_shelf_shows"),
    )
    op.create_table(
        "explain_windows",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("broadcast", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("wishes", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.id"], name="fk_explain_windows_product"),
        sa.PrimaryKeyConstraint("id", name="pk_explain_windows"),
    )
    op.create_index("ix_explain_windows_room_since", "explain_windows", ["room", "since"])
    still_open = sa.text("until IS NULL")
    op.create_index(
        "uq_explain_windows_room", "explain_windows", ["room"], unique=True, sqlite_where=still_open,
        postgresql_where=still_open,
    )  # fmt: skip
    op.create_table(
        "explain_wishes",
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.id"], name="fk_explain_wishes_product"),
        sa.PrimaryKeyConstraint("room", "product", "member", name="pk_explain_wishes"),
    )
    op.create_index("ix_orders_room_created_at", "orders", ["room", "created_at"])
