"""What happens to orders by the calendar; called every half minute, each step a small action of its own."""

from sqlalchemy import select

from appliance.db import Batch, Database, Transaction, go_through, some
from store.after_sales.models import AfterSale
from store.checkout import teams
from store.once.actions import forget_old
from store.orders import actions as orders
from store.orders.models import Order
from store.risk.actions import forget_sightings

STEP = 20
OVER = ("done", "cancelled", "refused")


async def sweep(db: Database) -> None:
    """Close what nobody paid, pay back failed teams, receive what must have arrived, complete what nobody returns."""
    for step in (orders.expire, teams.pay_back, orders.receive_forgotten, complete_due):
        await go_through(db, step, STEP)
    await db.write(forget_old)
    await db.write(forget_sightings)


def complete_due(tx: Transaction, limit: int = STEP, passing: int = 0) -> Batch:
    """Orders whose time for returning is over and about which nobody argues, behind `passing` that resisted."""
    argued = select(AfterSale.order).where(AfterSale.order == Order.id, AfterSale.state.not_in(OVER)).exists()
    return some(tx, orders.due(tx.now).where(~argued), orders.complete, limit, passing)
