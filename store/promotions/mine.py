"""What somebody has in an activity; each kind tells it, `deals` asks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Protocol

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class MyDeal(msgspec.Struct, frozen=True, kw_only=True):
    """My place in a team, or what I haggle for."""

    id: str
    """In the order in which they were begun."""
    kind: str
    """group-buy or bargain."""
    page: str
    """The team's or the haggle's id: it has a page of its own."""
    room: str
    """Where it stands; empty: the whole shop's."""
    product: str
    title: str
    spec: str
    picture: str
    price: int
    """Of a bargain: reached by now."""
    plain_price: int
    """Of a team, what may be crossed out beside it (equal to it when nothing may); of a bargain, where it began."""
    state: str
    """Of a team: taken (order it), ordered, waiting, full, failed (the money goes back) or returned (it went back).
    Of a bargain: as a haggle's."""
    done: int
    """Places that are paid, or cuts."""
    all: int
    order: str | None
    until: Aware


class Mine(Protocol):
    """Of a kind that has a page for each who takes part: theirs, the latest first, from below an id, if any."""

    async def __call__(
        self, session: AsyncSession, member: str, now: datetime, below: str, limit: int
    ) -> Sequence[MyDeal]: ...
