"""拼团未成功: who paid in a team that did not become full gets everything back, by itself."""

from sqlalchemy import select

from appliance.db import Batch, Transaction, some
from store.after_sales import actions as after_sales
from store.after_sales.models import AfterSale
from store.orders import actions as orders
from store.orders.models import Order
from store.payments import actions as payments
from store.promotions.group_buys.models import Team, TeamSeat

REASON = "拼团未成功，款项原路退回"


def pay_back(tx: Transaction, limit: int = 20, passing: int = 0) -> Batch:
    """Paid orders of failed teams, a few, behind `passing` that resisted.

    Each in one write: what was done is not due any more, and what was not is done by whoever comes next, under the
    same refund number.
    """
    due = (
        select(Order.id)
        .join(TeamSeat, TeamSeat.order == Order.id)
        .join(Team, Team.id == TeamSeat.team)
        .where(TeamSeat.state == "paid", Team.state == "failed")
    )
    return some(tx, due.order_by(Team.until, TeamSeat.id), _pay_back, limit, passing)


def _pay_back(tx: Transaction, order: str) -> None:
    """The order closes, its stock is free, and its money goes back the way it came."""
    team = tx.scalar(select(TeamSeat.team).where(TeamSeat.order == order, TeamSeat.state == "paid"))
    asked = select(AfterSale.id, AfterSale.member).where(AfterSale.order == order, AfterSale.state == "applied")
    for claim in tx.execute(asked).all():
        after_sales.cancel(tx, claim.id, claim.member)
    key = f"team/{team}"
    left = int(tx.scalar(select(Order.total - Order.refunded).where(Order.id == order)))
    orders.forgo_rest(tx, order, "team")
    orders.refund_money(tx, order, left, key)
    payments.ask_refund(tx, order, left, key, REASON, key)
