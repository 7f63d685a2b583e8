"""A product has several videos, in an order."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "product_videos",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("blob", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.id"], name="fk_product_videos_product_products"),
        sa.PrimaryKeyConstraint("id", name="pk_product_videos"),
    )
    op.create_index("ix_product_videos_product", "product_videos", ["product"])
    columns = "(id, product, position, blob)"
    op.execute(
        f"INSERT INTO product_videos {columns} SELECT id, id, 0, video FROM products WHERE video IS NOT NULL"  # noqa: S608 - no word of anybody's is in it
    )
    op.drop_column("products", "video")
