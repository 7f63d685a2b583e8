"""The shop's word about a claim."""

from sqlalchemy import Select, and_, or_, select

from appliance.db import Batch, Transaction, some
from appliance.errors import BadInput
from appliance.plain import one_line
from store.after_sales import terms
from store.after_sales.actions.exchanging import hold, let_go
from store.after_sales.actions.moving import move
from store.after_sales.actions.repaying import repay
from store.after_sales.models import AfterSale
from store.orders.models import OrderLine

CALENDAR = "calendar"


class WordsMissing(BadInput):
    zh = "请写明拒绝的理由，买家会看到"
    en = "Please say why; the buyer will read it"


def agree(tx: Transaction, after_sale: str, by: str, words: str = "") -> None:
    """A refund is paid at once, of a return or exchange the goods come first.

    Another variant that is wanted instead is set aside. Raises AfterSaleNotFound, AfterSaleMovedOn, RefundTooLarge,
    SoldOut.
    """
    kind = tx.scalar(select(AfterSale.kind).where(AfterSale.id == after_sale))
    said = {"answer": one_line(words), "answered_at": tx.now}
    if kind == "refund":
        move(tx, after_sale, ("applied",), by, state="refunding", deadline_at=None, **said)
        repay(tx, after_sale, by)
    else:
        move(tx, after_sale, ("applied",), by, state="agreed", deadline_at=tx.now + terms.SENT_BACK_WITHIN, **said)
        hold(tx, after_sale)


def refuse(tx: Transaction, after_sale: str, by: str, words: str) -> None:
    """Of a claim, or of the goods that came back 拒收. Raises WordsMissing, AfterSaleNotFound, AfterSaleMovedOn."""
    if not (said := one_line(words)):
        raise WordsMissing(field="words")
    ended = {"state": "refused", "answer": said, "answered_at": tx.now, "ended_at": tx.now, "deadline_at": None}
    let_go(tx, move(tx, after_sale, ("applied", "returned"), by, **ended))


def answer_overdue(tx: Transaction, limit: int = 20, passing: int = 0) -> Batch:
    """What nobody answered in time and the shop could not refuse is granted; a few, behind `passing` that resisted.

    That is a refund of no more pieces than are here still, and a return without a reason; others go on waiting, marked.
    """
    return some(tx, _overdue(tx).order_by(AfterSale.deadline_at, AfterSale.id), _grant, limit, passing)


def _overdue(tx: Transaction) -> Select[str]:
    gone = OrderLine.shipped + OrderLine.cancelled
    here = select(OrderLine.id).where(OrderLine.id == AfterSale.line, gone + AfterSale.quantity <= OrderLine.quantity)
    grantable = or_(
        and_(AfterSale.kind == "refund", here.exists()),
        and_(AfterSale.kind == "return", AfterSale.reason == "no-reason"),
    )
    return select(AfterSale.id).where(AfterSale.state == "applied", AfterSale.deadline_at <= tx.now, grantable)


def _grant(tx: Transaction, after_sale: str) -> None:
    """Unless another claim has taken the pieces meanwhile that it is about."""
    if tx.scalar(_overdue(tx).where(AfterSale.id == after_sale)):
        agree(tx, after_sale, CALENDAR)
