"""Who is on air in a worker: a host alone, passed through; or a host with guests, mixed. Runs in the worker only.

Where the two change over, the room's stream goes on: the same session, the same clock, another configuration.
"""

import asyncio
import time
from collections.abc import Callable

from media.packets import TIMESCALE, Packet, VideoConfig
from media.stage import mixer
from media.stage.chair import Chair
from media.stage.layout import LANDSCAPE, PORTRAIT
from media.stage.mixer import Made, Mixer
from media.stage.program import FPS
from media.webrtc.annexb import AccessUnit, parameters, parted, payloads
from media.webrtc.fan import Fan
from media.webrtc.peers import Incoming
from media.webrtc.solo import AsItIs, Solo
from media.webrtc.wire import HOST, Mixed, Scene

_SETTLED = 0.25
"""Seconds after the host's keyframe, when his first picture is due in the mix: until then he is passed through."""

Tell = Callable[[str, Made], None]
"""Told the host's session and what it sends."""


class Staging:
    def __init__(self, tell: Tell, report: Callable[[Mixed], None], loop: asyncio.AbstractEventLoop) -> None:
        self.fan = Fan(self._want_keyframe)
        """To who hears everybody."""
        self.clean = Fan(self._want_host_keyframe)
        """To another store's box: the host alone, as he sends it, whether he is mixed here or not."""
        self.mixer: Mixer | None = None
        """While guests are on stage."""
        self._tell = tell
        self._report = report
        self._reported = 0
        self._loop = loop
        self._scene = Scene()
        self._host: tuple[str, Incoming] | None = None
        self._displaced: tuple[str, Incoming] | None = None
        """Who was the host before and has not left: should the new one be sent away, he goes on."""
        self._guests: dict[str, Incoming] = {}
        self._fans: dict[str, Fan] = {}
        self._shift = 0
        """Ticks from the mixer's clock to the host's."""
        self._config: VideoConfig | None = None
        self._upright = False
        """How the host holds the camera."""

    def arrange(self, scene: Scene) -> None:
        self._scene = scene
        wanted = {guest.chair for guest in scene.guests}
        for gone in self._guests.keys() - wanted:
            self._clear(gone).end("下台了 / off the stage")
        self._take_up()

    def enter(self, session: str, chair: str, peer: Incoming) -> None:
        """A peer that sends has got through."""
        if chair:
            before, self._guests[chair] = self._guests.get(chair), peer
            if before is not None and before is not peer:
                before.end("换了一个连接 / another connection took over", final=True)
            if self.mixer is not None:
                self._seat(self.mixer, chair, peer)
            return
        peer.beside = AsItIs(self.clean)
        self._displaced = self._host
        self._change_host((session, peer))

    def leave(self, peer: Incoming) -> None:
        for chair in [chair for chair, one in self._guests.items() if one is peer]:
            self._clear(chair)
        if self._displaced is not None and self._displaced[1] is peer:
            self._displaced = None
        if self._host is not None and self._host[1] is peer:
            before, self._displaced = self._displaced, None
            self._change_host(before)

    def fan_of(self, chair: str) -> Fan:
        """To who watches from `chair`; without one, to who hears everybody."""
        return self._fans.setdefault(chair, Fan(self._want_keyframe)) if chair else self.fan

    def look(self) -> None:
        """Twenty times a second: for whom to encode sound, and how the mixer fares."""
        if self.mixer is not None:
            counted = self.mixer.counted
            if counted.frames - self._reported >= FPS:
                self._reported = counted.frames
                self._report(Mixed(counted.frames, counted.late))
            watched = {chair for chair, fan in self._fans.items() if fan.watched}
            self.mixer.ears = watched | ({""} if self.fan.watched else set())

    # -- changing over --------------------------------------------------------------------------------------------

    def _change_host(self, host: tuple[str, Incoming] | None) -> None:
        self._host = host
        self._end_mix()
        if host is not None:
            self._pass_through()
            self._take_up()

    def _clear(self, chair: str) -> Incoming:
        if self.mixer is not None:
            self.mixer.chairs.pop(chair, None)
        return self._guests.pop(chair)

    def _take_up(self) -> None:
        """What the scene wants of the present mode, or another one."""
        if self._host is None:
            return
        if not self._scene.guests:
            if self.mixer is not None:
                self._end_mix()
                self._pass_through()
        elif self.mixer is None:
            self._begin_mix(*self._host)
        if self.mixer is not None:
            self._dress(self.mixer)

    def _pass_through(self) -> None:
        assert self._host is not None  # noqa: S101 - asked only while there is one
        session, peer = self._host
        if not isinstance(peer.hears, Solo):  # who comes back has been passed through all the while
            peer.hears = Solo(lambda what: self._tell(session, what), self.fan)
        peer.want_keyframe()

    def _begin_mix(self, session: str, host: Incoming) -> None:
        self.mixer = made = Mixer(_FromThread(self._loop, lambda *what: self._made(session, made, *what)))
        solo = host.hears
        passed = solo if isinstance(solo, Solo) else None
        host.hears = _Handover(self._seat(made, HOST, host), passed, self._held, lambda dts: self._hand_over(made, dts))
        for name, peer in self._guests.items():
            self._seat(made, name, peer)

    def _held(self, upright: bool) -> None:
        self._upright = upright
        if self.mixer is not None:
            self._dress(self.mixer)

    def _hand_over(self, made: Mixer, dts: int) -> None:
        """The mix goes on where the host's own stream stands: at `dts`."""
        if self.mixer is made:
            self._shift = dts - made.now()
            self._config = None
            self._reported = 0
            made.start()

    def _end_mix(self) -> None:
        made, self.mixer = self.mixer, None
        if made is not None:
            for peer in self._guests.values():
                peer.hears = None
            self._loop.run_in_executor(None, made.stop)

    def _seat(self, made: Mixer, name: str, peer: Incoming) -> Chair:
        def ask() -> None:
            peer.want_keyframe()

        chair = made.chairs[name] = Chair(name, ask, made.now)
        peer.hears = chair
        peer.want_keyframe()
        self._dress(made)
        return chair

    def _dress(self, made: Mixer) -> None:
        scene = self._scene
        made.names = {HOST: scene.host, **{guest.chair: guest.name for guest in scene.guests}}
        for guest in scene.guests:
            if guest.chair in made.chairs:
                made.chairs[guest.chair].muted, made.chairs[guest.chair].camera = guest.muted, guest.camera
        chairs = (HOST, *(guest.chair for guest in scene.guests))
        upright = self._upright if scene.portrait is None else scene.portrait
        made.scene = mixer.Scene(scene.layout, chairs, PORTRAIT if upright else LANDSCAPE)

    def _want_keyframe(self) -> None:
        if self.mixer is not None:
            self.mixer.want_keyframe()
        elif self._host is not None:
            self._host[1].want_keyframe()

    def _want_host_keyframe(self) -> None:
        if self._host is not None:
            self._host[1].want_keyframe()

    # -- what the mixer made --------------------------------------------------------------------------------------

    def _made(self, session: str, made: Mixer, program: list[Made], heard: dict[str, list[bytes]], place: int) -> None:
        if self.mixer is not made:
            return
        for what in program:
            if isinstance(what, VideoConfig):
                self._config = what
            if isinstance(what, Packet):
                what = self._placed(what)  # noqa: PLW2901 - the same packet on the host's clock
            self._tell(session, what)
            if isinstance(what, Packet) and what.track == "video":
                self._show(what)
        for chair, frames in heard.items():
            stamp = place + self._shift * 48_000 // TIMESCALE
            for frame in frames:
                self.fan_of(chair).send("audio", [frame], stamp, keyframe=True)

    def _placed(self, packet: Packet) -> Packet:
        return Packet(
            packet.track, packet.dts + self._shift, packet.data, keyframe=packet.keyframe, duration=packet.duration
        )

    def _show(self, packet: Packet) -> None:
        watched = [fan for fan in (self.fan, *self._fans.values()) if fan.watched]
        if watched and self._config is not None:
            units = parted(packet.data)
            pieces = payloads([*parameters(self._config), *units] if packet.keyframe else units)
            for fan in watched:
                fan.send("video", pieces, packet.dts, keyframe=packet.keyframe)


