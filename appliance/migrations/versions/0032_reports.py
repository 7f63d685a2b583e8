"""What viewers report, and what was decided about it."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.create_table(
        "reports",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "room", "about", "subject", "whom")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "text", "reason", "words")),
        sa.Column("reporter", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("state", "what", "by")),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("reporter", "about", "subject", name="uq_reports_reporter"),
    )
    op.create_index("ix_reports_state", "reports", ["state"])
    op.create_index("ix_reports_subject", "reports", ["subject"])
