"""Products, SKUs and stock."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "categories",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("picture", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["categories.id"], name="fk_categories_parent"),
        sa.PrimaryKeyConstraint("id", name="pk_categories"),
    )
    op.create_table(
        "products",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("subtitle", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("video", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("shelve_at", sa.BigInteger(), nullable=True),
        sa.Column("unshelve_at", sa.BigInteger(), nullable=True),
        sa.Column("early_levels", sa.Text(), nullable=False),
        sa.Column("public_at", sa.BigInteger(), nullable=True),
        sa.Column("return_kind", sa.String(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("specs", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("sold", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
    )
    op.create_index("ix_products_state", "products", ["state"], unique=False)
    op.create_table(
        "product_categories",
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["category"], ["categories.id"], name="fk_product_categories_category"),
        sa.ForeignKeyConstraint(["product"], ["products.id"], name="fk_product_categories_product"),
        sa.PrimaryKeyConstraint("product", "category", name="pk_product_categories"),
    )
    op.create_table(
        "product_pictures",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sizes", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.id"], name="fk_product_pictures_product"),
        sa.PrimaryKeyConstraint("id", name="pk_product_pictures"),
    )
    op.create_index("ix_product_pictures_product", "product_pictures", ["product"], unique=False)
    op.create_table(
        "skus",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("barcode", sa.String(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("picture", sa.String(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("strike_price", sa.BigInteger(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("member_price", sa.BigInteger(), nullable=True),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["picture"], ["product_pictures.id"], name="fk_skus_picture"),
        sa.ForeignKeyConstraint(["product"], ["products.id"], name="fk_skus_product"),
        sa.PrimaryKeyConstraint("id", name="pk_skus"),
        sa.UniqueConstraint("code", name="uq_skus_code"),
    )
    op.create_index("ix_skus_product", "skus", ["product"], unique=False)
    op.create_table(
        "day_prices",
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("lowest", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sku"], ["skus.id"], name="fk_day_prices_sku"),
        sa.PrimaryKeyConstraint("sku", "day", name="pk_day_prices"),
    )
    op.create_table(
        "stock_entries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sku"], ["skus.id"], name="fk_stock_entries_sku"),
        sa.PrimaryKeyConstraint("id", name="pk_stock_entries"),
        sa.UniqueConstraint("key", name="uq_stock_entries_key"),
    )
    op.create_index("ix_stock_entries_sku", "stock_entries", ["sku"], unique=False)
