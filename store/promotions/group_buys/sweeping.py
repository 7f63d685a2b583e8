"""What happens to group buys by the calendar; called every half minute, each step a small action of its own."""

from appliance.db import Database, go_through
from store.promotions.group_buys import actions

STEP = 50


async def sweep(db: Database) -> None:
    """Open and end them, let go what was not ordered, and let teams fail whose time is over."""
    for step in (actions.open_due, actions.end_due, actions.lapse, actions.fail_due):
        await go_through(db, step, STEP)
