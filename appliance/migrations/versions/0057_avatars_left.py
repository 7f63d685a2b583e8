"""Pictures of members that nobody has any more go, and a merged guest tells nothing of who it was."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    op.create_table("left_avatars", sa.Column("name", sa.String(), primary_key=True))
    op.execute(
        "INSERT INTO left_avatars (name) "
        "SELECT DISTINCT avatar FROM members WHERE merged_into IS NOT NULL AND avatar IS NOT NULL"
    )
    op.execute(
        "UPDATE members SET nickname = '', avatar = NULL, birthday = NULL, "
        "phone_sealed = NULL, phone_fingerprint = NULL WHERE merged_into IS NOT NULL"
    )
