"""Who was quick enough gets a row; asked for many at once, in the order in which they came."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import case, func, insert, select, update

from appliance.db import Transaction
from appliance.events import FlashPieceWon
from appliance.ids import new_id
from store.promotions.flash_sales.actions.planning import of
from store.promotions.flash_sales.models import FlashClaim, FlashSale

TIME_TO_PAY = timedelta(minutes=5)

_INTO_CLAIMS = insert(FlashClaim.__table__)  # type: ignore[arg-type]


class Ask(msgspec.Struct, frozen=True):
    member: str
    quantity: int = 1


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A standing claim."""

    claim: str
    member: str
    quantity: int
    state: str
    until: datetime


class Claimed(msgspec.Struct, frozen=True):
    answers: list[Held | None]
    """To every ask in its place; None: nothing was left."""
    left: int
    unpaid: int
    """Pieces that may come back."""
    over: bool
    """The sale takes no more claims."""


def claim(tx: Transaction, sale: str, asks: Sequence[Ask]) -> Claimed:
    """First come, first served, as far as the pieces go. Who has a standing claim is answered with it.

    Raises FlashSaleNotFound.

    The sale's row moves by one conditional UPDATE, and a member's second standing claim runs into a unique key.
    """
    found = of(tx, sale)
    held = _standing(tx, sale, [ask.member for ask in asks])
    is_on = found.state != "ended" and found.opens_at <= tx.now < found.ends_at
    left, rows = found.left if is_on else 0, list[Mapping[str, Any]]()
    for ask in asks:
        pieces = min(ask.quantity, left)
        if ask.member not in held and pieces > 0:
            left -= pieces
            rows.append(_row(tx.now, sale, ask.member, pieces))
            held[ask.member] = _held(rows[-1])
    if rows:
        _take(tx, found, left, rows)
    unpaid = _unpaid(tx, sale)
    return Claimed([held.get(ask.member) for ask in asks], left if is_on else 0, unpaid, over=not is_on)


def _take(tx: Transaction, found: Any, left: int, rows: list[Mapping[str, Any]]) -> None:
    tx.execute(_INTO_CLAIMS, rows)
    taken = update(FlashSale).where(FlashSale.id == found.id, FlashSale.left == found.left, FlashSale.state != "ended")
    if not tx.execute(taken.values(left=left)).rowcount:
        raise RuntimeError("actions run one after another, but somebody came between")
    for row in rows:
        tx.record(
            FlashPieceWon(
                room=found.room, member=row["member"], sale=found.id, claim=row["id"], sku=found.sku,
                quantity=row["quantity"], price=found.price, until=row["until"],
            )
        )  # fmt: skip


def _standing(tx: Transaction, sale: str, members: Sequence[str]) -> dict[str, Held]:
    mine = select(FlashClaim.__table__).where(FlashClaim.sale == sale, FlashClaim.state != "lapsed")
    rows = tx.execute(mine.where(FlashClaim.member.in_(set(members)))).all()
    return {row.member: _held(row._mapping) for row in rows}  # noqa: SLF001 - its documented name


def _unpaid(tx: Transaction, sale: str) -> int:
    waits = case((FlashClaim.state.in_(("won", "ordered")), FlashClaim.quantity), else_=0)
    return int(tx.scalar(select(func.coalesce(func.sum(waits), 0)).where(FlashClaim.sale == sale)))


def _row(now: datetime, sale: str, member: str, pieces: int) -> dict[str, Any]:
    return {
        "id": new_id(now),
        "sale": sale,
        "member": member,
        "quantity": pieces,
        "state": "won",
        "order": None,
        "at": now,
        "until": now + TIME_TO_PAY,
    }


def _held(row: Any) -> Held:
    return Held(claim=row["id"], member=row["member"], quantity=row["quantity"], state=row["state"], until=row["until"])
