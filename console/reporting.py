"""A show's report 战报: read from the rows of the chat, the store and the plan whenever somebody looks.

There is no second book that could disagree; who paid late or gave something back is in the next reading.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from chat.comments.highlights import Talk, highlights
from chat.likes import reads as likes
from chat.visits import reads as visits
from chat.visits.reads import People
from media.broadcasts import reads as broadcasts
from media.broadcasts.actions import BroadcastNotFound
from media.broadcasts.models import Broadcast
from store.gifts import reads as gifts
from store.play import reads as play
from store.play.models import Round
from store.promotions.bargains import reads as bargains
from store.promotions.flash_sales import reads as flash_sales
from store.promotions.flash_sales.reads import Standing
from store.promotions.group_buys import reads as group_buys
from store.shelf import insight
from store.shelf.figures import Figures, Sold, Stretch, between
from store.shelf.insight import Explaining, Moment

Curve = list[tuple[datetime, int]]
"""How many watched, and when."""


class Headline(msgspec.Struct, frozen=True, kw_only=True):
    """What two shows are compared by. Money in fen, times in seconds."""

    people: People
    peak: int
    sold: Figures
    new_buyers: int
    lasted: int

    @property
    def conversion(self) -> float:
        """Of those who watched or, if more bought, of themselves: never more than 1."""
        return self.sold.buyers / max(self.people.viewers, self.sold.buyers, 1)

    @property
    def per_thousand(self) -> int:
        """千次观看成交额: fen for each thousand who watched."""
        return self.sold.gmv * 1000 // self.people.viewers if self.people.viewers else 0


class ProductRow(msgspec.Struct, frozen=True):
    sold: Sold
    explained: Explaining


class Report(msgspec.Struct, frozen=True, kw_only=True):
    show: Broadcast
    until: datetime
    """Its end; of a show that goes on, now."""
    headline: Headline
    before: Headline | None
    """The one of the room's show before it."""
    curve: Curve
    minutes: list[int]
    """Fen that were ordered and paid, by minute."""
    moments: list[Moment]
    products: list[ProductRow]
    sales: list[Standing]
    teams: list[group_buys.Standing]
    bargains: list[bargains.Standing]
    rounds: Sequence[Round]
    gifts: list[tuple[str, int, int]]
    talk: Talk
    likes: int
    followed: int
    shared: int


async def report(session: AsyncSession, broadcast: str, now: datetime) -> Report:
    """Raises BroadcastNotFound, also for a show that has never been on air."""
    show = await broadcasts.show(session, broadcast)
    if show.aired_at is None:
        raise BroadcastNotFound
    stretch, until = stretch_of(show), show.ended_at or now
    curve = await _curve(session, show, now)
    before = await broadcasts.before(session, show)
    followed, shared = await play.drawn_in(session, show.room, show.aired_at, until)
    headline = await _headline(session, show, curve, now)
    return Report(
        show=show,
        until=until,
        headline=headline,
        before=await _headline(session, before, await _curve(session, before, now), now) if before else None,
        curve=curve,
        minutes=await insight.by_minute(session, stretch),
        moments=await insight.moments(session, stretch),
        products=_rows(headline.sold.products, await insight.explaining(session, stretch, now)),
        sales=await flash_sales.begun_between(session, show.room, show.aired_at, until),
        teams=await group_buys.begun_between(session, show.room, show.aired_at, until),
        bargains=await bargains.begun_between(session, show.room, show.aired_at, until),
        rounds=await play.of_show(session, show.id),
        gifts=await gifts.of_show(session, show.id),
        talk=await highlights(session, show.id),
        likes=(await likes.of_shows(session, [show.id])).get(show.id, 0),
        followed=followed,
        shared=shared,
    )


async def _curve(session: AsyncSession, show: Broadcast, now: datetime) -> Curve:
    return await visits.curve(session, show.room, show.aired_at or show.starts_at, show.ended_at or now)


async def _headline(session: AsyncSession, show: Broadcast, curve: Curve, now: datetime) -> Headline:
    stretch = stretch_of(show)
    until = show.ended_at or now
    people = await visits.people(session, show.id)
    return Headline(
        people=people,
        peak=max((viewers for _, viewers in curve), default=0),
        sold=await between(session, stretch, people.viewers),
        new_buyers=await insight.new_buyers(session, stretch),
        lasted=int((until - stretch.since).total_seconds()),
    )


def stretch_of(show: Broadcast) -> Stretch:
    later = timedelta(seconds=show.delay)
    return Stretch(show.room, show.aired_at or show.starts_at, show.ended_at, show.id, later)


def _rows(sold: Sequence[Sold], explained: dict[str, Explaining]) -> list[ProductRow]:
    """What was explained and ordered by nobody stands below what was sold."""
    known = {one.product for one in sold}
    rest = sorted((one for one in explained.items() if one[0] not in known), key=lambda one: -one[1].seconds)
    nothing = [Sold(product=product, title=one.title, ordered=0, pieces=0, amount=0, buyers=0) for product, one in rest]
    return [ProductRow(one, explained.get(one.product, Explaining())) for one in (*sold, *nothing)]
