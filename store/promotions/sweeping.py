"""What happens to promotions by the calendar; called every half minute, each step a small action of its own."""

from appliance.db import Database, go_through
from store.promotions import actions
from store.promotions.bargains.sweeping import sweep as sweep_bargains
from store.promotions.group_buys.sweeping import sweep as sweep_group_buys

STEP = 50


async def sweep(db: Database) -> None:
    """End promotions, coupons and points, bargains and group buys whose time is over; flash sales have their `Desk`."""
    for step in (actions.end_promotions, actions.expire_coupons, actions.expire_points):
        await go_through(db, step, STEP)
    await sweep_bargains(db)
    await sweep_group_buys(db)
