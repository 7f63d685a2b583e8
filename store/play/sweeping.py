"""What happens to prizes by the calendar; each step a small action of its own."""

from appliance.db import Database
from store.play import actions

STEP = 20


async def sweep(db: Database) -> None:
    """Hand over what was drawn, should nobody be live to do it, and take back what nobody claimed."""
    while await db.write(actions.hand_out, STEP) == STEP:
        pass
    passing = 0
    while sum(batch := await db.write(actions.lapse, STEP, passing)) == STEP:
        passing += batch.resisted
