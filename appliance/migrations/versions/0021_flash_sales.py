"""Flash sales."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "flash_sales",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("spec", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("plain_price", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("per_member", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.id"], name="fk_flash_sales_product"),
        sa.ForeignKeyConstraint(["sku"], ["skus.id"], name="fk_flash_sales_sku"),
        sa.PrimaryKeyConstraint("id", name="pk_flash_sales"),
    )
    op.create_index("ix_flash_sales_room_state", "flash_sales", ["room", "state"])
    op.create_table(
        "flash_claims",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sale", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("order", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sale"], ["flash_sales.id"], name="fk_flash_claims_sale"),
        sa.PrimaryKeyConstraint("id", name="pk_flash_claims"),
    )
    stands = sa.text("state != 'lapsed'")
    op.create_index(
        "uq_flash_claims_standing", "flash_claims", ["sale", "member"], unique=True, sqlite_where=stands,
        postgresql_where=stands,
    )  # fmt: skip
    op.create_index("ix_flash_claims_sale_state", "flash_claims", ["sale", "state"])
    op.create_index("ix_flash_claims_state_until", "flash_claims", ["state", "until"])
    op.create_index("ix_flash_claims_order", "flash_claims", ["order"])
    op.create_index("ix_flash_claims_member", "flash_claims", ["member"])
