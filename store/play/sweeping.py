"""What happens to prizes by the calendar; each step a small action of its own."""

from appliance.db import Database, go_through
from appliance.keys import Keys
from store.play import actions
from store.play.drawing import draw_all

STEP = 20


async def sweep(db: Database, keys: Keys) -> None:
    """Draw and hand over what was drawn, should nobody be live to do it, and take back what nobody claimed."""
    await draw_all(db, keys)
    await go_through(db, actions.hand_out, STEP)
    await go_through(db, actions.lapse, STEP)
