"""Invites: what the shop promises for a friend, who brought whom, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    op.create_table(
        "invite_terms",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_invite_terms"),
    )
    op.create_table(
        "invite_codes",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_invite_codes"),
    )
    op.create_index("ix_invite_codes_member", "invite_codes", ["member"])
    op.create_table(
        "inviters",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("rewarded", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("today", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member", name="pk_inviters"),
    )
    op.create_table(
        "invites",
        sa.Column("invitee", sa.String(), nullable=False),
        sa.Column("inviter", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=False),
        sa.Column("least", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("order", sa.String(), nullable=True),
        sa.Column("inviter_points", sa.Integer(), nullable=False),
        sa.Column("inviter_coupon", sa.String(), nullable=True),
        sa.Column("invitee_points", sa.Integer(), nullable=False),
        sa.Column("invitee_coupon", sa.String(), nullable=True),
        sa.Column("bound_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("invitee", name="pk_invites"),
    )
    op.create_index("ix_invites_inviter_bound_at", "invites", ["inviter", "bound_at"])
    op.create_index("ix_invites_state_until", "invites", ["state", "until"])
    op.create_index("ix_invites_order", "invites", ["order"])
    op.create_index("ix_orders_phone_fingerprint", "orders", ["phone_fingerprint"])
    op.create_index("ix_payment_attempts_payer", "payment_attempts", ["payer"])
