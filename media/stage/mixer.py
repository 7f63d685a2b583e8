"""The stage at work: thirty pictures and fifty mixes a second, on a thread of its own. Runs in the worker only."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

import msgspec

from media.loudness import Level
from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig
from media.stage.canvas import Canvas, Shown
from media.stage.chair import Chair
from media.stage.drawing import AWAY, DARK
from media.stage.layout import LANDSCAPE, Layout
from media.stage.program import FRAME, Broadcast, Ear, Pictures
from media.stage.sound import FULL_SCALE, RATE, TICK, Pcm, mixed
from media.transcode.listening import Listener

log = logging.getLogger(__name__)

BITRATE = 2_500_000
_SOUND_TICKS = TICK * TIMESCALE // RATE
_GIVEN_UP = TIMESCALE
"""A mixer that is further behind leaves out what it can no longer make."""

Made = VideoConfig | AudioConfig | Packet | Level


class Hears(Protocol):
    def made(self, what: list[Made], heard: dict[str, list[bytes]], place: int) -> None:
        """From the mixer's thread: the program, and Opus frames for each ear with the sample they begin at."""


class Scene(msgspec.Struct, frozen=True):
    """Who is on stage, and how: taken up with the next picture."""

    layout: Layout = "solo"
    chairs: tuple[str, ...] = ()
    """The host first."""
    size: tuple[int, int] = LANDSCAPE


class Counted(msgspec.Struct):
    frames: int = 0
    late: int = 0
    """Pictures that were made after the next was due, or not at all."""
    spent: float = 0.0
    """CPU seconds of the mixer's thread."""


class Mixer:
    """`step` does what is due; `start` calls it on a thread until `stop`."""

    def __init__(self, hears: Hears, clock: Callable[[], float] = time.monotonic, bitrate: int = BITRATE) -> None:
        self.counted = Counted()
        self.chairs: dict[str, Chair] = {}
        """By name; whoever is in the scene and not here is away."""
        self.names: dict[str, str] = {}
        """What each nameplate says."""
        self.scene = Scene()
        self.ears: set[str] = set()
        """Those who are told the mix without their own voice; the empty one hears all."""
        self._hears = hears
        self._clock = clock
        self._began = clock()
        self._bitrate = bitrate
        self._canvas: Canvas | None = None
        self._broadcast = Broadcast()
        self._listener = Listener(RATE)
        self._ears: dict[str, Ear] = {}
        self._frames = self._mixes = 0
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def now(self) -> int:
        """The stage's clock, in ticks since it began."""
        return int((self._clock() - self._began) * TIMESCALE)

    def start(self) -> None:
        """From now on: what was due before is not made."""
        self._frames, self._mixes = self.now() // FRAME + 1, self.now() // _SOUND_TICKS + 1
        self._thread = threading.Thread(target=self._run, name="mixer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join(2)

    def want_keyframe(self) -> None:
        if self._canvas is not None:
            self._pictures.want_keyframe()

    def step(self) -> float:
        """Make what is due; seconds until the next is."""
        now = self.now()
        self._leave_out(now)
        for chair in list(self.chairs.values()):
            chair.work()
        while self._mixes * _SOUND_TICKS <= now:
            self._mix()
        if self._frames * FRAME <= now:
            self._show(now)
        following = min(self._mixes * _SOUND_TICKS, self._frames * FRAME)
        return max(0.0, (following - self.now()) / TIMESCALE)

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                wait = self.step()
            except Exception:
                log.exception("the mixer missed a step")
                wait = FRAME / TIMESCALE
            if wait:
                self._over.wait(wait)
            self.counted.spent = time.thread_time()

    def _leave_out(self, now: int) -> None:
        """Pictures that nobody would see any more, and sound that is a second old."""
        missed = now // FRAME - self._frames
        if missed > 0:
            self.counted.late += missed
            self._frames += missed
        if now - self._mixes * _SOUND_TICKS > _GIVEN_UP:
            self._mixes = now // _SOUND_TICKS
            self._broadcast = Broadcast()

    def _mix(self) -> None:
        place = self._mixes * TICK
        self._mixes += 1
        chairs = self.chairs.copy()
        said = {name: chairs[name].speak(place) for name in self.scene.chairs if name in chairs}
        voices = {name: voice for name, voice in said.items() if voice is not None}
        whole, apart = mixed(voices, self.ears)
        for gone in self._ears.keys() - apart.keys():
            del self._ears[gone]
        heard = {name: self._ear(name, mix, place) for name, mix in apart.items()}
        made: list[Made] = list(self._broadcast.encode(whole, place))
        if level := self._listener.hear(whole.T / FULL_SCALE):
            made.append(level)
        self._hears.made(made, heard, place)

    def _ear(self, name: str, mix: Pcm, place: int) -> list[bytes]:
        return list(self._ears.setdefault(name, Ear()).encode(mix, place))

    def _show(self, now: int) -> None:
        dts = self._frames * FRAME
        self._frames += 1
        scene = self.scene
        if self._canvas is None or self._canvas.size != scene.size:
            self._canvas = Canvas(scene.size)
            self._pictures = Pictures(scene.size, self._bitrate)
        whole = self._canvas.compose(scene.layout, [self._shown(name, now) for name in scene.chairs])
        self.counted.frames += 1
        self._hears.made(list(self._pictures.encode(whole, dts)), {}, 0)

    def _shown(self, name: str, now: int) -> Shown:
        plate, chair = self.names.get(name, ""), self.chairs.get(name)
        if chair is None:
            return Shown(plate, None, AWAY)
        return Shown(plate, chair.frame(now), AWAY if chair.camera else DARK)
