"""How many minutes of a show each product on its shelf is to be explained."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("shelf_items", sa.Column("minutes", sa.Integer(), nullable=False, server_default="0"))
