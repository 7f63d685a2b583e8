"""What happens to goods by the calendar; called every half minute, each step a small action of its own."""

from appliance.db import Database
from store.catalogue import actions

STEP = 50


async def sweep(db: Database) -> None:
    """Shelve and unshelve what is due; write down the day's prices."""
    for step in (actions.keep_calendar, actions.keep_day_prices):
        while await db.write(step, STEP) == STEP:
            pass
