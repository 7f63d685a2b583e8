"""Our books beside the providers' bills, for one of the shop's days."""

import logging
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.alarms import actions as alarms
from appliance.clock import CHINA, Clock
from appliance.db import Database, Transaction
from appliance.events import DayReconciled
from store.payments import reads
from store.payments.billing import book_bill, first_moment
from store.payments.cashier import Cashier
from store.payments.comparing import Compared, Ours, compare
from store.payments.models import Attempt, Reconciliation, Refund
from store.payments.provider import BillRow, Provider, ProviderUnreachable

BILLS_FROM = 10
"""Yesterday's bills are ready at ten o'clock, China time."""
ALARM_FROM = 12
"""From noon on staff are told of a bill that is not to be had."""
LOOKED_BACK = 60
"""Days: when the box was off, what nobody compared is made good; the providers keep their bills for three months."""
AT_ONCE = 500
_TITLES = {"wechat": ("微信支付", "WeChat Pay"), "alipay": ("支付宝", "Alipay")}

log = logging.getLogger(__name__)


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    day: str
    provider: str
    result: Compared


async def reconcile(db: Database, cashier: Cashier, day: str) -> list[Reconciled]:
    """Compare a day (2026-11-23) with every provider's bill and keep what came of it.

    What the bill calls paid and we do not is asked about first. What goes wrong with one provider is raised when the
    others are done. Raises DayUnusable, ProviderUnreachable.
    """
    first_moment(day)
    found: list[Reconciled] = []
    wrong: list[Exception] = []
    for name in await _names(cashier):
        try:
            found.append(await _reconciled(db, cashier, name, day))
        except Exception as error:  # noqa: BLE001 - raised below
            wrong.append(error)
    if wrong:
        raise wrong[0]
    return found


async def reconcile_missing(db: Database, cashier: Cashier, clock: Clock) -> bool:
    """Yesterday, when its bills are ready, and the days before it that nobody compared; whether something was done."""
    now = clock.now().astimezone(CHINA)
    if gone := _TITLES.keys() - await _names(cashier):
        await db.write(_forget, sorted(gone))
    due = await missing(db, cashier, now)
    for day, name in due:
        try:
            await _reconciled(db, cashier, name, day)
        except ProviderUnreachable as unreachable:
            log.warning("%s: no bill of %s: %s", name, day, unreachable.said)
        except Exception:
            log.exception("%s: the bill of %s", name, day)
        else:
            continue
        if now.hour >= ALARM_FROM:
            await db.write(_miss, day, name)
    return bool(due)


async def missing(db: Database, cashier: Cashier, now: datetime) -> list[tuple[str, str]]:
    """Days and providers whose bill is ready and was not compared, the latest first: since the first payment by it."""
    found: list[tuple[str, str]] = []
    for name in await _names(cashier):
        provider = await cashier.providers.get(name)
        async with db.read() as session:
            days = _ready(await reads.first_paid(session, name, provider.merchant), now.astimezone(CHINA))
            of_them = select(Reconciliation.day).where(Reconciliation.provider == name, Reconciliation.day.in_(days))
            done = set(await session.scalars(of_them))
        found += [(day, name) for day in days if day not in done]
    return sorted(found, reverse=True)


def keep(tx: Transaction, day: str, provider: str, result: Compared) -> None:
    """The latest comparison counts, and the books hold what its bill says."""
    tx.execute(delete(Reconciliation).where(Reconciliation.day == day, Reconciliation.provider == provider))
    tx.add_once(Reconciliation, day=day, provider=provider, result=result, at=tx.now)
    book_bill(tx, day, provider, result)
    alarms.clear(tx, _alarm(day, provider))
    tx.record(DayReconciled(day=day, provider=provider, differences=result.differences))


def _ready(first: datetime | None, now: datetime) -> list[str]:
    """Yesterday also of a provider by which nobody has paid yet, for its account may serve others."""
    yesterday = now.date() - timedelta(days=1)
    since = min(first.astimezone(CHINA).date(), yesterday) if first else yesterday
    since = max(since, now.date() - timedelta(days=LOOKED_BACK))
    until = yesterday if now.hour >= BILLS_FROM else yesterday - timedelta(days=1)
    return [(since + timedelta(days=more)).isoformat() for more in range((until - since).days + 1)]


