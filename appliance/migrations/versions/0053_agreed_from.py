"""From which network address a guest agreed to be shown."""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0050"


def upgrade() -> None:
    op.add_column("stage_seats", sa.Column("consented_from", sa.String(), nullable=False, server_default=""))
