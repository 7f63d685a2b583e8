"""The books."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "postings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("order", sa.String(), nullable=True),
        sa.Column("memo", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_postings"),
        sa.UniqueConstraint("key", name="uq_postings_key"),
    )
    op.create_index("ix_postings_day", "postings", ["day"], unique=False)
    op.create_table(
        "posting_entries",
        sa.Column("posting", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["posting"], ["postings.id"], name="fk_posting_entries_posting"),
        sa.PrimaryKeyConstraint("posting", "account", name="pk_posting_entries"),
    )
    op.create_index("ix_posting_entries_account", "posting_entries", ["account"], unique=False)
