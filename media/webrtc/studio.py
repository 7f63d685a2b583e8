"""A room's WebRTC worker as `live` knows it: starts with the first peer, ends a while after the last."""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from appliance.clock import Clock
from media.child import Child
from media.loudness import Level
from media.packets import AudioConfig, Packet, VideoConfig
from media.webrtc import problems, wire

log = logging.getLogger(__name__)

ANSWER_SECONDS = 7.0
"""OBS waits for eight."""
IDLE_SECONDS = 60.0
"""A worker without peers goes then: it holds some 80 MB."""
_WORKER = "media.webrtc.worker"


class Session(Protocol):
    """One peer, as whoever brought it hears of it."""

    def connected(self) -> None: ...

    def configure(self, config: VideoConfig | AudioConfig) -> None: ...

    def packet(self, packet: Packet) -> None: ...

    def loud(self, level: Level) -> None: ...

    def lossy(self, lost: float) -> None: ...

    def gone(self, why: str, *, final: bool = False) -> None:
        """Exactly once, if it was ever answered; nothing comes after. `final`: coming back would not help."""


class Studio:
    def __init__(self, room: str, ways: wire.Ways, clock: Clock, ended: Callable[["Studio"], None]) -> None:
        self.room = room
        self._ways = ways
        self._clock = clock
        self._ended = ended
        self._sessions: dict[str, Session] = {}
        self._answers: dict[str, asyncio.Future[str]] = {}
        self._child: Child[wire.ToLive] | None = None
        self._ready = asyncio.Event()
        self._idle_since = clock.monotonic()
        self._scene = wire.Scene()
        self._task = asyncio.create_task(self._live(), name=f"studio of {room}")

    @property
    def pid(self) -> int | None:
        """Of the worker."""
        return self._child.pid if self._child is not None else None

    @property
    def sessions(self) -> int:
        return len(self._sessions)

    async def answer(self, name: str, sdp: str, session: Session, *, sends: bool, chair: str = "") -> str:
        """What the peer is told. Raises Problem."""
        return await self._asked(name, session, wire.Offer(name, sdp, sends, chair))

    async def offer(self, name: str, session: Session) -> str:
        """What another box is offered: the host as he is. Raises NoAnswer."""
        return await self._asked(name, session, wire.Send(name))

    async def take(self, name: str, answer: str) -> None:
        """Its answer. Raises OSError where the worker is just gone."""
        await self._say(wire.Take(name, answer))

    async def arrange(self, scene: wire.Scene) -> None:
        """A worker that starts later, or again, is told as well."""
        self._scene = scene
        if self._ready.is_set() and self._child is not None:
            await self._say(scene)

    async def close(self, name: str) -> None:
        """End a session, if it is still there."""
        self._part(name, "推流结束 / the publisher stopped")
        try:
            await self._say(wire.Close(name))
        except OSError:
            log.info("the WebRTC worker is gone already", extra={"room": self.room})

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def awaken(self) -> None:
        """Somebody is about to come: a worker takes half a second of CPU to start, and much longer on a busy box."""
        self._idle_since = self._clock.monotonic()

    def tick(self) -> None:
        """Once a second: whether anybody still needs the worker."""
        now = self._clock.monotonic()
        if self._sessions:
            self._idle_since = now
        elif now - self._idle_since > IDLE_SECONDS:
            self._task.cancel()

    async def _asked(self, name: str, session: Session, question: wire.Offer | wire.Send) -> str:
        self._sessions[name] = session
        told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._answers[name] = told
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._ready.wait()
                await self._say(question)
                return await told
        except (TimeoutError, OSError) as error:
            await self.close(name)
            raise problems.NoAnswer(retry_after=2) from error
        finally:
            self._answers.pop(name, None)
            if not told.done() or told.cancelled() or told.exception() is not None:
                self._forget(name)

    async def _live(self) -> None:
        """The worker's life."""
        reason = "stopped"
        try:
            child: Child[wire.ToLive] = await Child.start(_WORKER, wire.ToLive)
            self._child = child
            try:
                async for message in child.messages():
                    await self._heed(message)
                reason = "it hung up"
            finally:
                self._child = None
                reason = f"{reason}, status {await child.end()}"
        except OSError as error:
            reason = f"it cannot be started: {error}"
        except ValueError as error:
            reason = f"it does not keep to the protocol: {error}"
        finally:
            log.info("the WebRTC worker ended: %s", reason, extra={"room": self.room})
            self._over()

    async def _heed(self, message: wire.ToLive) -> None:
        try:
            await self._hear(message)
        except Exception:  # a fault in whoever takes a stream must not end the others
            log.exception("a WebRTC stream is not taken", extra={"room": self.room})

    async def _hear(self, message: wire.ToLive) -> None:
        match message:
            case (
                wire.Media(name) | wire.Picture(name) | wire.Sound(name) | wire.Loud(name) | wire.Quality(name)
                | wire.Connected(name)
            ) if name in self._sessions:  # fmt: skip
                _tell(self._sessions[name], message)
            case wire.Answer(name, sdp) if name in self._answers:
                self._answers[name].set_result(sdp)
            case wire.Refused(name, why) if name in self._answers:
                self._answers[name].set_exception(problems.BY_NAME.get(why, problems.OfferUnreadable)())
            case wire.Gone(name, why, final):
                self._part(name, why, final=final)
            case wire.Ready():
                await self._say(wire.Begin(self._ways))
                await self._say(self._scene)
                self._ready.set()
            case wire.Broken(reason):
                log.error("the WebRTC worker is broken: %s", reason, extra={"room": self.room})

    def _over(self) -> None:
        self._ready.clear()
        self._ended(self)
        for told in self._answers.values():
            if not told.done():
                told.set_exception(problems.NoAnswer(retry_after=2))
        for name in tuple(self._sessions):
            self._part(name, "WebRTC 进程中断 / the WebRTC process broke off")

    def _part(self, name: str, why: str, *, final: bool = False) -> None:
        session = self._forget(name)
        if session is not None:
            session.gone(why, final=final)

    def _forget(self, name: str) -> Session | None:
        return self._sessions.pop(name, None)

    async def _say(self, message: wire.ToWorker) -> None:
        if self._child is None:
            raise OSError("there is no worker")
        await self._child.send(message)


def _tell(session: Session, message: wire.ToLive) -> None:
    match message:
        case wire.Media(_, packet):
            session.packet(packet)
        case wire.Picture(_, config) | wire.Sound(_, config):
            session.configure(config)
        case wire.Loud(_, level):
            session.loud(level)
        case wire.Quality(_, lost):
            session.lossy(lost)
        case wire.Connected():
            session.connected()
