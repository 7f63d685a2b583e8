"""The bus as a port, and those who listen in this process."""

import asyncio
import inspect
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol

from appliance.events import Event

Listener = Callable[[Event], Awaitable[None] | None]

MOST_UNHEARD = 4096
"""Events that may wait for one listener; then the oldest is dropped for each new one."""

log = logging.getLogger(__name__)


class Bus(Protocol):
    """Used from the event loop only: `Database` publishes after a commit from the loop, never from its thread."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def publish(self, event: Event) -> None:
        """Tell every listener of every process. Never blocks, never raises; an event may be lost."""

    def listen(
        self, listener: Listener, kinds: type[Event] | tuple[type[Event], ...] = Event, *, name: str
    ) -> "Subscription":
        """Call `listener` with each event of `kinds`, one after another; `name` stands in the log."""


class LocalBus:
    """The bus of a single process."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()

    async def start(self) -> None:
        """Nothing to open: it is there for the port's sake."""

    async def stop(self) -> None:
        """Silence every listener; one that is at work is interrupted."""
        subscriptions, self._subscriptions = self._subscriptions, set()
        await asyncio.gather(*(one.closed() for one in subscriptions))

    def publish(self, event: Event) -> None:
        for subscription in tuple(self._subscriptions):
            subscription.offer(event)

    def listen(
        self, listener: Listener, kinds: type[Event] | tuple[type[Event], ...] = Event, *, name: str
    ) -> "Subscription":
        subscription = Subscription(listener, kinds, name, self._subscriptions.discard)
        self._subscriptions.add(subscription)
        return subscription


class Subscription:
    """One listener with a queue and a task of its own, so that its failing or lagging is its own."""

    def __init__(
        self,
        listener: Listener,
        kinds: type[Event] | tuple[type[Event], ...],
        name: str,
        forget: Callable[["Subscription"], None],
    ) -> None:
        self.dropped = 0
        """Events this listener was too slow for."""
        self._listener = listener
        self._kinds = kinds
        self._name = name
        self._forget = forget
        self._unheard: deque[Event] = deque(maxlen=MOST_UNHEARD)
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._hear(), name=f"listener {name}")

    def close(self) -> None:
        """Hear no more; safe to call twice and from the listener itself."""
        self._forget(self)
        self._unheard.clear()
        self._task.cancel()

    async def closed(self) -> None:
        """Close, and wait until the listener is out of the way."""
        self.close()
        if self._task is not asyncio.current_task():
            await asyncio.wait({self._task})

    def offer(self, event: Event) -> None:
        if not isinstance(event, self._kinds):
            return
        if len(self._unheard) == MOST_UNHEARD:
            if self.dropped == 0:
                log.warning("listener %s lags: events are dropped", self._name)
            self.dropped += 1
        self._unheard.append(event)
        self._news.set()

    async def _hear(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while self._unheard:
                await self._tell(self._unheard.popleft())

    async def _tell(self, event: Event) -> None:
        try:
            answer = self._listener(event)
            if inspect.isawaitable(answer):
                await answer
        except Exception:  # a listener's failure is its own, and is logged with the event
            log.exception("listener %s failed on %r", self._name, event)
