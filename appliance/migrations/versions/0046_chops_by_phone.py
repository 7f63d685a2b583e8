"""How often a phone helped in a bargain today is found without reading all of its cuts."""

from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    op.create_index("ix_chops_device_at", "chops", ["device", "bargain", "at"])
