"""What happens to claims by the calendar, and when their money has arrived; each step a small action of its own."""

from appliance.db import Database, go_through
from store.after_sales import actions

STEP = 20


async def sweep(db: Database) -> None:
    for step in (actions.finish, actions.answer_overdue, actions.end_unsent, actions.take_in_overdue):
        await go_through(db, step, STEP)
