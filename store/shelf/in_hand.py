"""到手价 of a room's goods for one viewer: asked once for all of them, whatever the host explains next.

A crowd asks at one moment. What everybody shares is read by one look, begun after they asked, and who comes under the
same conditions gets the same answer: of a viewer only what they hold is read.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.clock import Clock, SystemClock
from appliance.db import Database, Prepared
from appliance.gathering import Gathering
from store.catalogue import reads as catalogue
from store.catalogue.models import Sku
from store.catalogue.offers import AnyRow, Offer, visible
from store.catalogue.terms import Terms
from store.members import reads as members
from store.pricing.cart import Buyer, Promotion
from store.pricing.in_hand import InHand
from store.pricing.scopes import running
from store.promotions import reads as promotions
from store.promotions.running import coupons_question, takeable
from store.shelf import reads
from store.shelf.goods import lowest_in_hand
from store.shelf.models import ShelfItem

PAUSE = 0.2
"""Seconds of the machine between two looks; nobody waits for this one with a finger on the glass."""
MOST_ANSWERS = 1000


class Shared(msgspec.Struct, frozen=True):
    """What a room's viewers share at a moment, and what was answered from it by what the viewers hold."""

    at: datetime
    rules: Sequence[Promotion]
    coupons: Sequence[AnyRow]
    offers: Mapping[str, list[Offer]]
    """By product."""
    room_prices: Mapping[str, int]
    answers: dict[bytes, dict[str, InHand]] = {}


class InHands:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._gathering: Gathering[str, Shared] = Gathering("shelf.in-hand", self._look, SystemClock(), pause=PAUSE)

    async def of(self, room: str, member: str) -> dict[str, InHand]:
        """By product, of those where something lowers what one piece costs this viewer in the room."""
        shared = await self._gathering.ask(room)
        level, who = await self._db.ask(_viewer, member, shared.at)
        terms = Terms(
            running(shared.rules, who, shared.at), who, shared.room_prices,
            takeable(shared.coupons, who, shared.at), shared.at,
        )  # fmt: skip
        key = _conditions(level, terms)
        if key not in shared.answers and len(shared.answers) < MOST_ANSWERS:
            shared.answers[key] = _lowest(shared, level, terms)
        return shared.answers[key] if key in shared.answers else _lowest(shared, level, terms)

    async def stop(self) -> None:
        await self._gathering.stop()

    async def _look(self, rooms: Sequence[str]) -> list[Shared]:
        found = {room: await self._db.ask(_read, room, self._clock.now()) for room in dict.fromkeys(rooms)}
        return [found[room] for room in rooms]


async def _read(session: AsyncSession, room: str, now: datetime) -> Shared:
    skus = [row.id for row in await _SHOWN.asked(session, room=room)]
    offers: defaultdict[str, list[Offer]] = defaultdict(list)
    for one in (await catalogue.offers(session, skus)).values() if skus else ():
        offers[one.product].append(one)
    coupons = await coupons_question().asked(session, now=now)
    return Shared(now, await promotions.rules(session, now), coupons, offers, await reads.prices_of(session, room))


async def _viewer(session: AsyncSession, member: str, now: datetime) -> tuple[str, Buyer]:
    level = await members.level(session, member)
    return level, await promotions.buyer(session, member, level, now)


def _lowest(shared: Shared, level: str, terms: Terms) -> dict[str, InHand]:
    seen = {
        product: [one for one in offers if visible(one, level, shared.at)] for product, offers in shared.offers.items()
    }
    lowest = {product: lowest_in_hand(terms, offers) for product, offers in seen.items()}
    return {product: one for product, one in lowest.items() if one}


def _conditions(level: str, terms: Terms) -> bytes:
    """All that a quote can ask about a viewer: the rules that are for them and the coupons they hold or could take."""
    who = terms.buyer
    rules, within = [one.id for one in terms.promotions], [one.promotion for one in terms.takeable]
    return msgspec.json.encode((level, who.member_prices, who.coupons, rules, within))


def _shown() -> Prepared:
    shown = select(ShelfItem.product).where(ShelfItem.room == bindparam("room"), ShelfItem.hidden.is_(False))
    return Prepared(select(Sku.id).where(Sku.product.in_(shown), Sku.active))


_SHOWN = _shown()
