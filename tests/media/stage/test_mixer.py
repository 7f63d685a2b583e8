"""The stage at work, with a clock that moves when it is told to: what is sent in comes out as one show."""

from itertools import pairwise
from math import log10

import pytest

from media.loudness import FLOOR, Level
from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig
from media.stage.chair import MOST_WAITING, Chair
from media.stage.mixer import Mixer, Scene
from tests.media.stage.sender import Camera, Microphone, decoded_sound, grey, pictures, power

WIDE, TALL = (640, 360), (360, 640)
TWO_TONES = 20 * log10(12_000 / 32_768) + 3
"""dBFS of two microphones' tones together: twice the power of one."""
TONES = {"host": 440.0, "lin": 1000.0, "wu": 2200.0}


class Room:
    """A mixer with people who send, and everything that it made."""

    def __init__(self) -> None:
        self.time = 100.0
        self.made: list[VideoConfig | AudioConfig | Packet] = []
        self.heard: dict[str, list[bytes]] = {}
        self.asked: list[str] = []
        self.mixer = Mixer(self, lambda: self.time)
        self.cameras: dict[str, Camera] = {}
        self.microphones: dict[str, Microphone] = {}

    def take(self, made, heard, place) -> None:
        self.made += made
        for who, frames in heard.items():
            self.heard.setdefault(who, []).extend(frames)

    def join(self, who: str) -> Chair:
        chair = Chair(who, lambda: self.asked.append(who), self.mixer.now)
        self.mixer.chairs[who] = chair
        self.cameras[who], self.microphones[who] = Camera(), Microphone(TONES.get(who, 440.0))
        return chair

    def play(self, seconds: float, greys: dict[str, int], loud: bool = True) -> None:
        """Everybody sends a picture of his grey and his tone, and the mixer makes what is due."""
        for _ in range(round(seconds * 30)):
            self.time += 1 / 30
            now = self.mixer.now()
            for who, level in greys.items():
                if who in self.mixer.chairs:
                    self.mixer.chairs[who].picture(self.cameras[who].shoot(level), now)
            self.speak(greys, now, loud)
            self.mixer.step()

    def speak(self, who, now, loud) -> None:
        for name in who:
            spoken = self.microphones[name]._at * TIMESCALE // 48_000
            start = self.__dict__.setdefault(f"_{name}", now)
            while name in self.mixer.chairs and start + spoken <= now:
                self.mixer.chairs[name].sound(self.microphones[name].say(loud), start + spoken)
                spoken += 1800

    @property
    def shown(self):
        config = next(what for what in self.made if isinstance(what, VideoConfig))
        packets = [(what.dts, what.data) for what in self.made if isinstance(what, Packet) and what.track == "video"]
        return list(pictures(config, packets))

    @property
    def sounds(self) -> list[Packet]:
        return [what for what in self.made if isinstance(what, Packet) and what.track == "audio"]

    @property
    def sound(self):
        config = next(what for what in self.made if isinstance(what, AudioConfig))
        return decoded_sound("aac", config.extradata, [packet.data for packet in self.sounds])


@pytest.fixture
def room(monkeypatch) -> Room:
    room = Room()
    monkeypatch.setattr(room.mixer, "_hears", type("Takes", (), {"made": staticmethod(room.take)})())
    return room


def enter(room: Room, layout: str, *who: str, size=WIDE) -> None:
    for name in who:
        if name not in room.mixer.chairs:
            room.join(name)
    room.mixer.scene = Scene(layout, who, size)


def test_thirty_pictures_and_fifty_mixes_a_second_come_out_in_order(room):
    enter(room, "side", "host", "lin")
    room.play(2, {"host": 60, "lin": 200})
    times = [what.dts for what in room.made if isinstance(what, Packet) and what.track == "video"]
    assert {b - a for a, b in pairwise(times)} == {3000}
    assert len(room.shown) in range(58, 61)
    sounds = [packet.dts for packet in room.sounds]
    assert {b - a for a, b in pairwise(sounds)} == {1920}
    assert room.mixer.counted.late == 0


