"""What happens to bargains by the clock; called every half minute, each step a small action of its own."""

from appliance.db import Database, go_through
from store.promotions.bargains import actions

STEP = 50


async def sweep(db: Database) -> None:
    """Open and end bargains, and let haggles lapse."""
    for step in (actions.open_due, actions.end_due, actions.lapse):
        await go_through(db, step, STEP)
