"""Peers of a WebRTC worker: who sends (WHIP), and who watches (WHEP)."""

import time
from collections.abc import Callable
from typing import Protocol

from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.exceptions import InvalidAccessError, InvalidStateError, OperationError

from media.packets import Track
from media.webrtc import shim
from media.webrtc.annexb import AccessUnit, access_unit
from media.webrtc.assembly import Assembly
from media.webrtc.description import announced, codecs, eager, kinds, unestimated, without_names
from media.webrtc.fan import Fan
from media.webrtc.lipsync import Lipsync
from media.webrtc.wire import Ways

CONNECT_SECONDS = 15.0
"""From the answer to the first media."""
SILENT_SECONDS = 6.0
"""As with RTMP: who sends nothing for so long counts as gone."""
DEAF_SECONDS = 12.0
"""A watcher that does not say for so long that it receives is gone."""
REPAIR_SECONDS = 0.3
"""For so long a hole in the picture may be repaired; then a keyframe is asked for."""
CONCEAL_SECONDS = 0.08
AGAIN_SECONDS = 0.06
"""After which what is missing is asked for once more: the first request may be lost, too."""
ASK_SECONDS = 0.5
"""Between two requests for a keyframe."""
KEYFRAME_SECONDS = 1.9
"""A browser sends a keyframe only when it is asked to, and a segment of two seconds begins with one."""

_UNREADABLE = (ValueError, IndexError, KeyError, AssertionError, InvalidAccessError, InvalidStateError, OperationError)


class OfferRefused(Exception):
    """`why` is the name of a Problem in problems.py."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Hears(Protocol):
    """What becomes of a sender's stream."""

    def picture(self, unit: AccessUnit, dts: int) -> None: ...

    def sound(self, frame: bytes, dts: int) -> None: ...


class Peer:
    """One connection. `changed` is called when it stands, and when it is over."""

    def __init__(self, ways: Ways, changed: Callable[["Peer"], None]) -> None:
        self.connected = False
        self.over = ""
        """Why it is over, once it is."""
        self.final = False
        """Whether it is so for good."""
        self._ways = ways
        self._changed = changed
        self._began = time.monotonic()
        self._connection: RTCPeerConnection = shim.connection(ways)
        self._connection.on("connectionstatechange", self._state_changed)

    async def answer(self, offer: str) -> str:
        """With every candidate in it. Raises OfferRefused."""
        found = kinds(offer)
        if not found or set(found) - {"audio", "video"} or len(set(found)) < len(found):
            raise OfferRefused("OfferUnreadable")
        try:
            for kind in found:
                self._expect(kind)
            await self._connection.setRemoteDescription(RTCSessionDescription(without_names(offer), "offer"))
            await self._connection.setLocalDescription(await self._connection.createAnswer())
        except OperationError as error:
            raise OfferRefused("NothingInCommon") from error
        except _UNREADABLE as error:
            raise OfferRefused("OfferUnreadable") from error
        answer: str = self._connection.localDescription.sdp
        if not codecs(answer) <= {"H264", "rtx", "opus"}:
            raise OfferRefused("NothingInCommon")
        return announced(eager(unestimated(answer)), self._ways.public)

    async def look(self, now: float) -> None:
        """Twenty times a second."""
        if not self.connected and now - self._began > CONNECT_SECONDS:
            self.end("没有连上 / it never got through")

    def end(self, why: str, *, final: bool = False) -> None:
        if not self.over:
            self.over, self.final = why, final
            self._changed(self)

    async def close(self) -> None:
        await self._connection.close()

    def _expect(self, kind: str) -> None:
        raise NotImplementedError

    def _state_changed(self) -> None:
        state = self._connection.connectionState
        if state == "connected" and not self.connected:
            self.connected = True
            self._began = time.monotonic()
            self._changed(self)
        elif state in ("failed", "closed"):
            self.end("连接断开 / the connection is gone")


