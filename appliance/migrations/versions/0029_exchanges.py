"""An exchange may be for another variant of the same product."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.add_column("after_sales", sa.Column("wanted_sku", sa.String(), nullable=True))
    op.add_column("after_sales", sa.Column("wanted_spec", sa.String(), nullable=True))
