"""The orders that were paid on a day are found without going through all of them."""

from alembic import op

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    op.create_index("ix_orders_paid_at", "orders", ["paid_at"])
