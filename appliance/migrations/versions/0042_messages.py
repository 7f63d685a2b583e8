"""Subscribe messages: templates, consents, reservations and what is sent."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    op.create_table(
        "message_templates",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_message_templates"),
    )
    op.create_table(
        "message_consents",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member", "kind", name="pk_message_consents"),
    )
    op.create_table(
        "reservations",
        sa.Column("show", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("show", "member", name="pk_reservations"),
    )
    op.create_index("ix_reservations_member", "reservations", ["member"])
    op.create_table(
        "messages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("said", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("interrupted", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("try_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("kind", "subject", "member", name="uq_messages_kind"),
    )
    op.create_index("ix_messages_state_try_at", "messages", ["state", "try_at"])
    op.create_index("ix_messages_member", "messages", ["member"])
    op.create_index("ix_messages_made_at", "messages", ["made_at"])
