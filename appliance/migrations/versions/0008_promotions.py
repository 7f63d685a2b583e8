"""Promotions, coupons and points."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "points_balances",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member", name="pk_points_balances"),
    )
    op.create_table(
        "points_entries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("order", sa.String(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("lapsed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_points_entries"),
        sa.UniqueConstraint("key", name="uq_points_entries_key"),
    )
    op.create_index("ix_points_entries_member", "points_entries", ["member"], unique=False)
    op.create_index("ix_points_entries_order", "points_entries", ["order"], unique=False)
    op.create_index("ix_points_entries_lapsed_expires_at", "points_entries", ["lapsed", "expires_at"], unique=False)
    op.create_table(
        "promotions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("stack_group", sa.String(), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("budget_used", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("per_member", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_promotions"),
    )
    op.create_index("ix_promotions_state", "promotions", ["state"], unique=False)
    op.create_table(
        "coupons",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("promotion", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("order", sa.String(), nullable=True),
        sa.Column("valid_from", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["promotion"], ["promotions.id"], name="fk_coupons_promotion"),
        sa.PrimaryKeyConstraint("id", name="pk_coupons"),
    )
    op.create_index("ix_coupons_member_state", "coupons", ["member", "state"], unique=False)
    op.create_index("ix_coupons_order", "coupons", ["order"], unique=False)
    op.create_index("ix_coupons_state_valid_to", "coupons", ["state", "valid_to"], unique=False)
    op.create_table(
        "consumptions",
        sa.Column("order", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("promotions", sa.Text(), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("order", name="pk_consumptions"),
    )
    op.create_index("ix_consumptions_member", "consumptions", ["member"], unique=False)
    op.create_table(
        "promotion_uses",
        sa.Column("promotion", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["promotion"], ["promotions.id"], name="fk_promotion_uses_promotion"),
        sa.PrimaryKeyConstraint("promotion", "member", name="pk_promotion_uses"),
    )