def test_the_mix_says_which_colours_it_has(room):
    enter(room, "solo", "host")
    room.play(0.2, {"host": 60})
    frame = room.shown[-1][1]
    assert (frame.colorspace, frame.color_range) == (6, 1), "BT.601's matrix in studio range, as it came"


def test_both_are_seen_each_on_his_side(room):
    enter(room, "side", "host", "lin")
    room.play(2, {"host": 60, "lin": 200})
    _, last = room.shown[-1]
    assert abs(grey(last, 160, 150) - 60) < 8
    assert abs(grey(last, 480, 150) - 200) < 8


def test_a_layout_changes_from_one_picture_to_the_next_and_the_stream_goes_on(room):
    enter(room, "side", "host", "lin")
    room.play(1, {"host": 60, "lin": 200})
    enter(room, "solo", "host", "lin")
    room.play(1, {"host": 60, "lin": 200})
    right = [grey(frame, 480, 150) for _, frame in room.shown]
    changes = [n for n in range(15, len(right)) if abs(right[n] - right[n - 1]) > 40]
    assert len(changes) == 1
    assert len([what for what in room.made if isinstance(what, VideoConfig)]) == 1


def test_upright_is_another_stream_with_a_configuration_of_its_own(room):
    enter(room, "side", "host", "lin")
    room.play(0.5, {"host": 60, "lin": 200})
    enter(room, "side", "host", "lin", size=TALL)
    room.play(0.5, {"host": 60, "lin": 200})
    configs = [what for what in room.made if isinstance(what, VideoConfig)]
    assert [(one.width, one.height) for one in configs] == [WIDE, TALL]


def test_nobody_hears_himself_and_the_room_hears_all(room):
    enter(room, "side", "host", "lin", "wu")
    room.mixer.ears = {"host", "lin"}
    room.play(2, {"host": 60, "lin": 200, "wu": 90})
    opus = b"OpusHead\x01\x02\0\0\x80\xbb\0\0\0\0\0"
    lin = decoded_sound("opus", opus, room.heard["lin"])[48_000:]
    whole = room.sound[48_000:]
    assert all(power(whole, TONES[who]) > 0.15 for who in TONES)
    assert power(lin, TONES["lin"]) < 0.01
    assert min(power(lin, TONES["host"]), power(lin, TONES["wu"])) > 0.15
    assert set(room.heard) == {"host", "lin"}


def test_who_is_muted_is_heard_by_nobody_and_hears_everybody(room):
    enter(room, "side", "host", "lin")
    room.mixer.chairs["lin"].muted = True
    room.mixer.ears = {"lin"}
    room.play(2, {"host": 60, "lin": 200})
    assert power(room.sound[48_000:], TONES["lin"]) < 0.01
    assert power(room.sound[48_000:], TONES["host"]) > 0.15


def test_a_camera_that_is_off_leaves_a_card_and_the_voice(room):
    enter(room, "side", "host", "lin")
    room.mixer.chairs["lin"].camera = False
    room.play(1, {"host": 60, "lin": 200})
    assert grey(room.shown[-1][1], 330, 10) < 40
    assert power(room.sound[24_000:], TONES["lin"]) > 0.15


def test_who_is_away_leaves_a_card_and_comes_back_to_his_place(room):
    enter(room, "side", "host", "lin")
    room.play(1, {"host": 60, "lin": 200})
    gone = room.mixer.chairs.pop("lin")
    room.play(1, {"host": 60})
    assert grey(room.shown[-1][1], 330, 10) < 40
    assert gone.left_out == 0
    room.join("lin")
    room.__dict__.pop("_lin")
    room.play(1, {"host": 60, "lin": 200})
    assert abs(grey(room.shown[-1][1], 480, 150) - 200) < 8


def test_a_guest_whose_picture_stands_still_is_soon_shown_as_away(room):
    enter(room, "side", "host", "lin")
    room.play(1, {"host": 60, "lin": 200})
    room.play(2.5, {"host": 60})
    assert grey(room.shown[-1][1], 330, 10) < 40


