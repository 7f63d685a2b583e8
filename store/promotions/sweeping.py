"""What happens to promotions by the calendar; called every half minute, each step a small action of its own."""

from appliance.db import Database, go_through
from store.promotions import actions
from store.promotions.bargains.sweeping import sweep as sweep_bargains

STEP = 50


async def sweep(db: Database) -> None:
    """End promotions, coupons and points whose time is over; open and end bargains."""
    for step in (actions.end_promotions, actions.expire_coupons, actions.expire_points):
        await go_through(db, step, STEP)
    await sweep_bargains(db)
