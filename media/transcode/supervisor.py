"""Keeps one room's worker alive, feeds it and never waits for it."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from typing import Protocol

import msgspec

from appliance.clock import Clock
from media.child import Child
from media.ladder import Rung, playable
from media.loudness import Level
from media.packets import AudioConfig, Config, Packet, VideoConfig
from media.transcode import wire
from media.transcode.inlet import Inlet
from media.transcode.lane import Lane, PassingLane
from media.transcode.pressure import Pressure

log = logging.getLogger(__name__)

_WORKER = "media.transcode.worker"

_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before each new start; the last one again and again."""

_STEADY = 30.0
"""A worker that lived so long is started again as if it were the first."""

_STUCK, _HUNG = 2.0, 5.0
"""A worker that finishes nothing for so long is not slow but stuck; then it is killed."""


class Deliver(Protocol):
    """Who takes the rungs. Everything is called on the loop.

    A rung begins with its two configurations and a keyframe; `dts` then only rises, pictures and sound in one order.
    After `died` that is so for every rung anew, after `shed` for that rung when it was `restored`: until its next
    configuration nothing comes for it.
    """

    def config(self, rung: str, config: Config) -> None: ...

    def packet(self, rung: str, packet: Packet) -> None: ...

    def loud(self, level: Level) -> None:
        """Once a second, where the host's sound is decoded for the rungs: how loud it was."""

    def shed(self, rung: str) -> None:
        """The CPU does not keep up; the rung is given up for minutes."""

    def restored(self, rung: str) -> None:
        """A rung that was given up is tried again."""

    def died(self, reason: str) -> None:
        """The worker died, or had to leave out media."""


class Health(msgspec.Struct, frozen=True):
    alive: bool
    backlog: float
    """Seconds of media that the worker has not worked off."""
    fps: float
    """Encoded pictures a second, of all rungs together."""
    milliseconds: float
    """From a packet to the last rung's picture."""
    delivering: tuple[str, ...]
    """Rungs that play their own encoding now."""


