"""会员等级: the shop's own ordered list, and who stands where. A name is what a level is known by, so it stays."""

from collections.abc import Iterable

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Transaction
from appliance.errors import BadInput, Conflict, NotFound
from appliance.events import MemberLevelChanged
from appliance.plain import one_line
from store.members.actions import MemberNotFound
from store.members.models import Level, Member

LONGEST_NAME = 10
LONGEST_REASON = 100
MOST_LEVELS = 10
MOST_SPENT = 100_000_000


class LevelNotFound(NotFound):
    zh = "没有这个等级"
    en = "There is no such level"


class LevelNameUnusable(BadInput):
    zh = "等级名要有 1 到 10 个字，不带斜线"
    en = "A level's name has 1 to 10 characters and no slash"


class LevelNameTaken(Conflict):
    zh = "已经有“{name}”这个等级了"
    en = "There is a level '{name}' already"


class TooManyLevels(Conflict):
    zh = "等级最多 10 个"
    en = "There are at most 10 levels"


class SpentUnusable(BadInput):
    zh = "消费金额要在 0.01 元到 100 万元之间；只由店里给的，空着"
    en = "What was spent lies between 0.01 and 1,000,000 yuan; leave it empty for a level that only the shop gives"


class ReasonMissing(BadInput):
    zh = "请写一句为什么，最多 100 个字"
    en = "Please say why, in at most 100 characters"


def add_level(tx: Transaction, name: str, spent: int | None) -> None:
    """As the highest. Raises LevelNameUnusable, LevelNameTaken, TooManyLevels, SpentUnusable."""
    name = one_line(name)
    if not 1 <= len(name) <= LONGEST_NAME or "/" in name:
        raise LevelNameUnusable(field="name")
    _check(spent)
    if (tx.scalar(select(func.count()).select_from(Level)) or 0) >= MOST_LEVELS:
        raise TooManyLevels(field="name")
    last = tx.scalar(select(func.max(Level.position)))
    if not tx.add_once(Level, name=name, position=0 if last is None else last + 1, spent=spent):
        raise LevelNameTaken(name=name, field="name")


def change_level(tx: Transaction, name: str, spent: int | None) -> None:
    """From how much on. Raises LevelNotFound, SpentUnusable."""
    _check(spent)
    if not tx.execute(update(Level).where(Level.name == name).values(spent=spent)).rowcount:
        raise LevelNotFound


def move_level(tx: Transaction, name: str, by: int) -> None:
    """`by` places up in rank; negative: down. Raises LevelNotFound."""
    order = list(tx.execute(select(Level.name).order_by(Level.position)).scalars())
    if name not in order:
        raise LevelNotFound
    place = min(max(order.index(name) + by, 0), len(order) - 1)
    order.remove(name)
    order.insert(place, name)
    for position, one in enumerate(order):
        tx.execute(update(Level).where(Level.name == one).values(position=position))


def remove_level(tx: Transaction, name: str) -> None:
    """Who stood there stands nowhere until the next look at what was spent. Raises LevelNotFound."""
    if not tx.execute(delete(Level).where(Level.name == name)).rowcount:
        raise LevelNotFound
    tx.execute(update(Member).where(Member.level == name).values(level="", level_by=None, level_reason=None))


def give_level(tx: Transaction, member: str, level: str, by: str, reason: str) -> None:
    """By hand; what is spent changes nothing about it then. Empty: no level at all.

    Raises MemberNotFound, LevelNotFound, ReasonMissing.
    """
    reason = one_line(reason)
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise ReasonMissing(field="reason")
    if level and tx.scalar(select(Level.name).where(Level.name == level)) is None:
        raise LevelNotFound(field="level")
    _put(tx, member, level, by, reason)
    tx.record(MemberLevelChanged(member=member, level=level, reason=reason, by=by))


def leave_to_spending(tx: Transaction, member: str, spent: int, by: str) -> None:
    """Nobody's hand is on it any more. Raises MemberNotFound."""
    level = due(_levels(tx), spent)
    _put(tx, member, level)
    tx.record(MemberLevelChanged(member=member, level=level, by=by))


def settle_level(tx: Transaction, member: str, spent: int) -> bool:
    """What somebody spent within a year decides, unless a colleague did; whether anything changed."""
    now = tx.one_or_none(select(Member.level).where(Member.id == member, Member.level_by.is_(None)))
    level = due(_levels(tx), spent)
    if now is None or now.level == level:
        return False
    _put(tx, member, level)
    tx.record(MemberLevelChanged(member=member, level=level))
    return True


def due(levels: Iterable[Level], spent: int) -> str:
    """The highest that so much reaches; empty for none (pure). `levels` from the lowest on."""
    reached = [level.name for level in levels if level.spent is not None and level.spent <= spent]
    return reached[-1] if reached else ""


async def listed(session: AsyncSession) -> list[Level]:
    """From the lowest to the highest."""
    return list(await session.scalars(select(Level).order_by(Level.position)))


def _levels(tx: Transaction) -> list[Level]:
    rows = tx.execute(select(Level.name, Level.position, Level.spent).order_by(Level.position)).all()
    return [Level(name=row.name, position=row.position, spent=row.spent) for row in rows]


def _check(spent: int | None) -> None:
    if spent is not None and not 1 <= spent <= MOST_SPENT:
        raise SpentUnusable(field="spent")


def _put(tx: Transaction, member: str, level: str, by: str | None = None, reason: str | None = None) -> None:
    values = {"level": level, "level_by": by, "level_reason": reason}
    alive = (Member.id == member, Member.deleted_at.is_(None))
    if not tx.execute(update(Member).where(*alive).values(**values)).rowcount:
        raise MemberNotFound
