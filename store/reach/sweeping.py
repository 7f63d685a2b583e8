"""What happens to messages by the calendar; called every half minute."""

from appliance.db import Database
from store.reach import actions


async def sweep(db: Database) -> None:
    """Forget what was sent long ago."""
    while await db.write(actions.prune):
        pass
