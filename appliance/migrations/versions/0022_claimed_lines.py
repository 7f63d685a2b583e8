"""What a buyer waits to hear about holds back its own line, not the whole order."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("order_lines", sa.Column("claimed", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        """UPDATE order_lines SET claimed = (SELECT coalesce(sum(quantity), 0) FROM after_sales
        WHERE after_sales.line = order_lines.id AND after_sales.kind = 'refund' AND after_sales.state = 'applied')
        WHERE shipped + cancelled < quantity"""
    )
