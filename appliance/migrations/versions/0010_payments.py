"""Payments, refunds and the cash drawer."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "drawers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=True),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("opening", sa.BigInteger(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("counted", sa.BigInteger(), nullable=True),
        sa.Column("expected", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drawers"),
        sa.UniqueConstraint("slot", name="uq_drawers_slot"),
    )
    op.create_table(
        "notifications",
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "id", name="pk_notifications"),
    )
    op.create_table(
        "payment_attempts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("order", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("going_back", sa.BigInteger(), nullable=False),
        sa.Column("merchant", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("handover", sa.Text(), nullable=True),
        sa.Column("transaction", sa.String(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("ask_at", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_payment_attempts"),
    )
    op.create_index("ix_payment_attempts_order", "payment_attempts", ["order"], unique=False)
    op.create_index("ix_payment_attempts_state_ask_at", "payment_attempts", ["state", "ask_at"], unique=False)
    op.create_table(
        "reconciliations",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "provider", name="pk_reconciliations"),
    )
    op.create_table(
        "refunds",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("order", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("transaction", sa.String(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=True),
        sa.Column("try_at", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["attempt"], ["payment_attempts.id"], name="fk_refunds_attempt"),
        sa.PrimaryKeyConstraint("id", name="pk_refunds"),
    )
    op.create_index("ix_refunds_order", "refunds", ["order"], unique=False)
    op.create_index("ix_refunds_state_try_at", "refunds", ["state", "try_at"], unique=False)
    op.create_table(
        "shipping_uploads",
        sa.Column("attempt", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("try_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["attempt"], ["payment_attempts.id"], name="fk_shipping_uploads_attempt"),
        sa.PrimaryKeyConstraint("attempt", name="pk_shipping_uploads"),
    )
    op.create_index("ix_shipping_uploads_state_try_at", "shipping_uploads", ["state", "try_at"], unique=False)
