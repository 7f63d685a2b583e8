"""Photos that were sent for a claim go, too, when nobody has them any more, or made no use of them."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0058"


def upgrade() -> None:
    op.rename_table("left_avatars", "loose_pictures")
    with op.batch_alter_table("loose_pictures") as table:
        table.add_column(sa.Column("sender", sa.String(), nullable=True))
