"""Flash sales are found by their product, too: its cards and its page tell of them."""

from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    op.create_index("ix_flash_sales_product_state", "flash_sales", ["product", "state"])
