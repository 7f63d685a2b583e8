"""结算: what each channel brought on a day, by the books."""

from collections import defaultdict

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.ledger.models import Entry, Posting
from store.payments.channels import CHANNELS


class Channel(msgspec.Struct, kw_only=True):
    """Fen that moved through it."""

    channel: str
    paid: int = 0
    refunded: int = 0
    """Positive."""
    fees: int = 0
    """Positive; known when the bill was compared."""
    other: int = 0
    """Cash put in or taken out, and what was missing or too much."""

    @property
    def net(self) -> int:
        return self.paid - self.refunded - self.fees + self.other


async def settled(session: AsyncSession, first: str, last: str) -> dict[str, list[Channel]]:
    """By day, the latest first, every channel on which something moved from `first` to `last` (2026-11-23)."""
    kind = func.substr(Posting.key, 1, 4)
    moved = (
        select(Posting.day, Entry.account, kind, func.sum(Entry.amount))
        .join(Entry, Entry.posting == Posting.id)
        .where(Posting.day >= first, Posting.day <= last, Entry.account.in_(CHANNELS))
        .group_by(Posting.day, Entry.account, kind)
    )
    days: dict[str, dict[str, Channel]] = defaultdict(dict)
    for day, account, what, amount in await session.execute(moved):
        _add(days[day].setdefault(account, Channel(channel=account)), what, int(amount))
    return {day: [days[day][name] for name in CHANNELS if name in days[day]] for day in sorted(days, reverse=True)}


def _add(channel: Channel, what: str, amount: int) -> None:
    if what in ("paid", "late"):
        channel.paid += amount
    elif what == "refu":
        channel.refunded -= amount
    elif what == "fees":
        channel.fees -= amount
    else:
        channel.other += amount
