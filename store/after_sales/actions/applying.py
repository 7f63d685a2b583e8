"""A buyer claims something, or thinks better of it."""

from typing import Any, get_args

import msgspec
from sqlalchemy import func, insert, select

from appliance.db import Batch, Transaction, some
from appliance.db.transaction import AnyRow
from appliance.errors import BadInput
from appliance.events import AfterSaleMoved
from appliance.ids import new_id
from appliance.plain import one_line
from store.after_sales import terms
from store.after_sales.actions.exchanging import check_wanted, let_go
from store.after_sales.actions.moving import UNSETTLED, AfterSaleNotFound, count_claimed, mine, move
from store.after_sales.models import AfterSale
from store.after_sales.terms import Bought, Kind, Reason
from store.members import pictures
from store.money import of_pieces
from store.orders.models import PAID, Order, OrderLine
from store.orders.problems import OrderNotFound

MOST_PHOTOS = 9
"""As `after-sale-view.js` has it."""
LONGEST_WORDS = 500

__all__ = ["AfterSaleNotFound", "Application", "apply", "cancel", "end_unsent", "measure"]


class WordsTooMany(BadInput):
    zh = "说明最多 500 个字，照片最多 9 张"
    en = "At most 500 characters and 9 photos"


class PhotoUnknown(BadInput):
    zh = "有一张照片没有传上来，请重新选"
    en = "One photo did not arrive, please choose it again"


class Application(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    line: str
    quantity: int
    kind: Kind
    reason: Reason
    words: str = ""
    photos: tuple[str, ...] = ()
    """Names of blobs."""
    sku: str = ""
    """Of an exchange: another variant of the same product, as dear; empty: the same again."""


def measure(wanted: Application) -> None:
    """Raises WordsTooMany."""
    if len(wanted.words) > LONGEST_WORDS or len(wanted.photos) > MOST_PHOTOS:
        raise WordsTooMany(field="words")


def apply(tx: Transaction, member: str, order: str, wanted: Application) -> str:
    """The claim's id. Raises OrderNotFound, WordsTooMany, what `terms.check` raises, ExchangeUnknown,
    ExchangeCostsDifferent, PhotoUnknown.
    """
    found = _line(tx, member, order, wanted.line)
    measure(wanted)
    terms.check(bought(tx, found), wanted.kind, wanted.reason, wanted.quantity, tx.now)
    other = wanted.sku if wanted.kind == "exchange" else ""
    spec = check_wanted(tx, found, wanted.quantity, other) if other else None
    if wanted.photos and not pictures.use(tx, wanted.photos, member):
        raise PhotoUnknown(field="photos")
    after_sale = new_id(tx.now)
    amount = 0 if wanted.kind == "exchange" else _worth(tx, found, wanted.quantity)
    tx.execute(
        insert(AfterSale).values(
            id=after_sale, order=order, line=wanted.line, member=member, kind=wanted.kind, quantity=wanted.quantity,
            state="applied", reason=wanted.reason, words=one_line(wanted.words), photos=list(wanted.photos),
            amount=amount, answer="", carrier="", tracking="", wanted_sku=other or None, wanted_spec=spec,
            applied_at=tx.now,
            deadline_at=tx.now + terms.ANSWERED_WITHIN,
        )
    )  # fmt: skip
    count_claimed(tx, order)
    tx.record(AfterSaleMoved(after_sale=after_sale, order=order, state="applied", by=member))
    return after_sale


def cancel(tx: Transaction, after_sale: str, member: str) -> None:
    """Raises AfterSaleNotFound, AfterSaleMovedOn once goods or money are on their way."""
    mine(tx, after_sale, member)
    let_go(tx, move(tx, after_sale, ("applied", "agreed"), member, **_ended(tx)))


def end_unsent(tx: Transaction, limit: int = 20, passing: int = 0) -> Batch:
    """Claims whose goods nobody sent back in time end; a few, behind `passing` that resisted."""
    overdue = select(AfterSale.id).where(AfterSale.state == "agreed", AfterSale.deadline_at <= tx.now)
    return some(tx, overdue.order_by(AfterSale.deadline_at, AfterSale.id), _end_unsent, limit, passing)


def _end_unsent(tx: Transaction, after_sale: str) -> None:
    let_go(tx, move(tx, after_sale, ("agreed",), "calendar", **_ended(tx)))


def _ended(tx: Transaction) -> dict[str, Any]:
    return {"state": "cancelled", "ended_at": tx.now, "deadline_at": None}


def bought(tx: Transaction, line: AnyRow) -> Bought:
    """What `terms` asks of a line (a row of `_line`)."""
    return Bought(
        paid=line.payment in PAID,
        pieces=line.quantity,
        shipped=line.shipped,
        left=line.quantity - line.refunded - _claimed(tx, line.id),
        returnable=line.shipped + line.cancelled - line.refunded - _claimed(tx, line.id, ("return", "exchange")),
        received_at=line.received_at,
        return_kind=line.return_kind,
        exception_confirmed=line.exception_confirmed,
    )


def _line(tx: Transaction, member: str, order: str, line: str) -> AnyRow:
    about = (Order.payment, Order.received_at, Order.member)
    found = tx.one_or_none(
        select(*OrderLine.__table__.c, *about)
        .join(Order, Order.id == OrderLine.order)
        .where(OrderLine.id == line, Order.id == order, Order.member == member)
    )
    if found is None:
        raise OrderNotFound
    return found


def _claimed(tx: Transaction, line: str, kinds: tuple[Kind, ...] = get_args(Kind)) -> int:
    """Pieces that other claims speak of and that are not counted on the line yet."""
    waiting = select(func.sum(AfterSale.quantity)).where(
        AfterSale.line == line,
        AfterSale.kind.in_(kinds),
        AfterSale.state.in_(UNSETTLED),
    )
    return tx.scalar(waiting) or 0


def _worth(tx: Transaction, line: AnyRow, pieces: int) -> int:
    """Fen, as far as it can be said now: another claim may end before this one."""
    before = line.refunded + _claimed(tx, line.id)
    return of_pieces(line.amount, line.quantity, before, pieces)