class Incoming(Peer):
    """Sends us pictures and sound."""

    def __init__(self, ways: Ways, changed: Callable[[Peer], None], *, every: float = KEYFRAME_SECONDS) -> None:
        """`every`: seconds after which a keyframe is asked for; endless where only a decoder looks."""
        super().__init__(ways, changed)
        self._every = every
        self._keyframe_at = 0.0
        self.hears: Hears | None = None
        self.beside: Hears | None = None
        """Who hears it as well, whatever becomes of it."""
        self.asked = 0
        """Keyframes asked for."""
        self._lipsync = Lipsync()
        self._assemblies: dict[str, Assembly] = {}
        self._receptions: dict[str, shim.Reception] = {}
        self._heard_at = time.monotonic()
        self._lost = True
        self._wanted = False
        self._asked_at = self._again_at = 0.0
        self._sent = self._skipped = 0

    def want_keyframe(self) -> None:
        """At the next look, and not too often."""
        self._wanted = True

    def lost(self) -> float:
        """The share of packets that were lost on the way since the last call, 0 to 1, before any was sent again."""
        sent = sum(assembly.sent for assembly in self._assemblies.values())
        skipped = sum(assembly.skipped for assembly in self._assemblies.values())
        share = (skipped - self._skipped) / max(sent - self._sent, 1)
        self._sent, self._skipped = sent, skipped
        return share

    async def look(self, now: float) -> None:
        await super().look(now)
        for assembly in self._assemblies.values():
            assembly.look(now)
        if not self.connected:
            return
        if now - max(self._heard_at, self._began) > SILENT_SECONDS:
            self.end("推流端没有数据 / the publisher fell silent")
        if "video" in self._receptions:
            await self._repair(now, self._receptions["video"])

    async def _repair(self, now: float, reception: shim.Reception) -> None:
        if (
            self._wanted or self._lost or now - self._keyframe_at >= self._every
        ) and now - self._asked_at >= ASK_SECONDS:
            self._wanted, self._asked_at = False, now
            self.asked += 1
            await reception.ask_keyframe()
        if now - self._again_at >= AGAIN_SECONDS:
            self._again_at = now
            missing = self._assemblies["video"].missing()
            if missing:
                await reception.ask_again(missing[:100])

    def _expect(self, kind: str) -> None:
        made = shim.transceiver(self._connection, kind, "recvonly")
        if kind == "video":
            assembly = Assembly(self._seen, self._lose, patience=REPAIR_SECONDS)
        else:
            assembly = Assembly(self._heard, lambda: None, patience=CONCEAL_SECONDS, single=True)
        track: Track = "video" if kind == "video" else "audio"
        self._assemblies[kind] = assembly
        self._receptions[kind] = shim.Reception(
            made.receiver, assembly, lambda stamp, wall: self._lipsync.report(track, assembly.near(stamp), wall)
        )

    def _seen(self, stamp: int, data: bytes, came: float) -> None:
        self._heard_at = came
        unit = access_unit(data)
        if unit is None or (self._lost and (not unit.keyframe or unit.config is None)):
            return
        self._lost = False
        if unit.keyframe:
            self._keyframe_at = came
        dts = self._lipsync.place("video", stamp, came)
        for hears in (self.hears, self.beside):
            if hears is not None:
                hears.picture(unit, dts)

    def _heard(self, stamp: int, data: bytes, came: float) -> None:
        self._heard_at = came
        dts = self._lipsync.place("audio", stamp, came)
        for hears in (self.hears, self.beside):
            if hears is not None:
                hears.sound(data, dts)

    def _lose(self) -> None:
        """Nothing that follows can be shown before the next keyframe."""
        self._lost = True
        self._wanted = True


class Outgoing(Peer):
    """Watches."""

    def __init__(self, ways: Ways, changed: Callable[[Peer], None], fan: Fan) -> None:
        super().__init__(ways, changed)
        self._fan = fan
        self._watcher = fan.join()
        self._transmissions: list[shim.Transmission] = []

    async def look(self, now: float) -> None:
        await super().look(now)
        heard = max((self._began, *(one.heard_at for one in self._transmissions)))
        if self.connected and now - heard > DEAF_SECONDS:
            self.end("观看端没有回应 / the watcher does not answer")

    async def close(self) -> None:
        self._fan.leave(self._watcher)
        await super().close()

    def _expect(self, kind: str) -> None:
        made = shim.transceiver(self._connection, kind, "sendonly")
        track: Track = "video" if kind == "video" else "audio"
        self._transmissions.append(
            shim.Transmission(made.sender, lambda: self._watcher.following(track), self._fan.want_keyframe)
        )


class Offering(Outgoing):
    """Another box that is offered what it may watch (WHIP, RFC 9725), and answers."""

    async def offer(self) -> str:
        """With every candidate in it."""
        for kind in ("audio", "video"):
            self._expect(kind)
        await self._connection.setLocalDescription(await self._connection.createOffer())
        return announced(self._connection.localDescription.sdp, self._ways.public)

    async def take(self, answer: str) -> None:
        """Raises OfferRefused for an answer that is none to our offer."""
        try:
            await self._connection.setRemoteDescription(RTCSessionDescription(without_names(answer), "answer"))
        except _UNREADABLE as error:
            raise OfferRefused("OfferUnreadable") from error
