import pytest

from media.health import Second, judge
from media.loudness import FLOOR, Level
from media.meter import Meter
from media.packets import TIMESCALE, Packet, VideoConfig
from media.slate.silence import silence

VIDEO = VideoConfig("h264", b"", 1280, 720)
AUDIO, _ = silence(48_000, 2)
WELL = Second(bitrate=2_000_000, fps=30, media_seconds=1.0, keyframe_seconds=2.0, dropped=0, silent=False)


def of(**changes: object) -> list[Second]:
    return [Second(**{**{name: getattr(WELL, name) for name in WELL.__struct_fields__}, **changes})] * 5


@pytest.mark.parametrize(
    ("recent", "light", "words"),
    [
        (of(), "green", "一切正常"),
        (of(media_seconds=0.8), "amber", "上行不足：把码率降到 1400"),
        (of(media_seconds=0.5), "red", "上行不足"),
        (of(fps=0, media_seconds=0), "red", "画面停了"),
        (of(keyframe_seconds=10.0), "amber", "关键帧间隔 10 秒太长"),
        (of(silent=True), "amber", "没有声音"),
        (of(faint=True), "amber", "声音太小"),
        (of(clipping=True), "amber", "爆音"),
        (of(soundless=True, hushed=True, faint=True), "red", "没有声音 10 秒"),
        (of(fps=8), "amber", "帧率偏低"),
        (of(fps=7, media_seconds=0.3), "red", "推流端跟不上"),
    ],
)
def test_the_worst_thing_is_told_with_what_to_do(recent: list[Second], light: str, words: str):
    verdict = judge(recent, VIDEO)
    assert verdict.light == light
    assert words in verdict.zh
    assert verdict.en


def test_a_codec_that_is_transcoded_here_is_named():
    assert "HEVC" in judge(of(), VideoConfig("hevc", b"", 1280, 720)).zh


def test_a_stream_that_has_just_begun_is_not_called_thin():
    assert judge(of(media_seconds=0.3)[:1], VIDEO).light == "green"


