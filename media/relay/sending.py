"""One relay: keeps its worker alive, feeds it, and never waits for it nor for the network behind it."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from appliance.clock import Clock
from media.child import Child
from media.framing import Message, encode
from media.packets import AudioConfig, Packet, VideoConfig
from media.relay import wire
from media.transcode.inlet import Inlet

log = logging.getLogger(__name__)

State = Literal["dialling", "live", "waiting"]
"""waiting: it failed, and tries again after a pause."""

QUEUE_SECONDS = 4.0
"""So much waits for a network that hesitates; what is more is left out up to the next keyframe."""
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds before each new try; the last one again and again."""
STEADY = 30.0
"""A connection that stood for so long is dialled again as if it were the first."""
BATCH_SECONDS = 0.1
"""What comes in so long goes to the worker in one piece: a CDN is seconds behind anyway, and a waking costs."""
STUCK = 12.0
"""Seconds in which nothing is worked off though something waits; then the worker is ended: no network comes back."""


class Health(msgspec.Struct, frozen=True):
    state: State
    since: float
    """Of the state, on the monotonic clock."""
    bitrate: int
    """bit/s, since the last look."""
    gaps: int
    """How often media was left out, since the relay began."""
    reason: str
    """Why it does not stand, in the other side's words."""


class Sending:
    """A rendition to `media.on_air.feed.Feed`."""

    def __init__(self, name: str, address: Callable[[], str], clock: Clock) -> None:
        """`address` is asked for before each connection: it may be signed for a while only."""
        self._name = name
        self._address = address
        self._clock = clock
        self._inlet = Inlet(QUEUE_SECONDS)
        self._wake = asyncio.Event()
        self._ready = False
        self._state: State = "dialling"
        self._since = self._moved = clock.monotonic()
        self._reason = ""
        self._sent = self._looked_sent = self._gaps = 0
        self._looked_at = clock.monotonic()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._supervise(), name=f"relay {self._name}")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def look(self) -> Health:
        """How it fares; the bitrate since the last look."""
        now = self._clock.monotonic()
        bits = 8 * (self._sent - self._looked_sent) / max(now - self._looked_at, 0.001)
        self._looked_sent, self._looked_at = self._sent, now
        return Health(self._state, self._since, int(bits), self._gaps, self._reason)

    # -- what the picture does ---------------------------------------------------------------------------------------

    def begin(self, video: VideoConfig, audio: AudioConfig, *, slate: bool = False) -> None:  # noqa: ARG002 - sent too
        self._inlet.configure(video)
        self._inlet.configure(audio)
        self._wake.set()

    def write(self, packet: Packet) -> None:
        if not self._ready:
            return
        if not self._inlet.offer(packet):
            self._gaps += 1
        self._wake.set()

    # -- the worker --------------------------------------------------------------------------------------------------

    async def _supervise(self) -> None:
        failures = 0
        while True:
            self._turn("dialling")
            began = self._clock.monotonic()
            try:
                reason = await self._live()
            except Exception as error:  # whatever it is, the next try may do better
                log.exception("relay %s", self._name)
                reason = repr(error)
            stood = self._state == "live" and self._clock.monotonic() - began > STEADY
            failures = 0 if stood else failures + 1
            self._turn("waiting", reason)
            log.warning("relay %s: %s", self._name, reason)
            await self._clock.sleep(PAUSES[min(max(failures - 1, 0), len(PAUSES) - 1)])

    async def _live(self) -> str:
        """One worker's life; why it ended."""
        child: Child[wire.ToLive] = await Child.start("media.relay.worker", wire.ToLive)
        feeding = asyncio.create_task(self._feed(child), name=f"feeder of relay {self._name}")
        watching = asyncio.create_task(self._watch(child), name=f"watcher of relay {self._name}")
        reason = ""
        try:
            async for message in child.messages():
                reason = self._hear(message) or reason
        finally:
            for task in (feeding, watching):
                task.cancel()
            await asyncio.gather(feeding, watching, return_exceptions=True)
            self._ready = False
            self._inlet.lose()
            await child.end()
        return reason or "the connection broke off"

    async def _feed(self, child: Child[wire.ToLive]) -> None:
        with contextlib.suppress(OSError):  # the worker is gone: its line ends too, and `_live` sees that
            await child.send(wire.Dial(self._address()))
            while True:
                batch = [encode(message) for message in self._ready_now()]
                if batch:
                    await child.send_all(b"".join(batch))
                    await self._clock.sleep(BATCH_SECONDS)
                else:
                    self._wake.clear()
                    await self._wake.wait()

    def _ready_now(self) -> Iterator[Message]:
        while self._ready and (message := self._inlet.take()) is not None:
            if isinstance(message, wire.Media):
                self._sent += len(message.packet.data)
            yield message

    async def _watch(self, child: Child[wire.ToLive]) -> None:
        while True:
            await self._clock.sleep(1.0)
            if self._ready and self._inlet.backlog and self._clock.monotonic() - self._moved > STUCK:
                child.kill()

    def _hear(self, message: object) -> str:
        """Act on what the worker says; its last words, if these are."""
        self._moved = self._clock.monotonic()
        match message:
            case wire.Worked(packets):
                for _ in range(packets):
                    self._inlet.finished()
                self._wake.set()
            case wire.Ready():
                self._ready = True
                self._turn("live")
                self._wake.set()
            case wire.Broken(reason):
                return reason
        return ""

    def _turn(self, state: State, reason: str = "") -> None:
        self._state, self._since = state, self._clock.monotonic()
        if state != "dialling":
            self._reason = reason
