"""Members, their addresses and what they agreed to."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "members",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("nickname", sa.String(), nullable=False),
        sa.Column("avatar", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("birthday", sa.String(), nullable=True),
        sa.Column("phone_sealed", sa.String(), nullable=True),
        sa.Column("phone_fingerprint", sa.String(), nullable=True),
        sa.Column("personalised", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["members.id"], name="fk_members_merged_into"),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
        sa.UniqueConstraint("phone_fingerprint", name="uq_members_phone_fingerprint"),
    )
    op.create_table(
        "addresses",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("usual", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_addresses_member"),
        sa.PrimaryKeyConstraint("id", name="pk_addresses"),
    )
    op.create_index("ix_addresses_member", "addresses", ["member"], unique=False)
    op.create_table(
        "consents",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_consents_member"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_member", "consents", ["member"], unique=False)
    op.create_table(
        "favourites",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_favourites_member"),
        sa.PrimaryKeyConstraint("member", "product", name="pk_favourites"),
    )
    op.create_table(
        "footprints",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_footprints_member"),
        sa.PrimaryKeyConstraint("member", "product", name="pk_footprints"),
    )
    op.create_table(
        "identities",
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_identities_member"),
        sa.PrimaryKeyConstraint("provider", "subject", name="pk_identities"),
    )
    op.create_index("ix_identities_member", "identities", ["member"], unique=False)
