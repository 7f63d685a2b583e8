from itertools import pairwise

import pytest

from media.on_air.source import PICTURE_PATIENCE, SOUND_PATIENCE, Source
from media.packets import TIMESCALE


class Room:
    """Feeds a source by the clock of its packets, and keeps what it gives."""

    def __init__(self, slates, edge: int = 0) -> None:
        self.edge = edge
        self.source = Source(lambda: self.edge, slates["sound"])
        self.played: list = []

    def send(self, packets) -> None:
        packets = list(packets)
        first = packets[0].dts
        for packet in packets:
            self.played += self.source.feed(packet, (packet.dts - first) / TIMESCALE)

    def of(self, track: str) -> list:
        return [packet for _, packet in self.played if packet.track == track]

    @property
    def stretches(self) -> list:
        return list(dict.fromkeys(stretch for stretch, _ in self.played))


@pytest.fixture
def room(slates) -> Room:
    return Room(slates, edge=1_000_000)


def test_a_host_begins_at_the_rooms_edge_whatever_his_clock_says(made, room):
    room.source.configure(made.video)
    room.source.configure(made.audio)
    room.send(made.stream(3, start=77_000_000))
    assert room.of("video")[0].dts == 1_000_000
    assert room.of("video")[0].keyframe
    assert len(room.stretches) == 1


def test_nothing_plays_before_the_first_keyframe(made, room):
    room.source.configure(made.video)
    room.source.configure(made.audio)
    room.send(list(made.stream(5))[30:])
    assert room.of("video")[0].keyframe
    assert room.of("video")[0].dts >= 1_000_000


def test_a_picture_without_sound_plays_with_silence_after_a_moment(made, room):
    room.source.configure(made.video)
    room.send(made.stream(SOUND_PATIENCE - 0.1, sound=False))
    assert room.played == []
    room.source.pause()
    room.send(made.stream(4, sound=False))
    heard, seen = room.of("audio"), room.of("video")
    assert abs(heard[-1].dts - seen[-1].dts) < 2 * made.frame
    assert {later.dts - earlier.dts for earlier, later in pairwise(heard)} == {1920}


def test_a_sound_without_picture_plays_with_the_slate(made, room):
    room.source.configure(made.audio)
    room.send(made.stream(PICTURE_PATIENCE + 2, picture=False))
    (stretch,) = room.stretches
    assert stretch.video == made.small
    assert room.of("video")[0].keyframe
    assert abs(room.of("video")[-1].dts - room.of("audio")[-1].dts) < 2 * made.frame


def test_a_picture_that_comes_after_the_sound_takes_over_at_its_keyframe(made, room):
    room.source.configure(made.audio)
    room.send(made.stream(4, picture=False))
    room.source.configure(made.video)
    room.send(made.stream(4, start=4 * TIMESCALE))
    assert [stretch.video for stretch in room.stretches] == [made.small, made.video]
    stamps = [packet.dts for packet in room.of("video")]
    assert stamps == sorted(set(stamps))


def test_another_size_within_the_stream_begins_a_stretch_at_the_next_keyframe(made, room):
    room.source.configure(made.video)
    room.source.configure(made.audio)
    packets = list(made.stream(6))
    room.send(packets[:100])
    room.source.configure(made.small)
    room.send(packets[100:])
    assert [stretch.video for stretch in room.stretches] == [made.video, made.small]


def test_a_jump_of_the_hosts_clock_does_not_reach_the_room(made, room):
    room.source.configure(made.video)
    room.source.configure(made.audio)
    room.send(made.stream(4))
    room.send(made.stream(4, start=10**9))
    assert len(room.stretches) == 2
    assert room.of("video")[-1].dts < 1_000_000 + 10 * TIMESCALE


def test_after_a_pause_the_stream_begins_anew_at_the_edge(made, room):
    room.source.configure(made.video)
    room.source.configure(made.audio)
    packets = list(made.stream(8))
    room.send(packets[: len(packets) // 2])
    room.source.pause()
    room.edge = 9_000_000
    room.send(packets[len(packets) // 2 :])
    begun = [packet for stretch, packet in room.played if stretch is room.stretches[1]]
    assert min(packet.dts for packet in begun) == 9_000_000
    assert next(packet for packet in begun if packet.track == "video").keyframe
