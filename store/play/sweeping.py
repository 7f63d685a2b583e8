"""What happens to prizes by the calendar; each step a small action of its own."""

from appliance.db import Database, go_through
from store.play import actions

STEP = 20


async def sweep(db: Database) -> None:
    """Hand over what was drawn, should nobody be live to do it, and take back what nobody claimed."""
    await go_through(db, actions.hand_out, STEP)
    await go_through(db, actions.lapse, STEP)
