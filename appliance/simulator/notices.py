"""Notifications: sent at once, and again on the official schedule until the shop takes them."""

import asyncio
import heapq
import itertools
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, Literal

import httpx
import msgspec

from appliance import outside
from appliance.simulator.moments import Moments

Fate = Literal["lose", "twice", "late"]
"""What becomes of the next ones: lose (never sent, not even again), twice, late (after the one that follows)."""
Render = Callable[[], tuple[dict[str, str], bytes]]
"""A fresh signature for every try: headers and body."""

log = logging.getLogger(__name__)


class Try(msgspec.Struct, frozen=True):
    at: datetime
    status: int
    """0: no answer."""


class Notice(msgspec.Struct, kw_only=True):
    number: str
    kind: str
    to: str
    pauses: tuple[int, ...]
    """Seconds between tries; after the last one nobody tries again."""
    tries: list[Try] = []
    taken: bool = False
    lost: bool = False


class Post:
    """Sends what is due; `run` does so for as long as it is awaited."""

    def __init__(self, moments: Moments, taken: Callable[[httpx.Response], bool], patience: float) -> None:
        """`patience`: seconds that the shop has for its answer."""
        self._moments = moments
        self._patience = patience
        self._taken = taken
        self._queue: list[tuple[datetime, int, Notice, Render]] = []
        self._order = itertools.count()
        self._news = asyncio.Event()
        self._fates: list[Fate] = []
        self._held: list[tuple[Notice, Render]] = []
        self.notices: list[Notice] = []

    def send(self, notice: Notice, render: Render) -> None:
        """Put it into the post; what `fated` says happens to it first."""
        self.notices.append(notice)
        fate = self._fates.pop(0) if self._fates else None
        if fate == "lose":
            notice.lost = True
            return
        if fate == "late":
            self._held.append((notice, render))
            return
        for _ in range(2 if fate == "twice" else 1):
            self._put(notice, render, self._moments.due())
        for held, renders in self._held:
            self._put(held, renders, self._moments.due())
        self._held.clear()

    def fate(self, fate: Fate, times: int = 1) -> None:
        self._fates += [fate] * times

    def hurry(self) -> None:
        """The clock was pushed: look again what is due."""
        self._news.set()

    async def run(self) -> None:
        async with outside.client(self._patience) as client:
            while True:
                self._news.clear()
                await self.deliver(client)
                await self._rest()

    async def deliver(self, client: httpx.AsyncClient) -> None:
        """Everything that is due now."""
        while self._queue and self._queue[0][0] <= self._moments.due():
            _, _, notice, render = heapq.heappop(self._queue)
            if not notice.taken:
                await self._try(client, notice, render)

    async def _try(self, client: httpx.AsyncClient, notice: Notice, render: Render) -> None:
        headers, body = render()
        try:
            answer = await client.post(notice.to, content=body, headers=headers)
            status, notice.taken = answer.status_code, self._taken(answer)
        except httpx.HTTPError as error:
            log.info("a notification was not answered: %s", error, extra={"number": notice.number})
            status = 0
        notice.tries.append(Try(self._moments.now(), status))
        if not notice.taken and len(notice.tries) <= len(notice.pauses):
            pause = timedelta(seconds=notice.pauses[len(notice.tries) - 1])
            self._put(notice, render, self._moments.due() + pause)

    def _put(self, notice: Notice, render: Render, at: datetime) -> None:
        heapq.heappush(self._queue, (at, next(self._order), notice, render))
        self._news.set()

    async def _rest(self) -> None:
        """Until the next is due, or something changes."""
        waits: list[Coroutine[Any, Any, object]] = []
        if self._queue:
            left = (self._queue[0][0] - self._moments.due()).total_seconds()
            if left <= 0:  # it fell due while the last one was sent
                return
            waits.append(self._moments.clock.sleep(left))
        tasks = [asyncio.create_task(one) for one in (self._news.wait(), *waits)]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
