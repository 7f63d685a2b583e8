"""A room that plays: rounds, viewers who enter them, and what they have afterwards."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select

from appliance.bus import LocalBus
from appliance.db import Database, Transaction, go_through
from appliance.events import Event
from appliance.identity.seats import Seat
from appliance.keys import Keys
from store.play import actions, drawing
from store.play import playing as playing_live
from store.play.models import Round, RoundEntry, RoundWin
from store.play.spec import NewRound, PrizeWanted
from store.pricing.cart import CouponRule
from store.promotions import actions as promotions
from store.promotions import reads as promotion_reads
from store.promotions.checking import Draft
from store.promotions.models import Promotion

ROOM = "room"
POINTS = PrizeWanted(kind="points", points=50, count=2)


@pytest.fixture
def keys() -> Keys:
    return Keys(b"k" * 32)


@pytest.fixture
async def told(bus: LocalBus) -> list[Event]:
    """Every fact that was told, in order."""
    facts: list[Event] = []
    bus.listen(facts.append, name="test")
    return facts


@pytest.fixture
def coupons(database: Database) -> Callable[..., Awaitable[str]]:
    """``await coupons(total=3)``: a running promotion of coupons that only the shop hands out."""

    async def start(name: str = "满 50 减 10", **more: Any) -> str:
        def action(tx: Transaction) -> str:
            rule = CouponRule(off=1_000, threshold=5_000, claimable=False)
            promotion = promotions.add_promotion(tx, Draft(name=name, rule=rule, **more), by="owner")
            promotions.move_promotion(tx, promotion, "start", "owner")
            return promotion

        return await database.write(action)

    return start


class Playing:
    """What tests do with rounds."""

    def __init__(self, database: Database, keys: Keys, clock) -> None:
        self.database = database
        self.keys = keys
        self.clock = clock

    async def open(self, kind: str = "lottery", *prizes: PrizeWanted, **more: Any) -> str:
        """With two prizes of fifty points, where nothing else is said."""
        wanted = list(prizes) or ([] if kind in ("poll", "quiz") else [POINTS])
        if kind in ("poll", "quiz"):
            more = {"options": ["原味", "咸香", "芝麻"], **more}
        facts = {
            "by": "op",
            "broadcast": "show",
            "since": self.clock.now(),
            "can_log_in": more.pop("can_log_in", False),
        }
        new = NewRound(kind=kind, title=more.pop("title", "今晚的福袋"), prizes=wanted, **more)
        return await self.database.write(actions.open_round, self.keys, ROOM, new, **facts)

    async def enter(self, round_id: str, *members: str, choice: int = -1, **more: Any) -> list[actions.Entered]:
        at = more.pop("at", self.clock.now())
        coming = [actions.Coming(member=one, name=f"名{one}", choice=choice, at=at, **more) for one in members]
        batch = await self.database.write(actions.enter, self.keys, round_id, coming)
        return batch.outcomes

    async def members(self, round_id: str) -> list[str]:
        """Who is in, in the order of arrival."""
        async with self.database.read() as session:
            asked = select(RoundEntry.member).where(RoundEntry.round == round_id).order_by(RoundEntry.place)
            return [member for member in await session.scalars(asked) if member]

    async def end(self, round_id: str, reason: str = "closed") -> bool:
        ended = await drawing.end(self.database, self.keys, round_id, reason)
        await self.hand_out()
        return ended

    async def hand_out(self) -> None:
        await go_through(self.database, actions.hand_out, 3)

    async def round(self, round_id: str) -> Round:
        async with self.database.read() as session:
            found = await session.get(Round, round_id)
        assert found is not None
        return found

    async def entries(self, round_id: str) -> list[RoundEntry]:
        async with self.database.read() as session:
            asked = select(RoundEntry).where(RoundEntry.round == round_id).order_by(RoundEntry.place)
            return list(await session.scalars(asked))

    async def wins(self, round_id: str) -> list[RoundWin]:
        async with self.database.read() as session:
            asked = select(RoundWin).where(RoundWin.round == round_id).order_by(RoundWin.rank)
            return list(await session.scalars(asked))

    async def points(self, member: str) -> int:
        async with self.database.read() as session:
            return await promotion_reads.points(session, member)

    async def held(self, promotion: str) -> tuple[int, int, int]:
        """Coupons in hands; how many the promotion counts, and fen set aside."""
        async with self.database.read() as session:
            counted = await session.get(Promotion, promotion)
            hands = (await promotion_reads.issued(session, promotion)).issued
        assert counted is not None
        return hands, counted.used, counted.budget_used

    async def count(self, model: type) -> int:
        async with self.database.read() as session:
            return await session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def play(database: Database, keys: Keys, clock) -> Playing:
    return Playing(database, keys, clock)


@pytest.fixture
async def live(database, bus, clock, keys):
    playing = playing_live.Playing(database, bus, clock, keys)
    await playing.start()
    yield playing
    playing.stop()


@pytest.fixture
def joins(live):
    """``await joins(round, "m1", "m2")``: they all ask before anything is written; what each is told."""

    async def join(round_id: str, *members: str, **more):
        body = msgspec.json.encode({"type": "join", "ref": "1", "round": round_id, **more})
        seats = [Seat(ROOM, one, 0, name=f"名{one}") for one in members]
        asked = [asyncio.ensure_future(live.join(seat, body)) for seat in seats]
        await asyncio.sleep(0)
        await live.write()
        return await asyncio.gather(*asked, return_exceptions=True)

    return join
