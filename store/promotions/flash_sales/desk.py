"""Where viewers grab, in `live`: every sale that goes on has a stall in memory; rows are looked at once a second.

A crash loses nobody's pieces: stalls are made from rows. What is lost is the queue, whose members grab again, and on
which line a piece was grabbed.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.bus import Bus
from appliance.clock import Clock, doze
from appliance.db import Database
from appliance.events import (
    Event,
    FlashPieceLost,
    FlashPieceWon,
    FlashSaleAnnounced,
    FlashSaleCounted,
    FlashSaleEnded,
    MemberDeleted,
    MembersMerged,
)
from appliance.identity.seats import Seat
from store.promotions.flash_sales import actions, reads
from store.promotions.flash_sales.actions import Ask, Claimed, Held
from store.promotions.flash_sales.problems import (
    FlashSaleMovedOn,
    FlashSaleNotFound,
    FlashSaleOver,
    LogInToGrab,
    StaffMayNotGrab,
)
from store.promotions.flash_sales.reads import Standing
from store.promotions.flash_sales.stall import Got, Stall

OFTEN, RARELY = 1.0, 5.0
"""Seconds between two looks while a sale goes on, and while none does."""
LAPSES = 100
REMEMBERED = 100

News = (FlashSaleAnnounced, FlashSaleEnded, FlashPieceWon, FlashPieceLost, MembersMerged, MemberDeleted)


class Grab(msgspec.Struct, frozen=True, tag="grab"):
    sale: str
    quantity: int = 1
    ref: str = ""


_GRAB = msgspec.json.Decoder(Grab)


class Desk:
    def __init__(self, db: Database, bus: Bus, clock: Clock, close_late: Callable[[], Awaitable[None]]) -> None:
        """`close_late` closes orders that were not paid in time; it belongs to who knows orders."""
        self._db = db
        self._bus = bus
        self._clock = clock
        self._close_late = close_late
        self._stalls: dict[str, Stall] = {}
        self._over: deque[str] = deque(maxlen=REMEMBERED)
        self._told: dict[str, tuple[int, int]] = {}
        self._news = asyncio.Event()

    async def grab(self, seat: Seat, body: bytes) -> Got:
        """Raises ValidationError, StaffMayNotGrab, FlashSaleNotFound, LogInToGrab, and what a stall raises."""
        asked = _GRAB.decode(body)
        if seat.role:
            raise StaffMayNotGrab
        stall = self._stalls.get(asked.sale)
        if stall is None or stall.sale.room != seat.room:
            raise FlashSaleOver if asked.sale in self._over else FlashSaleNotFound
        if stall.sale.members and not seat.known:
            raise LogInToGrab
        return await stall.grab(seat.viewer, asked.quantity, seat.line)

    async def run(self) -> None:
        """For ever; for who supervises tasks."""
        ear = self._bus.listen(self._hear, News, name="flash.desk")
        try:
            await self.remember()
            while True:
                self._news.clear()
                await doze(self._clock, await self.look(), self._news)
        finally:
            ear.close()

    async def remember(self) -> None:
        """What ended under a process that is gone: who asks again hears that it is over, not that it never was."""
        async with self._db.read() as session:
            self._over.extend(await reads.just_over(session, self._clock.now()))

    async def stop(self) -> None:
        await asyncio.gather(*(stall.stop() for stall in self._stalls.values()))

    async def look(self) -> float:
        """Do what the clock asks for; seconds until there may be more to do."""
        now = self._clock.now()
        async with self._db.read() as session:
            late = await reads.earliest_lapse(session)
        if late is not None and late <= now:
            while await self._db.write(actions.lapse, LAPSES) == LAPSES:
                pass
            await self._close_late()
        await self._see()
        await self._open_and_end()
        for stall in self._stalls.values():
            await self._offer(stall)
        return self._pause(late)

    async def _see(self) -> None:
        async with self._db.read() as session:
            found = await reads.unfinished(session)
            for standing in found:
                await self._see_one(standing, session)
        for gone in self._stalls.keys() - {standing.sale.id for standing in found}:
            self._over.append(gone)
            del self._stalls[gone]
            self._told.pop(gone, None)

    async def _see_one(self, standing: Standing, session: AsyncSession) -> None:
        sale = standing.sale.id
        if sale in self._stalls:
            await self._see_again(self._stalls[sale], standing, session)
            return
        stall = Stall(standing, self._claim, self._clock)
        for one in await reads.holding(session, sale):
            stall.held[one.member] = Held(
                claim=one.id, member=one.member, quantity=one.quantity, state=one.state, until=one.until
            )
        self._stalls[sale] = stall

    @staticmethod
    async def _see_again(stall: Stall, standing: Standing, session: AsyncSession) -> None:
        """Who has paid is looked for only where others are kept off their line, and of claims that the rows know: this
        session may have begun before the latest one.
        """
        stall.see(standing)
        if crowd := stall.crowd:
            ended = await reads.ended(session, [stall.held[one].claim for one in crowd if one in stall.held])
            stall.settled(one for one in crowd if one in stall.held and stall.held[one].claim in ended)

    async def _open_and_end(self) -> None:
        now = self._clock.now()
        if any(stall.sale.state == "announced" and stall.sale.opens_at <= now for stall in self._stalls.values()):
            await self._db.write(actions.open_due)
        for sale, stall in self._stalls.items():
            sold_out = not stall.left and not stall.unpaid and stall.hope == 0
            if now >= stall.sale.ends_at or sold_out:
                with suppress(FlashSaleMovedOn):
                    await self._db.write(actions.end, sale, "sold-out" if sold_out else "time")

    async def _offer(self, stall: Stall) -> None:
        stall.serve_queue()
        if stall.was_out and stall.hope > 0 and not stall.queued and stall.sale.state == "open":
            stall.was_out = False
            await self._db.write(actions.offer_again, stall.sale.id)
        self._tell(stall)

    async def _claim(self, sale: str, asks: Sequence[Ask]) -> Claimed:
        claimed = await self._db.write(actions.claim, sale, asks)
        if sale in self._stalls:
            self._tell(self._stalls[sale], claimed.left)
        return claimed

    def _tell(self, stall: Stall, left: int | None = None) -> None:
        """How many are left, when that is news."""
        sale, count = stall.sale.id, (stall.left if left is None else left, stall.queued)
        if stall.sale.opens_at <= self._clock.now() and self._told.get(sale) != count:
            self._told[sale] = count
            self._bus.publish(FlashSaleCounted(room=stall.sale.room, sale=sale, left=count[0], queued=count[1]))

    def _pause(self, late: datetime | None) -> float:
        now = self._clock.now()
        sales = [stall.sale for stall in self._stalls.values()]
        moments = [late, *(sale.ends_at for sale in sales)]
        moments += [sale.opens_at for sale in sales if sale.state == "announced"]
        soon = [(moment - now).total_seconds() for moment in moments if moment is not None and moment > now]
        return min([*soon, OFTEN if sales else RARELY])

    def _hear(self, event: Event) -> None:
        """What other processes do: who wins there or orders here, whose order is taken back, and who is gone."""
        if isinstance(event, FlashPieceWon):
            if stall := self._stalls.get(event.sale):
                stall.held[event.member] = Held(
                    claim=event.claim, member=event.member, quantity=event.quantity, state="won", until=event.until
                )
            return
        if isinstance(event, FlashPieceLost) and (stall := self._stalls.get(event.sale)):
            stall.lost(event.member, event.claim)
        for stall in self._stalls.values():
            if isinstance(event, MembersMerged):
                stall.gone(event.guest, event.member)
            elif isinstance(event, MemberDeleted):
                stall.gone(event.member)
        self._news.set()
