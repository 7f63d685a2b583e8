"""Points 积分: a ledger with one row per business fact, and a balance that follows it.

Those that end soonest are spent first: when earned points end, what was spent and taken back until then is counted
against them, and only the rest expires.
"""

from datetime import timedelta

from sqlalchemy import case, func, select, update

from appliance.db import Batch, Transaction, some
from appliance.events import PointsMoved
from appliance.ids import new_id
from store.members import actions as members
from store.pricing.cart import PointsRule
from store.promotions.actions.asking import rules
from store.promotions.models import PointsBalance, PointsEntry
from store.promotions.problems import PointsShort, PointsUnusable

MOST = 1_000_000
_GONE = ("spent", "returned", "taken-back", "gift", "gift-returned", "expired")
_UNDOES = {"taken-back": "earned", "returned": "spent"}
_FOLLOWS = ("taken-back", "returned", "expired")
"""What follows from something else, which must not fail because who it was for has deleted their data."""


def earn(tx: Transaction, order: str, member: str, points: int) -> None:
    """For what was paid and kept; once per order."""
    _move(tx, f"earned/{order}", member, points, "earned", order=order, days=_valid_days(tx))


def take_back(tx: Transaction, order: str, points: int, key: str) -> int:
    """Of the points that an order earned, after goods came back; how many, never more than it earned.

    The balance may fall below nothing: then no points can be spent until it is above again.
    """
    return _reverse(tx, order, points, key, "taken-back")


def return_points(tx: Transaction, order: str, points: int, key: str) -> int:
    """Of the points that were spent on an order, for goods that came back; how many, never more than were spent."""
    return _reverse(tx, order, points, key, "returned")


def give_points(tx: Transaction, member: str, points: int, key: str, days: int | None = None) -> bool:
    """A present of the shop; False when it was made already. Raises PointsUnusable, MemberGone."""
    if not 1 <= points <= MOST:
        raise PointsUnusable(field="points")
    return _move(tx, f"given/{key}", member, points, "given", days=days)


def spend(tx: Transaction, member: str, order: str, points: int) -> None:
    """Raises PointsShort."""
    _take(tx, member, points)
    times = tx.scalar(
        select(func.count()).select_from(PointsEntry).where(PointsEntry.order == order, PointsEntry.reason == "spent")
    )
    _enter(tx, f"spent/{order}/{times}", member, -points, "spent", order=order)


def spend_on_gift(tx: Transaction, member: str, gift: str, points: int) -> None:
    """Points for what a viewer gives in a room, once per `gift`; they do not come back. Raises PointsShort."""
    if _enter(tx, f"gift/{gift}", member, -points, "gift"):
        _take(tx, member, points)


def return_gift(tx: Transaction, member: str, gift: str, points: int) -> bool:
    """The points of a gift that should not have been given, once per `gift`. Raises MemberGone."""
    return _move(tx, f"gift-returned/{gift}", member, points, "gift-returned")


def give_back_spent(tx: Transaction, order: str) -> None:
    """All that are still spent on an order."""
    outstanding = -_sum(tx, order, ("spent", "returned"))
    if outstanding > 0:
        return_points(tx, order, outstanding, new_id(tx.now))


def expire_points(tx: Transaction, limit: int = 20, passing: int = 0) -> Batch:
    """End what is due of a few members, behind `passing` that resisted."""
    due = select(PointsEntry.member).where(PointsEntry.lapsed.is_(False), PointsEntry.expires_at <= tx.now)
    return some(tx, due.distinct().order_by(PointsEntry.member), _expire, limit, passing)


def _take(tx: Transaction, member: str, points: int) -> None:
    enough = (PointsBalance.member == member, PointsBalance.points >= points)
    if not tx.execute(update(PointsBalance).where(*enough).values(points=PointsBalance.points - points)).rowcount:
        raise PointsShort


def _expire(tx: Transaction, member: str) -> None:
    mine = PointsEntry.member == member
    tx.execute(
        update(PointsEntry).where(mine, PointsEntry.lapsed.is_(False), PointsEntry.expires_at <= tx.now)
        .values(lapsed=True)
    )  # fmt: skip
    ended = func.sum(case((PointsEntry.lapsed & (PointsEntry.points > 0), PointsEntry.points), else_=0))
    gone = func.sum(case((PointsEntry.reason.in_(_GONE), PointsEntry.points)))
    row = tx.execute(select(ended.label("ended"), gone.label("gone")).where(mine)).one()
    rest = row.ended + (row.gone or 0)
    if rest > 0:
        _move(tx, f"expired/{member}/{new_id(tx.now)}", member, -rest, "expired")


def _reverse(tx: Transaction, order: str, points: int, key: str, reason: str) -> int:
    """Undo a part of what an order did to a balance."""
    whole = _sum(tx, order, (_UNDOES[reason], reason))
    points = min(points, abs(whole))
    if points <= 0:
        return 0
    member = str(tx.scalar(select(PointsEntry.member).where(PointsEntry.order == order).limit(1)))
    moved = _move(tx, f"{reason}/{order}/{key}", member, -points if whole > 0 else points, reason, order=order)
    return points if moved else 0


def _sum(tx: Transaction, order: str, reasons: tuple[str, str]) -> int:
    mine = (PointsEntry.order == order, PointsEntry.reason.in_(reasons))
    return int(tx.scalar(select(func.coalesce(func.sum(PointsEntry.points), 0)).where(*mine)))


def _move(
    tx: Transaction, key: str, member: str, points: int, reason: str, *, order: str | None = None,
    days: int | None = None,
) -> bool:  # fmt: skip
    """Ledger and balance together; False when the ledger has it already, or what follows concerns nobody any more."""
    if reason in _FOLLOWS and members.is_gone(tx, member):
        return False
    if not points or not _enter(tx, key, member, points, reason, order=order, days=days):
        return False
    members.know(tx, member)
    tx.add_once(PointsBalance, member=member, points=0)
    tx.execute(update(PointsBalance).where(PointsBalance.member == member).values(points=PointsBalance.points + points))
    return True


def _enter(
    tx: Transaction, key: str, member: str, points: int, reason: str, *, order: str | None = None,
    days: int | None = None,
) -> bool:  # fmt: skip
    fresh = tx.add_once(
        PointsEntry,
        id=new_id(tx.now),
        key=key,
        member=member,
        order=order,
        points=points,
        reason=reason,
        at=tx.now,
        expires_at=None if days is None else tx.now + timedelta(days=days),
        lapsed=False,
    )
    if fresh:
        tx.record(PointsMoved(member=member, points=points, reason=reason, order=order or ""))
    return fresh


def _valid_days(tx: Transaction) -> int | None:
    ways = [(-one.priority, one.id, one.rule) for one in rules(tx) if isinstance(one.rule, PointsRule)]
    return min(ways)[2].valid_days if ways else PointsRule().valid_days