class Transcoder:
    def __init__(
        self, room: str, rungs: Sequence[Rung], deliver: Deliver, clock: Clock, queue_seconds: float = 2.0
    ) -> None:
        """`queue_seconds` of media wait for the worker at most; what is more is left out up to the next keyframe."""
        self._room = room
        self._deliver = deliver
        self._clock = clock
        self._pressure = Pressure(rungs)
        self._encoded = {rung.name: Lane() for rung in rungs if rung.height}
        self._passing = {rung.name: PassingLane() for rung in rungs if not rung.height}
        self._lanes: dict[str, Lane | PassingLane] = {**self._encoded, **self._passing}
        self._inlet = Inlet(queue_seconds)
        self._wake = asyncio.Event()
        self._foreign_sound = False
        self._child: Child[wire.ToLive] | None = None
        self._ready = False
        self._progress_at = 0.0
        self._measured = wire.Measured(0.0, 0.0, 0.0)
        self._task: asyncio.Task[None] | None = None

    @property
    def health(self) -> Health:
        delivering = tuple(name for name, lane in self._lanes.items() if lane.open)
        return Health(self._ready, self._inlet.backlog, self._measured.fps_out, self._measured.milliseconds, delivering)

    @property
    def pid(self) -> int | None:
        """Of the worker."""
        return self._child.pid if self._child is not None else None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._supervise(), name=f"transcoder of {self._room}")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def configure(self, config: Config) -> None:
        """What follows is coded so. Both configurations are needed before anything comes out."""
        if isinstance(config, AudioConfig):
            self._foreign_sound = not playable(config)
            if not self._foreign_sound:
                self._hear_sound(config)
                return
        else:
            self._pass(config)
        self._inlet.configure(config)
        self._wake.set()

    def packet(self, packet: Packet) -> None:
        """Take a packet on the room's timeline; returns at once and never raises."""
        if packet.track == "audio" and not self._foreign_sound:
            self._hear_sound(packet)
            return
        if packet.track == "video":
            self._pass(packet)
        was_closed = self._inlet.closed
        if not self._inlet.offer(packet):
            asyncio.get_running_loop().call_soon(self._left_out)
            return
        if was_closed and not self._inlet.closed:
            self._progress_at = self._clock.monotonic()
        self._wake.set()

    async def _supervise(self) -> None:
        pauses = chain(_PAUSES, repeat(_PAUSES[-1]))
        while True:
            began = self._clock.monotonic()
            reason = await self._live()
            log.warning("transcoder of %s: %s", self._room, reason)
            self._begin_afresh(reason)
            if self._clock.monotonic() - began > _STEADY:
                pauses = chain(_PAUSES, repeat(_PAUSES[-1]))
            await self._clock.sleep(next(pauses))

    async def _live(self) -> str:
        """One worker's life; why it ended."""
        try:
            child: Child[wire.ToLive] = await Child.start(_WORKER, wire.ToLive)
        except OSError as error:
            return f"no worker could be started: {error}"
        self._child = child
        feeding = asyncio.create_task(self._feed(child), name=f"feeder of {self._room}")
        reason = ""
        try:
            async for message in child.messages():
                reason = self._hear(message) or reason
        except Exception as error:  # a fault in whoever takes the rungs must not end the ladder
            log.exception("transcoder of %s", self._room)
            reason = repr(error)
        finally:
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)
            self._child, self._ready = None, False
            self._inlet.lose()
            status = await child.end()
        return reason or f"the worker ended with {status}"

    async def _feed(self, child: Child[wire.ToLive]) -> None:
        """Ends with OSError when the worker is gone: then its line ends too, and `_live` sees that."""
        while True:
            message = self._inlet.take() if self._ready else None
            if message is None:
                self._wake.clear()
                await self._wake.wait()
            else:
                await child.send(message)

    def _hear(self, message: wire.ToLive) -> str:
        """Act on what the worker says; its last words, if these are."""
        match message:
            case wire.Media(packet, rung) if packet.track == "video":
                self._hear_picture(rung, packet)
            case wire.Media(packet):
                self._hear_sound(packet)
            case wire.Picture(config, rung):
                self._hear_picture(rung, config)
            case wire.Sound(config):
                self._hear_sound(config)
            case wire.Loud(level):
                self._deliver.loud(level)
            case wire.Finished():
                self._go_on()
            case wire.Measured():
                self._measured = message
                self._try_again()
            case wire.Ready():
                self._began()
            case wire.Broken(reason):
                return reason
        return ""

    def _began(self) -> None:
        self._ready = True
        self._progress_at = self._clock.monotonic()
        self._pressure.eased(self._progress_at)
        self._want()

    def _go_on(self) -> None:
        self._inlet.finished()
        self._wake.set()
        self._progress_at = self._clock.monotonic()
        self._give_up(self._pressure.measured(self._progress_at, self._inlet.backlog))

    def _want(self) -> None:
        self._inlet.command(wire.Wanted(self._pressure.kept))
        self._wake.set()

    def _hear_picture(self, rung: str, what: VideoConfig | Packet) -> None:
        if rung in {kept.name for kept in self._pressure.kept}:
            self._hand_on(rung, self._encoded[rung].picture(what))

    def _hear_sound(self, what: AudioConfig | Packet) -> None:
        for rung, lane in self._lanes.items():
            self._hand_on(rung, lane.sound(what))

    def _pass(self, what: VideoConfig | Packet) -> None:
        for rung, lane in self._passing.items():
            self._hand_on(rung, lane.picture(what))

    def _hand_on(self, rung: str, ready: Iterator[Config | Packet]) -> None:
        for what in ready:
            if isinstance(what, Packet):
                self._deliver.packet(rung, what)
            else:
                self._deliver.config(rung, what)

    def _left_out(self) -> None:
        """The worker is so far behind that media was dropped up to the next keyframe."""
        if not self._ready or self._child is None:
            return
        now = self._clock.monotonic()
        silent = now - self._progress_at
        self._begin_afresh("the worker is too slow: media was left out")
        if silent > _HUNG:
            self._child.kill()
        elif silent < _STUCK:
            self._give_up(self._pressure.overflowed(now))

    def _begin_afresh(self, reason: str) -> None:
        self._inlet.forget()
        for lane in self._lanes.values():
            lane.shut()
        self._deliver.died(reason)

    def _give_up(self, rung: Rung | None) -> None:
        if rung is not None:
            log.warning("transcoder of %s gives up %s: this CPU cannot keep up", self._room, rung.name)
            self._encoded[rung.name].shut()
            self._want()
            self._deliver.shed(rung.name)

    def _try_again(self) -> None:
        rung = self._pressure.retry(self._clock.monotonic())
        if rung is not None:
            self._want()
            self._deliver.restored(rung.name)
