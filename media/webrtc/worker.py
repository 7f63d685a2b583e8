"""A room's WebRTC process: ``python -m media.webrtc.worker`` with a stream socket as standard input.

It ends when the socket does, and dies with its parent.
"""

import asyncio
import logging
import signal
import socket
import time
from collections.abc import Coroutine
from typing import cast

import av

from media.framing import Frames, Message, encode
from media.loudness import Level
from media.packets import Packet, VideoConfig
from media.parent import die_with_parent
from media.stage.mixer import Made
from media.webrtc import shim, sockets, wire
from media.webrtc.peers import Incoming, Offering, OfferRefused, Outgoing, Peer
from media.webrtc.staging import Staging

log = logging.getLogger(__name__)

_LOOK_SECONDS = 0.05
_TELL_SECONDS = 1.0
_PART_SECONDS = 0.6
"""For leave-taking at the end: who takes longer is killed by whom it works for (`media.child`)."""
_UNSENT = 4 << 20
"""Bytes that `live` has not taken, beyond which media is left out: half a minute of a good picture."""


class Worker(asyncio.Protocol):
    def __init__(self, loop: sockets.Loop) -> None:
        self.over = asyncio.Event()
        self._loop = loop
        self._frames: Frames[wire.ToWorker] = Frames(wire.ToWorker)
        self._ways = wire.Ways()
        self._peers: dict[str, Peer] = {}
        self._staging = Staging(self._pass_on, self.tell, loop)
        self._told_at = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    # -- the line to `live` -------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.tell(wire.Ready())

    def data_received(self, data: bytes) -> None:
        for message in self._frames.feed(data):
            match message:
                case wire.Begin(ways):
                    self._begin(ways)
                case wire.Offer():
                    self._spawn(self._answer(message))
                case wire.Send(session):
                    self._spawn(self._offer(session))
                case wire.Take(session, sdp):
                    self._spawn(self._take(session, sdp))
                case wire.Scene():
                    self._staging.arrange(message)
                case wire.Close(session):
                    self._end(session)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self.over.set()

    def tell(self, message: Message) -> None:
        if self.over.is_set():
            return
        if not isinstance(message, wire.Media) or self._transport.get_write_buffer_size() < _UNSENT:
            self._transport.write(encode(message))

    # -- peers --------------------------------------------------------------------------------------------------

    async def look(self) -> None:
        while True:
            now = time.monotonic()
            for peer in tuple(self._peers.values()):
                await self._look_at(peer, now)
            self._staging.look()
            if now - self._told_at >= _TELL_SECONDS:
                self._told_at = now
                self._tell_losses()
            await asyncio.sleep(_LOOK_SECONDS)

    async def part(self) -> None:
        """From every peer, so that it knows at once and does not wait for what comes no more."""
        for session in tuple(self._peers):
            self._end(session)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_PART_SECONDS)

    async def _look_at(self, peer: Peer, now: float) -> None:
        """What is wrong with one of them ends none of the others."""
        try:
            await peer.look(now)
        except Exception:
            log.exception("a peer failed")
            peer.end("出错了 / an internal error")

    def _tell_losses(self) -> None:
        for session, peer in self._peers.items():
            if isinstance(peer, Incoming) and peer.connected:
                self.tell(wire.Quality(session, round(peer.lost(), 4)))

    def _begin(self, ways: wire.Ways) -> None:
        self._ways = ways
        self._loop.ports = ways.ports
        if ways.loopback:
            sockets.include_loopback()

    async def _answer(self, offer: wire.Offer) -> None:
        def changed(peer: Peer) -> None:
            self._changed(offer, peer)

        fan = self._staging.fan_of("" if offer.sends else offer.chair)
        peer = Incoming(self._ways, changed) if offer.sends else Outgoing(self._ways, changed, fan)
        self._peers[offer.session] = peer
        try:
            answer = await peer.answer(offer.sdp)
        except OfferRefused as refusal:
            self.tell(wire.Refused(offer.session, refusal.why))
            self._end(offer.session)
        except Exception:
            self.tell(wire.Refused(offer.session, "NoAnswer"))
            self._end(offer.session)
            raise
        else:
            self.tell(wire.Answer(offer.session, answer))

    async def _offer(self, session: str) -> None:
        peer = Offering(self._ways, lambda peer: self._sent(session, peer), self._staging.clean)
        self._peers[session] = peer
        self.tell(wire.Answer(session, await peer.offer()))

    async def _take(self, session: str, answer: str) -> None:
        peer = self._peers.get(session)
        if not isinstance(peer, Offering):
            return
        try:
            await peer.take(answer)
        except OfferRefused as refusal:
            peer.end(refusal.why)

    def _sent(self, session: str, peer: Peer) -> None:
        if self._peers.get(session) is not peer:
            return
        self.tell(wire.Gone(session, peer.over) if peer.over else wire.Connected(session))
        if peer.over:
            self._end(session)

    def _changed(self, offer: wire.Offer, peer: Peer) -> None:
        session = offer.session
        if self._peers.get(session) is not peer:
            return
        if peer.over:
            self.tell(wire.Gone(session, peer.over, peer.final))
            self._end(session)
            return
        if isinstance(peer, Incoming):
            self._staging.enter(session, offer.chair, peer)
        self.tell(wire.Connected(session))

    def _pass_on(self, session: str, what: Made) -> None:
        if isinstance(what, Packet):
            self.tell(wire.Media(session, what))
        elif isinstance(what, VideoConfig):
            self.tell(wire.Picture(session, what))
        elif isinstance(what, Level):
            self.tell(wire.Loud(session, what))
        else:
            self.tell(wire.Sound(session, what))

    def _end(self, session: str) -> None:
        """In a task of its own: a connection cannot be closed from within what tells that it is."""
        peer = self._peers.pop(session, None)
        if peer is not None:
            if isinstance(peer, Incoming):
                self._staging.leave(peer)
            self._spawn(peer.close())

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a peer failed", exc_info=task.exception())


async def serve(loop: sockets.Loop, line: socket.socket) -> None:
    """Until the other side hangs up."""
    line.setblocking(False)
    worker = Worker(loop)
    await loop.connect_accepted_socket(lambda: worker, line)
    looking = asyncio.create_task(worker.look())
    over = asyncio.create_task(worker.over.wait())
    await asyncio.wait({looking, over}, return_when=asyncio.FIRST_COMPLETED)
    await worker.part()
    if looking.done():
        looking.result()


def main() -> None:
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    av.logging.set_level(None)
    line = socket.socket(fileno=0)
    try:
        shim.self_test()
        with asyncio.Runner(loop_factory=sockets.Loop) as runner:
            runner.run(serve(cast("sockets.Loop", runner.get_loop()), line))
    except (BrokenPipeError, ConnectionResetError):
        return
    except Exception as error:
        line.sendall(encode(wire.Broken(f"{type(error).__name__}: {error}")))
        raise


if __name__ == "__main__":
    main()
