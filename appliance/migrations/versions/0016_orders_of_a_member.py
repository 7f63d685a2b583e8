"""A buyer's unpaid orders are found by the buyer, not among everybody's."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.drop_index("ix_orders_member", "orders")
    op.create_index("ix_orders_member_state", "orders", ["member", "state"], unique=False)