def test_seven_frames_a_second_whose_sound_keeps_up_are_no_matter_of_the_uplink():
    meter = Meter()
    for second in range(8):
        for number in range(7):  # stamped as if there were 25: an encoder that is slow
            meter.count(Packet("video", (second * 7 + number) * TIMESCALE // 25, b"x" * 9000, keyframe=number == 0))
        for number in range(47):
            meter.count(Packet("audio", second * TIMESCALE + number * TIMESCALE // 47, b"s" * 200, keyframe=True))
        read = meter.read(1.0, 0, AUDIO, VIDEO)
    assert read.media_seconds == pytest.approx(1.0, abs=0.05)
    assert "帧率偏低" in meter.verdict(VIDEO).zh


def test_a_thin_uplink_holds_back_the_sound_too():
    meter = Meter()
    for second in range(8):
        for number in range(15):
            meter.count(Packet("video", (second * 15 + number) * TIMESCALE // 30, b"x" * 9000, keyframe=number == 0))
        for number in range(24):
            meter.count(Packet("audio", (second * 24 + number) * TIMESCALE // 47, b"s" * 200, keyframe=True))
        meter.read(1.0, 0, AUDIO, VIDEO)
    assert "上行不足" in meter.verdict(VIDEO).zh


def test_a_second_counts_what_arrived_in_it():
    meter = Meter()
    for number in range(60):
        meter.count(Packet("video", number * TIMESCALE // 30, b"x" * 1000, keyframe=number % 30 == 0))
        meter.count(Packet("audio", number * TIMESCALE // 30, b"s" * 100, keyframe=True))
    second = meter.read(2.0, 3, AUDIO)
    assert second.bitrate == 60 * 1100 * 8 // 2
    assert second.fps == 30
    assert second.keyframe_seconds == 1.0
    assert second.dropped == 3
    assert not second.silent
    assert meter.read(1.0, 3, None).fps == 0


def test_a_host_who_has_just_begun_is_not_judged():
    meter = Meter()
    for _ in range(3):
        meter.read(1.0, 0, AUDIO)
        assert meter.verdict(VIDEO).light == "green"


def test_a_keyframe_that_does_not_come_is_seen_while_it_does_not():
    meter = Meter()
    for number in range(300):
        meter.count(Packet("video", number * TIMESCALE // 30, b"x", keyframe=number == 0))
    assert meter.read(10.0, 0, AUDIO).keyframe_seconds > 9


def nal(kind: int, size: int) -> bytes:
    """A length-prefixed NAL unit of `size` bytes."""
    return size.to_bytes(4, "big") + bytes([kind]) + b"\x01" * (size - 1)


def second_of(frames: list[bytes], sound: int, video: VideoConfig = VIDEO) -> Second:
    """One second in which every tenth frame is whole."""
    meter = Meter()
    for number, frame in enumerate(frames):
        meter.count(Packet("video", number * TIMESCALE // 30, frame, keyframe=number % 10 == 0))
        meter.count(Packet("audio", number * TIMESCALE // 30, b"s" * sound, keyframe=True))
    return meter.read(1.0, 0, AUDIO, video)


@pytest.mark.parametrize("whole", [221, 2772])
def test_a_black_picture_is_seen_by_its_size_even_where_the_encoder_fills_it_up(whole: int):
    black = [nal(5 if number % 10 == 0 else 1, whole if number % 10 == 0 else 38) for number in range(30)]
    assert second_of(black, 100).blank
    assert second_of([frame + nal(12, 10_000) for frame in black], 100).blank
    assert not second_of(black, 100, VideoConfig("hevc", b"", 1280, 720)).blank


def test_a_still_picture_with_something_in_it_is_not_black():
    text = [nal(5 if number % 10 == 0 else 1, 10_153 if number % 10 == 0 else 40) for number in range(30)]
    assert not second_of(text, 100).blank


def test_a_dark_picture_in_which_something_moves_is_not_black():
    dark = [nal(5 if number % 10 == 0 else 1, 2772 if number % 10 == 0 else 40) for number in range(30)]
    assert not second_of([*dark[:29], nal(1, 4000)], 100).blank


def test_a_second_without_a_frame_is_not_black_but_stopped():
    assert not Meter().read(1.0, 0, AUDIO, VIDEO).blank


@pytest.mark.parametrize(("size", "hushed"), [(6, True), (23, True), (134, False)])
def test_digital_silence_is_told_from_a_quiet_room(size: int, hushed: bool):
    assert second_of([nal(5, 5000)] * 30, size).hushed is hushed


@pytest.mark.parametrize(
    ("changes", "light", "words"), [({"blank": True}, "red", "黑屏"), ({"hushed": True}, "amber", "静音")]
)
def test_black_and_mute_are_told_when_they_last(changes: dict[str, object], light: str, words: str):
    verdict = judge(of(**changes), VIDEO)
    assert verdict.light == light
    assert verdict.zh.startswith(words)
    assert judge([*of(**changes)[:4], WELL], VIDEO).light == "green"


def test_a_garbled_frame_is_weighed_without_harm():
    assert not second_of([b"\xff\xff\xff\xff\x01"] * 30, 100).blank


def after(levels: list[Level | None]) -> Second:
    """The last second of a stream with a level told in each, or in none."""
    meter = Meter()
    for level in levels:
        if level is not None:
            meter.loud(level)
        second = meter.read(1.0, 0, AUDIO, VIDEO)
    return second


SPOKEN, WHISPERED, SHOUTED = Level(-20.0, -8.0), Level(-52.0, -40.0), Level(-6.0, 0.0)


def test_a_level_that_nobody_tells_is_unknown_and_no_fault():
    second = after([None] * 12)
    assert second.level is None
    assert not second.faint
    assert not second.clipping


def test_a_level_is_held_over_a_second_in_which_none_was_told_and_then_forgotten():
    assert after([SPOKEN, None]).level == SPOKEN
    assert after([SPOKEN, None, None, None]).level is None


def test_too_soft_is_said_after_ten_seconds_and_no_more_after_a_word():
    assert not after([WHISPERED] * 9).faint
    assert after([WHISPERED] * 10).faint
    assert after([Level(FLOOR, FLOOR)] * 10).faint
    assert not after([*[WHISPERED] * 10, SPOKEN]).faint


def test_no_sound_at_all_is_said_after_ten_seconds_and_a_room_that_is_only_quiet_is_not_soundless():
    nothing = Level(FLOOR, FLOOR)
    assert not after([nothing] * 9).soundless
    assert after([nothing] * 10).soundless
    assert not after([*[nothing] * 9, WHISPERED]).soundless
    assert not after([Level(-80.0, -66.0)] * 10).soundless


def test_one_loud_laugh_is_not_clipping_and_most_of_ten_seconds_are():
    assert not after([*[SPOKEN] * 5, *[SHOUTED] * 5]).clipping
    assert after([*[SPOKEN] * 4, *[SHOUTED] * 6]).clipping


def test_a_muted_microphone_is_called_muted_and_not_soft():
    assert judge(of(hushed=True, faint=True), VIDEO).zh.startswith("静音")


@pytest.mark.parametrize(("lost", "light"), [(0.01, "green"), (0.06, "amber"), (0.2, "red")])
def test_packets_lost_on_the_way_are_told_with_what_to_do(lost: float, light: str):
    verdict = judge(of(lost=lost), VIDEO)
    assert verdict.light == light
    assert (f"丢了 {lost:.0%}" in verdict.zh) == (light != "green")


def test_a_loss_belongs_to_its_second():
    meter = Meter()
    meter.lossy(0.2)
    assert meter.read(1.0, 0, None).lost == 0.2
    assert meter.read(1.0, 0, None).lost == 0.0
