"""What of an exchanged piece came back is written down."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("after_sales", sa.Column("came_back", sa.Text(), nullable=True))