class _Handover:
    """Hears the host for the mixer's chair, and passes him through until the mix can begin."""

    def __init__(
        self, chair: Chair, solo: Solo | None, held: Callable[[bool], None], begin: Callable[[int], None]
    ) -> None:
        """`held` is told how the host holds the camera: upright or not."""
        self._held = held
        self._chair = chair
        self._solo = solo
        self._begin = begin
        self._since: float | None = None
        self._begun = False

    def picture(self, unit: AccessUnit, dts: int) -> None:
        self._chair.picture(unit, dts)
        if unit.config is not None:
            self._held(unit.config.height > unit.config.width)
        if self._begun:
            return
        if unit.keyframe and self._since is None:
            self._since = time.monotonic()
        if self._since is not None and time.monotonic() - self._since >= _SETTLED:
            self._begun = True
            self._begin(dts)
        elif self._solo is not None:
            self._solo.picture(unit, dts)

    def sound(self, frame: bytes, dts: int) -> None:
        self._chair.sound(frame, dts)
        if not self._begun and self._solo is not None:
            self._solo.sound(frame, dts)


class _FromThread:
    """What the mixer's thread made, handed to the worker's loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, take: Callable[..., None]) -> None:
        self._loop = loop
        self._take = take

    def made(self, what: list[Made], heard: dict[str, list[bytes]], place: int) -> None:
        if what or heard:
            self._loop.call_soon_threadsafe(self._take, what, heard, place)
