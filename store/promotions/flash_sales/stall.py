"""One sale as `live` keeps it in memory: for who may hope the database is asked, others are answered at once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from appliance.clock import Clock
from appliance.gathering import Gathering
from store.promotions.flash_sales.actions import Ask, Claimed, Held
from store.promotions.flash_sales.lines import Lines, most
from store.promotions.flash_sales.models import FlashSale
from store.promotions.flash_sales.problems import BoughtAlready, FlashSaleNotOpen, FlashSaleOver, TooManyAtOnce
from store.promotions.flash_sales.reads import Standing

Write = Callable[[str, Sequence[Ask]], Awaitable[Claimed]]


class Got(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of a grab."""

    state: Literal["won", "queued", "sold-out"]
    claim: str = ""
    quantity: int = 0
    until: datetime | None = None


QUEUED, SOLD_OUT = Got("queued"), Got("sold-out")


class Stall:
    """Memory is only the quick filter: what it lets through is decided by the rows, and what it knows is put right by
    each answer and by each `see`.
    """

    def __init__(self, standing: Standing, write: Write, clock: Clock) -> None:
        self.sale: FlashSale
        self.left = self.unpaid = 0
        self.held: dict[str, Held] = {}
        """Claims that wait to be ordered or paid, by member."""
        self.queue: dict[str, int] = {}
        """Pieces that members wait for, in the order in which they came; a place is kept until the answer."""
        self.lines = Lines()
        self._heirs: dict[str, str] = {}
        """Of who is gone: the member that a guest turned out to be, or nobody."""
        self._called: set[str] = set()
        """Of those who wait: who is asked for now."""
        self.was_out = False
        """Nothing has been left since pieces were last offered to everybody."""
        self._over = False
        self._asked = 0
        """Pieces that the database is being asked for."""
        self._asking: dict[str, asyncio.Task[Held | None]] = {}
        self._write = write
        self._clock = clock
        self._gathering: Gathering[Ask, Held | None] = Gathering(f"flash.{standing.sale.id}", self._claim, clock)
        self.see(standing)

    async def grab(self, member: str, quantity: int, line: str = "") -> Got:
        """Raises FlashSaleNotOpen, FlashSaleOver, TooManyAtOnce, TooManyOnOneLine, BoughtAlready."""
        self._check(quantity)
        held = self.held.get(member)
        if held is not None and held.until > self._clock.now():
            return _won(held)
        if member in self.queue and member not in self._called:
            return QUEUED
        if member not in self._asking:
            if self.queued or self.hope <= 0:
                return self._queue_up(member, quantity, line)
            self._take_room(member, quantity, line)
        held = await asyncio.shield(self._ask(member, quantity))
        if held is None and self._over:
            raise FlashSaleOver
        return self._queue_up(member, quantity, line) if held is None else _won(held)

    @property
    def hope(self) -> int:
        """Pieces that somebody who comes now may still get."""
        return self.left - self._asked

    @property
    def queued(self) -> int:
        """Who waits, but for those who are being asked for."""
        return len(self.queue) - len(self._called)

    def see(self, standing: Standing) -> None:
        """How it stands in the rows; while the database is asked its answers are newer."""
        self.sale = standing.sale
        if not self._asked:
            self._know(standing.sale.left, standing.unpaid)

    def serve_queue(self) -> None:
        """Those who wait are first for what came back; they hear by a fact of their own."""
        for member, quantity in self.queue.items():
            if self.hope <= 0:
                return
            if member not in self._called:
                self._called.add(member)
                self._ask(member, quantity)

    def lost(self, member: str, claim: str) -> None:
        """These pieces of this member went back."""
        for one in (member, self._heirs.get(member, "")):
            if one not in self.held or self.held[one].claim == claim:
                self.held.pop(one, None)
                self.settled([one])

    def gone(self, viewer: str, heir: str = "") -> None:
        """Who was deleted waits no longer; a guest who turned out to be a member waits on in the same place."""
        self._heirs[viewer] = heir
        if heir and viewer in self.held and heir not in self.held:
            self.held[heir] = msgspec.structs.replace(self.held.pop(viewer), member=heir)
        if viewer not in self._asking:
            self._hand_on(viewer, heir)

    def settled(self, members: Iterable[str]) -> None:
        """These owe nothing for what they got: it makes room on their lines, unless they want more."""
        for member in members:
            if member not in self.queue and member not in self._asking:
                self.lines.leave(member)

    @property
    def crowd(self) -> list[str]:
        """Who is on lines on which somebody may get too little."""
        return self.lines.crowd(self._most - self.sale.per_member)

    async def stop(self) -> None:
        await self._gathering.stop()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    def _check(self, quantity: int) -> None:
        now = self._clock.now()
        if now < self.sale.opens_at:
            raise FlashSaleNotOpen(opens_at=self.sale.opens_at)
        if now >= self.sale.ends_at:
            raise FlashSaleOver
        if not 1 <= quantity <= self.sale.per_member:
            raise TooManyAtOnce(per_member=self.sale.per_member)

    @property
    def _most(self) -> int:
        return most(self.sale.quantity, self.sale.per_member)

    def _take_room(self, member: str, quantity: int, line: str) -> None:
        self.lines.take(member, quantity, line, self._most)

    def _queue_up(self, member: str, quantity: int, line: str) -> Got:
        """As many may wait as there are pieces that can come back."""
        if member not in self.queue and self.queued >= self.unpaid + self._asked:
            return SOLD_OUT
        self._take_room(member, quantity, line)
        self.queue.setdefault(member, quantity)
        return QUEUED

    def _ask(self, member: str, quantity: int) -> asyncio.Task[Held | None]:
        """A member who taps twice asks once."""
        task = self._asking.get(member)
        if task is None:
            self._asked += quantity
            task = asyncio.create_task(self._gathering.ask(Ask(member, quantity)), name=f"grab {member}")
            self._asking[member] = task
            task.add_done_callback(lambda done: self._answered(member, done))
        return task

    async def _claim(self, asks: Sequence[Ask]) -> list[Held | None]:
        try:
            claimed = await self._write(self.sale.id, asks)
        finally:
            self._asked -= sum(ask.quantity for ask in asks)
        self._know(claimed.left, claimed.unpaid)
        self._over = claimed.over
        return claimed.answers

    def _hand_on(self, viewer: str, heir: str) -> None:
        if heir and heir not in self.queue and heir not in self.held:
            self.queue = {heir if one == viewer else one: pieces for one, pieces in self.queue.items()}
        self.queue.pop(viewer, None)
        if heir:
            self.lines.rename(viewer, heir)
        else:
            self.settled([viewer])

    def _know(self, left: int, unpaid: int) -> None:
        self.left, self.unpaid = left, unpaid
        self.was_out = self.was_out or not left

    def _answered(self, member: str, done: asyncio.Task[Held | None]) -> None:
        self._asking.pop(member, None)
        held = None if done.cancelled() or done.exception() else done.result()
        self._called.discard(member)
        if held is not None:
            self.held[member] = held
            self.lines.got(member, held.quantity)
        if held is not None or self._over:
            self.queue.pop(member, None)
        if held is None:
            self.settled([member])
            if member in self._heirs:
                self._hand_on(member, self._heirs[member])


def _won(held: Held) -> Got:
    if held.state == "paid":
        raise BoughtAlready
    return Got("won", held.claim, held.quantity, held.until)
