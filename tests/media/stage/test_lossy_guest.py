"""A guest whose line loses one packet in twenty, both ways, and takes 40 ms, in a mix of two: by a clock of its own."""

import heapq
import random
from itertools import count, pairwise

import numpy as np
import pytest

from media.packets import TIMESCALE
from media.stage.chair import MOST_DECODED, MOST_WAITING, Chair
from media.stage.mixer import Mixer, Scene
from media.webrtc.assembly import Assembly
from media.webrtc.peers import AGAIN_SECONDS, CONCEAL_SECONDS, REPAIR_SECONDS
from tests.media.stage.sender import Camera, Microphone, Sent, decoded_sound, grey, pictures

LOSS, DELAY = 0.05, 0.04
SECONDS = 20
PIECE = 40
"""Bytes of a packet: few, as this camera's pictures are small."""


class Guest:
    """What his camera and microphone send, on its way to his chair."""

    def __init__(self, chair: Chair) -> None:
        self.lost = self.held = 0
        """Packets that did not come; the most that ever waited behind one."""
        self._dice = random.Random(5)
        self._way: list[tuple[float, int, str, tuple[int, int, bool, bytes]]] = []
        self._order = count()
        self._camera, self._microphone = Camera(), Microphone(1000)
        self._units: dict[int, Sent] = {}
        self._sent: list[tuple[int, int, bool, bytes]] = []
        self._chair = chair
        self._broken, self._keyframe = True, True
        self._again_at = 0.0
        self._said = self._shot = 0
        self._lanes = {
            "video": Assembly(self._see, self._lose, patience=REPAIR_SECONDS),
            "audio": Assembly(self._hear, lambda: None, patience=CONCEAL_SECONDS, single=True),
        }

    def go_on(self, now: float, began: float) -> None:
        while began + self._shot / 30 <= now:
            self._shoot(now)
        while began + self._said / 50 <= now:
            said = (self._said, self._said * 960, True, self._microphone.say())
            self._said += 1
            self._send(now, "audio", said)
        while self._way and self._way[0][0] <= now:
            at, _, lane, packet = heapq.heappop(self._way)
            self._lanes[lane].add(*packet, at)
        for lane in self._lanes.values():
            lane.look(now)
            self.held = max(self.held, len(lane._held))
        self._ask_again(now)

    def _shoot(self, now: float) -> None:
        unit = self._camera.shoot(60 + self._shot % 2 * 120, keyframe=self._keyframe)
        self._keyframe = False
        stamp = self._shot * 3000
        self._shot += 1
        self._units[stamp] = unit
        places = range(0, len(unit.data), PIECE)
        for place in places:
            packet = (len(self._sent), stamp, place == places[-1], unit.data[place : place + PIECE])
            self._sent.append(packet)
            self._send(now, "video", packet)

    def _send(self, now: float, lane: str, packet: tuple[int, int, bool, bytes]) -> None:
        if self._dice.random() < LOSS:
            self.lost += 1
        else:
            heapq.heappush(self._way, (now + DELAY, next(self._order), lane, packet))

    def _ask_again(self, now: float) -> None:
        if now - self._again_at < AGAIN_SECONDS:
            return
        self._again_at = now
        if (missing := self._lanes["video"].missing()) and self._dice.random() >= LOSS:
            for number in missing:
                self._send(now + DELAY, "video", self._sent[number])

    def _see(self, stamp: int, data: bytes, _came: float) -> None:
        unit = self._units.pop(stamp)
        assert data == unit.data
        if not self._broken or unit.keyframe:
            self._broken = False
            self._chair.picture(unit, stamp)

    def _hear(self, stamp: int, data: bytes, _came: float) -> None:
        self._chair.sound(data, stamp * TIMESCALE // 48_000)

    def _lose(self) -> None:
        self._broken = self._keyframe = True


class Show:
    """A host whose line is good and who says nothing, the guest, and what is made of them."""

    def __init__(self) -> None:
        self.time = 100.0
        self.told: list = []
        self.mixer = Mixer(self, lambda: self.time)
        self.chairs = {who: Chair(who, lambda: None, self.mixer.now) for who in ("host", "lin")}
        self.mixer.chairs.update(self.chairs)
        self.mixer.scene = Scene("side", ("host", "lin"), (640, 360))
        self.guest = Guest(self.chairs["lin"])
        self.waiting = 0
        """The most of the guest's that ever waited in his chair."""

    def made(self, what, _heard, _place) -> None:
        self.told += what

    def play(self, seconds: float) -> None:
        began, camera = self.time, Camera()
        for number in range(round(seconds * 60)):
            self.time = began + number / 60
            if number % 2 == 0:
                self.chairs["host"].picture(camera.shoot(90), number * 1500)
            self.guest.go_on(self.time, began)
            chair = self.chairs["lin"]
            self.waiting = max(self.waiting, len(chair._pictures) + len(chair._sounds) + len(chair._decoded))
            self.mixer.step()


@pytest.fixture(scope="module")
def show() -> Show:
    show = Show()
    show.play(SECONDS)
    assert show.guest.lost > 50
    return show


def of(show: Show, track: str) -> list:
    return [what for what in show.told if getattr(what, "track", "") == track]


def config(show: Show, codec: str):
    return next(what for what in show.told if getattr(what, "codec", "") == codec)


def test_the_mix_goes_on_and_the_guests_picture_moves_in_it(show):
    assert show.mixer.counted.late == 0
    shown = pictures(config(show, "h264"), [(packet.dts, packet.data) for packet in of(show, "video")])
    levels = [(dts, grey(frame, 480, 150)) for dts, frame in shown]
    moved = [dts for (_, before), (dts, level) in pairwise(levels) if abs(level - before) > 40]
    assert max(later - before for before, later in pairwise(moved)) < TIMESCALE
    assert len(moved) > SECONDS * 30 * 0.65


def test_what_is_lost_of_the_guests_voice_is_bridged(show):
    wave = decoded_sound("aac", config(show, "aac").extradata, [packet.data for packet in of(show, "audio")])
    loud = np.abs(wave[24_000 : len(wave) // 480 * 480]).reshape(-1, 480).max(axis=1)
    assert np.mean(loud > 0.1) > 0.98


def test_nothing_of_the_guest_piles_up(show):
    assert show.guest.held < 60, "of a third of a second"
    assert show.waiting < MOST_DECODED + MOST_WAITING // 4
    assert show.chairs["lin"].left_out == 0
