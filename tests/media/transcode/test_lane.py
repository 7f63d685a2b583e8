from hypothesis import given
from hypothesis import strategies as st

from media.packets import AudioConfig, Packet, VideoConfig
from media.transcode.lane import Lane, PassingLane

PICTURE = VideoConfig("h264", b"\x01d", 1280, 720)
SMALLER = VideoConfig("h264", b"\x01M", 640, 360)
SOUND = AudioConfig("aac", b"\x11\x90", 48_000, 2)
OTHER = AudioConfig("aac", b"\x12\x10", 44_100, 2)


def shown(dts: int, *, keyframe: bool = False) -> Packet:
    return Packet("video", dts, b"", keyframe=keyframe)


def heard(dts: int) -> Packet:
    return Packet("audio", dts, b"", keyframe=True)


def delivered(lane: Lane | PassingLane, *given: object) -> list[object]:
    out: list[object] = []
    for what in given:
        if isinstance(what, AudioConfig) or (isinstance(what, Packet) and what.track == "audio"):
            out += lane.sound(what)
        else:
            out += lane.picture(what)
    return out


def test_it_begins_with_the_configurations_and_a_keyframe() -> None:
    key = shown(5, keyframe=True)
    assert delivered(Lane(), SOUND, PICTURE, shown(3), key, shown(8)) == [PICTURE, SOUND, key, shown(8)]


def test_it_waits_for_the_sounds_configuration() -> None:
    late = shown(9, keyframe=True)
    assert delivered(Lane(), PICTURE, shown(5, keyframe=True), shown(7), SOUND, shown(8), late) == [
        PICTURE, SOUND, late
    ]  # fmt: skip


def test_sound_from_before_the_first_picture_is_left_out() -> None:
    key = shown(5, keyframe=True)
    assert delivered(Lane(), SOUND, heard(3), heard(6), PICTURE, key, shown(7)) == [
        PICTURE, SOUND, key, heard(6), shown(7)
    ]  # fmt: skip


def test_sound_waits_until_the_pictures_have_come_as_far() -> None:
    lane = Lane()
    delivered(lane, SOUND, PICTURE, shown(0, keyframe=True))
    assert delivered(lane, heard(1), heard(2), heard(3)) == []
    assert delivered(lane, shown(2)) == [heard(1), shown(2)]
    assert delivered(lane, shown(4)) == [heard(2), heard(3), shown(4)]


def test_configurations_that_change_keep_their_place() -> None:
    lane = Lane()
    delivered(lane, SOUND, PICTURE, shown(0, keyframe=True))
    key = shown(4, keyframe=True)
    assert delivered(lane, heard(1), OTHER, heard(2), SMALLER, key) == [heard(1), OTHER, heard(2), SMALLER, key]


def test_after_it_was_shut_it_begins_anew_with_the_latest() -> None:
    lane = Lane()
    delivered(lane, SOUND, PICTURE, shown(0, keyframe=True), heard(1), OTHER, heard(2))
    lane.shut()
    key = shown(8, keyframe=True)
    assert delivered(lane, shown(6, keyframe=True), heard(7), SMALLER, key) == [SMALLER, OTHER, key]


def test_sound_without_any_picture_takes_no_more_than_seconds_of_memory() -> None:
    lane = Lane()
    delivered(lane, SOUND, *(heard(dts) for dts in range(5000)))
    key = shown(0, keyframe=True)
    assert len(delivered(lane, PICTURE, key, shown(5000))) < 1100


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 50)), max_size=60))
def test_each_track_keeps_its_order_however_they_arrive(steps: list[tuple[bool, int]]) -> None:
    lane = Lane()
    out = delivered(lane, SOUND, PICTURE, shown(0, keyframe=True))
    clock = {"video": 0, "audio": 0}
    for is_sound, step in steps:
        track = "audio" if is_sound else "video"
        clock[track] += step
        out += delivered(lane, (heard if is_sound else shown)(clock[track]))
    for track in clock:
        times = [what.dts for what in out if isinstance(what, Packet) and what.track == track]
        assert times == sorted(times)


def test_passing_pictures_wait_for_their_encoded_sound() -> None:
    lane, key = PassingLane(), shown(5, keyframe=True)
    assert delivered(lane, PICTURE, key, shown(8), shown(11), SOUND) == []
    assert delivered(lane, heard(9)) == [PICTURE, SOUND, key, shown(8), heard(9)]
    assert delivered(lane, shown(14), heard(12)) == [shown(11), heard(12)]


def test_passing_pictures_do_not_wait_for_ever() -> None:
    lane = PassingLane()
    delivered(lane, PICTURE, SOUND, shown(0, keyframe=True), heard(0))
    assert delivered(lane, shown(9_000)) == []
    assert delivered(lane, shown(60_000)) == [shown(9_000)]


def test_passing_pictures_without_any_sound_go_nowhere_and_take_no_memory() -> None:
    lane = PassingLane()
    for gop in (1, 250, 10**6):
        assert delivered(lane, PICTURE, *(shown(n * 3000, keyframe=n % gop == 0) for n in range(5000))) == []
        assert len(lane._held) <= 1000


def test_a_passing_lane_begins_anew_when_its_sound_is_back() -> None:
    lane, key = PassingLane(), shown(9, keyframe=True)
    delivered(lane, PICTURE, SOUND, shown(0, keyframe=True), heard(0), SMALLER)
    lane.shut()
    assert delivered(lane, shown(6), key, SOUND, heard(10)) == [SMALLER, SOUND, key, heard(10)]


def test_a_passing_lane_hands_on_configurations_that_change_in_their_place() -> None:
    lane = PassingLane()
    delivered(lane, PICTURE, SOUND, shown(0, keyframe=True), heard(0))
    key = shown(5, keyframe=True)
    assert delivered(lane, shown(3), SMALLER, key, heard(6), OTHER) == [shown(3), SMALLER, key, heard(6), OTHER]
