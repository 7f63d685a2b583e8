"""The bus of several boxes: Redis pub/sub.

A message is who speaks (eight bytes) and the events told in one go, each a line of JSON; so they are heard in one go.
"""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlsplit

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from appliance.bus.listeners import Listener, LocalBus, Subscription
from appliance.events import Event, decode, encode

MOST_UNSENT = 4096
"""Events that may wait for Redis."""

_AT_ONCE = 256
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0

log = logging.getLogger(__name__)


class RedisBus:
    """All who share the server and its database number hear each other; listeners of this process hear at once."""

    def __init__(self, url: str) -> None:
        """`url`: ``redis://host:6379/0``. Pub/sub knows no database numbers, so the number names the channel."""
        self.dropped = 0
        self._url = url
        self._channel = f"jinbo:{urlsplit(url).path.strip('/') or '0'}"
        self._self = secrets.token_bytes(8)
        self._local = LocalBus()
        self._unsent: deque[bytes] = deque(maxlen=MOST_UNSENT)
        self._news = asyncio.Event()
        self._subscribed = asyncio.Event()

    async def start(self) -> None:
        """Waits a little for Redis, then goes on without: it is tried again for ever."""
        self._redis = Redis.from_url(self._url, socket_connect_timeout=2, health_check_interval=10)
        self._tasks = {
            asyncio.create_task(self._keep(self._speak), name="redis bus, speaking"),
            asyncio.create_task(self._keep(self._hear), name="redis bus, hearing"),
        }
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self._subscribed.wait()

    async def stop(self) -> None:
        working = self._tasks
        while working:  # an answer of Redis in the same moment makes its client forget that it was told to end
            for task in working:
                task.cancel()
            _, working = await asyncio.wait(working, timeout=0.1)
        await self._local.stop()
        await self._redis.aclose()

    def publish(self, event: Event) -> None:
        self._local.publish(event)
        self.dropped += len(self._unsent) == MOST_UNSENT
        self._unsent.append(encode(event))
        self._news.set()

    def listen(
        self, listener: Listener, kinds: type[Event] | tuple[type[Event], ...] = Event, *, name: str
    ) -> Subscription:
        return self._local.listen(listener, kinds, name=name)

    async def _keep(self, work: Callable[[], Awaitable[None]]) -> None:
        pause = _SHORTEST_PAUSE
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await work()
            except (RedisError, OSError) as error:
                worked = loop.time() - began > _LONGEST_PAUSE
                pause = _SHORTEST_PAUSE if worked else min(pause * 2, _LONGEST_PAUSE)
                log.warning("Redis does not answer (%s); next try in %.1f s", error, pause)
                await asyncio.sleep(pause)

    async def _speak(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            while self._unsent:
                await self._send([self._unsent.popleft() for _ in range(min(len(self._unsent), _AT_ONCE))])

    async def _send(self, events: list[bytes]) -> None:
        await self._redis.publish(self._channel, self._self + b"\n".join(events))

    async def _hear(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
            await pubsub.subscribe(self._channel)
            self._subscribed.set()
            while True:
                message = await pubsub.get_message(timeout=5)
                if message is not None:
                    self._heard(message["data"])

    def _heard(self, message: bytes) -> None:
        if message.startswith(self._self):
            return
        for event in message[len(self._self) :].split(b"\n"):
            self._pass_on(event)

    def _pass_on(self, data: bytes) -> None:
        try:
            event = decode(data)
        except msgspec.MsgspecError as error:
            log.warning("an event on the bus is passed over: %s", error)
        else:
            self._local.publish(event)
