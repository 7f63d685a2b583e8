"""What the books say."""

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Transaction
from store.ledger.models import Entry, Posting


async def trial_balance(session: AsyncSession, day: str | None = None) -> dict[str, int]:
    """Fen by account, of all times or of one day; together they are nothing."""
    found = _sums()
    if day is not None:
        found = found.where(Posting.day == day)
    return {account: int(amount) for account, amount in await session.execute(found)}


async def inside(session: AsyncSession, account: str) -> int:
    """Fen of one account, of all times, as `balance` has them inside an action."""
    return int(await session.scalar(_sum(account)) or 0)


async def moved(session: AsyncSession, day: str, kind: str) -> dict[str, int]:
    """Fen by account that postings of one kind (paid, refunded, fees, ...) moved on a day."""
    found = _sums().where(Posting.day == day, Posting.key.startswith(f"{kind}/"))
    return {account: int(amount) for account, amount in await session.execute(found)}


async def out_of_balance(session: AsyncSession) -> list[str]:
    """Keys of postings that do not add up: none, ever."""
    found = select(Posting.key).join(Entry, Entry.posting == Posting.id).group_by(Posting.key)
    return list(await session.scalars(found.having(func.sum(Entry.amount) != 0)))


def balance(tx: Transaction, account: str, of: str = "") -> int:
    """Of all times, inside an action; `of` is how the keys of the postings begin."""
    entries = _sum(account)
    if of:
        entries = entries.join(Posting, Posting.id == Entry.posting).where(Posting.key.startswith(of, autoescape=True))
    return int(tx.scalar(entries))


def posted(tx: Transaction, of: str) -> int:
    """How many facts stand in the books whose keys begin so, inside an action."""
    facts = select(func.count()).select_from(Posting).where(Posting.key.startswith(of, autoescape=True))
    return int(tx.scalar(facts))


def _sum(account: str) -> Select[int]:
    return select(func.coalesce(func.sum(Entry.amount), 0)).where(Entry.account == account)


def _sums() -> Select[str, int]:
    return (
        select(Entry.account, func.sum(Entry.amount))
        .join(Posting, Posting.id == Entry.posting)
        .group_by(Entry.account)
        .order_by(Entry.account)
    )
