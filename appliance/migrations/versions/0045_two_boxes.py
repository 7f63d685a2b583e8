"""Two boxes that share a shop: who is live, which boxes there are, and what of a show each of them has."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("beats_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    op.create_table(
        "boxes",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("edge", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("push", sa.String(), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_boxes"),
    )
    op.create_table(
        "shelved",
        sa.Column("show", sa.String(), nullable=False),
        sa.Column("box", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["show"], ["broadcasts.id"], name="fk_shelved_show_broadcasts"),
        sa.PrimaryKeyConstraint("show", "box", name="pk_shelved"),
    )
    with op.batch_alter_table("uploads") as uploads:
        uploads.add_column(sa.Column("box", sa.String(), nullable=False, server_default=sa.text("''")))