@pytest.mark.parametrize("sound_first", [0.0, 0.06])
def test_mouth_and_voice_come_out_together(room, sound_first):
    """A flash and a beep at one moment, whose frames come apart by as much as networks make it."""
    enter(room, "solo", "host")
    camera, microphone, chair = room.cameras["host"], room.microphones["host"], room.mixer.chairs["host"]
    flash = TIMESCALE  # of the guest's own clock
    coming = [(n * 3000, "picture") for n in range(60)] + [(n * 1800, "sound") for n in range(100)]
    arrivals = sorted((dts / TIMESCALE + (sound_first if what == "picture" else 0), dts, what) for dts, what in coming)
    began = room.time
    for at, dts, what in arrivals:
        while room.time < began + at:
            room.time += 1 / 120
            room.mixer.step()
        if what == "picture":
            chair.picture(camera.shoot(235 if dts >= flash else 16), dts)
        else:
            chair.sound(microphone.say(dts >= flash), dts)
    room.play(0.5, {})
    seen = next(dts for dts, frame in room.shown if grey(frame, 320, 150) > 120)
    loud = next(n for n in range(0, len(room.sound), 48) if abs(room.sound[n : n + 48]).max() > 0.1)
    heard = room.sounds[0].dts + loud * TIMESCALE // 48_000
    assert abs(seen - heard) <= 0.08 * TIMESCALE


def test_a_mixer_that_was_held_up_leaves_pictures_out_and_counts_them(room):
    enter(room, "solo", "host")
    room.play(1, {"host": 60})
    room.time += 1
    room.play(0.5, {"host": 60})
    assert room.mixer.counted.late in range(28, 32)
    times = [what.dts for what in room.made if isinstance(what, Packet) and what.track == "video"]
    assert times[-1] > 2.3 * TIMESCALE


def test_pictures_that_nobody_decodes_do_not_pile_up(room):
    chair = room.join("lin")
    for n in range(MOST_WAITING * 3):
        chair.picture(room.cameras["lin"].shoot(60), n * 3000)
    assert len(chair._pictures) <= MOST_WAITING
    assert room.asked == ["lin"]
    assert chair.left_out == 1


def test_a_broken_picture_asks_for_a_keyframe_and_stops_nothing(room):
    enter(room, "side", "host", "lin")
    room.play(0.5, {"host": 60, "lin": 200})
    broken = room.cameras["lin"].shoot(200, keyframe=True)
    garbage = type(broken)(b"\0\0\0\5\x65\xff\xff\xff\xff", keyframe=True, config=broken.config)
    room.mixer.chairs["lin"].picture(garbage, room.mixer.now())
    room.mixer.chairs["lin"].sound(b"", room.mixer.now())
    room.play(0.5, {"host": 60})
    assert room.asked == ["lin"]
    assert len(room.shown) >= 28


def test_a_keyframe_that_a_return_feed_asks_for_comes_but_not_more_than_once_a_second(room):
    enter(room, "solo", "host")
    for _ in range(20):
        room.mixer.want_keyframe()
        room.play(0.1, {"host": 60})
    keys = [what.dts for what in room.made if isinstance(what, Packet) and what.track == "video" and what.keyframe]
    assert len(keys) == 2
    assert keys[1] - keys[0] >= TIMESCALE


def test_the_mix_is_measured_once_a_second(room):
    enter(room, "side", "host", "lin")
    room.play(3.2, {"host": 60, "lin": 200})
    said = [what for what in room.made if isinstance(what, Level)]
    assert len(said) == 3
    assert said[-1].power == pytest.approx(TWO_TONES, abs=1)


def test_a_stage_on_which_nobody_speaks_is_at_the_floor(room):
    enter(room, "side", "host", "lin")
    room.play(2.2, {"host": 60, "lin": 200}, loud=False)
    assert [what.power for what in room.made if isinstance(what, Level)] == [FLOOR, FLOOR]
