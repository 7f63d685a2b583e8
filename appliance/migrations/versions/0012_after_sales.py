"""After-sales."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "after_sales",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("order", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("photos", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("tracking", sa.String(), nullable=False),
        sa.Column("refund", sa.String(), nullable=True),
        sa.Column("parcel", sa.String(), nullable=True),
        sa.Column("deadline_at", sa.BigInteger(), nullable=True),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_after_sales"),
    )
    op.create_index("ix_after_sales_member", "after_sales", ["member"], unique=False)
    op.create_index("ix_after_sales_order", "after_sales", ["order"], unique=False)
    op.create_index("ix_after_sales_state", "after_sales", ["state"], unique=False)