async def _names(cashier: Cashier) -> list[str]:
    return [name for name in await cashier.providers.names() if name != "counter"]


async def _reconciled(db: Database, cashier: Cashier, name: str, day: str) -> Reconciled:
    provider = await cashier.providers.get(name)
    result = await _compared(db, cashier, provider, first_moment(day))
    await db.write(keep, day, name, result)
    return Reconciled(day=day, provider=name, result=result)


def _miss(tx: Transaction, day: str, provider: str) -> None:
    zh, en = _TITLES.get(provider, (provider, provider))
    alarms.sound(
        tx,
        _alarm(day, provider),
        f"{zh} {day} 的账单拿不到或者读不出来，这天还没有对账；请在“对账”里再对一次，一直不行就联系{zh}的客服",
        f"{en}'s bill of {day} cannot be had or read, so that day is not reconciled: compare it again by hand",
    )


def _alarm(day: str, provider: str) -> str:
    return f"bill-{provider}-{day}"


def _forget(tx: Transaction, gone: list[str]) -> None:
    """The bills of whom the shop has no account with any more are nobody's care."""
    for provider in gone:
        alarms.clear_all(tx, _alarm("", provider))


async def _compared(db: Database, cashier: Cashier, provider: Provider, begin: datetime) -> Compared:
    bill = await provider.bill(begin.date().isoformat())
    result = await _once(db, provider, begin, bill)
    unheard = [one.number.lower() for one in result.state_differs if not one.refund]
    if not unheard:
        return result
    async with db.read() as session:
        attempts = (await session.scalars(select(Attempt).where(Attempt.id.in_(unheard)))).all()
    for attempt in attempts:
        await cashier.look(attempt)
    return await _once(db, provider, begin, bill)


async def _once(db: Database, provider: Provider, begin: datetime, bill: list[BillRow]) -> Compared:
    async with db.read() as session:
        return compare(
            [*await _payments(session, provider, begin, bill), *await _refunds(session, provider, begin, bill)], bill
        )


async def _payments(session: AsyncSession, provider: Provider, begin: datetime, bill: list[BillRow]) -> list[Ours]:
    end = begin + timedelta(days=1)
    of_day = (Attempt.state.in_(("paid", "late")), Attempt.paid_at >= begin, Attempt.paid_at < end)
    mine = select(Attempt).where(Attempt.provider == provider.name, Attempt.merchant == provider.merchant)
    found = {one.id: one for one in await session.scalars(mine.where(*of_day))}
    today = set(found)
    for some in _chunks([row.number.lower() for row in bill if not row.refund]):
        found |= {one.id: one for one in await session.scalars(mine.where(Attempt.id.in_(some)))}
    return [
        Ours(
            number=one.id.upper(),
            order=one.order,
            refund=False,
            amount=one.amount,
            state=one.state,
            of_day=one.id in today,
        )
        for one in found.values()
    ]


async def _refunds(session: AsyncSession, provider: Provider, begin: datetime, bill: list[BillRow]) -> list[Ours]:
    end = begin + timedelta(days=1)
    of_day = (Refund.accepted_at >= begin, Refund.accepted_at < end, Refund.done_by.is_(None))
    mine = select(Refund).join(Attempt, Attempt.id == Refund.attempt)
    mine = mine.where(Attempt.provider == provider.name, Attempt.merchant == provider.merchant)
    found = {one.id: one for one in await session.scalars(mine.where(*of_day))}
    today = set(found)
    for some in _chunks([row.number.upper() for row in bill if row.refund]):
        found |= {one.id: one for one in await session.scalars(mine.where(Refund.id.in_(some)))}
    return [
        Ours(
            number=one.id,
            order=one.order,
            refund=True,
            amount=one.amount,
            state=one.state if one.done_by is None else "by-hand",
            of_day=one.id in today,
        )
        for one in found.values()
    ]


def _chunks(numbers: list[str]) -> list[list[str]]:
    return [numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE)]
