"""What a publisher sends goes its way first; a copy of its AAC is heard second by second."""

import pytest

from media.ear.overheard import Overheard, Overhearing
from media.loudness import Level
from media.packets import AudioConfig, Packet, VideoConfig

AAC = AudioConfig("aac", b"\x11\x90", 48_000, 2)
VIDEO = VideoConfig("h264", b"", 1280, 720)


class Ear:
    def __init__(self) -> None:
        self.asked = []
        self.forgotten = []

    def hear(self, speaker, stretch) -> None:
        self.asked.append((speaker, stretch))

    def forget(self, speaker) -> None:
        self.forgotten.append(speaker)


class Room:
    def __init__(self) -> None:
        self.got = []

    def configure(self, config) -> None:
        self.got.append(config)

    def packet(self, packet) -> None:
        self.got.append(packet)

    def loud(self, level) -> None:
        self.got.append(level)

    def lossy(self, lost) -> None:
        self.got.append(lost)

    def close(self, why) -> None:
        self.got.append(why)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def host(room, ear) -> Overheard:
    return Overheard(room, ear)


def sound(number: int, data: bytes = b"sound") -> Packet:
    return Packet("audio", number * 1920, data, keyframe=True)


def test_everything_goes_its_way_untouched(host, room):
    sent = [VIDEO, AAC, sound(0), Packet("video", 0, b"picture", keyframe=True), Level(-20.0, -6.0)]
    host.configure(sent[0])
    host.configure(sent[1])
    host.packet(sent[2])
    host.packet(sent[3])
    host.loud(sent[4])
    host.close("bye")
    assert room.got == [*sent, "bye"]


def test_each_second_of_aac_is_asked_about(host, ear):
    host.configure(AAC)
    for number in range(100):
        host.packet(sound(number, b"%d" % number))
    assert [len(stretch.frames) for _, stretch in ear.asked] == [47, 47]
    assert ear.asked[1][0] is host
    assert ear.asked[1][1].config == AAC
    assert ear.asked[1][1].frames[0] == b"47"


def test_a_new_configuration_begins_afresh(host, ear):
    host.configure(AAC)
    for number in range(40):
        host.packet(sound(number))
    other = AudioConfig("aac", b"\x12\x10", 44_100, 2)
    host.configure(other)
    for number in range(44):
        host.packet(sound(number))
    assert [(stretch.config, len(stretch.frames)) for _, stretch in ear.asked] == [(other, 44)]


@pytest.mark.parametrize("config", [None, AudioConfig("opus", b"", 48_000, 2)])
def test_what_is_no_aac_or_not_announced_is_not_heard(host, ear, config):
    if config is not None:
        host.configure(config)
    for number in range(100):
        host.packet(sound(number))
    assert ear.asked == []


def test_sound_that_is_too_heavy_to_be_sound_is_not_kept(host, ear):
    host.configure(AAC)
    for number in range(1000):
        host.packet(sound(number, b"s" * 60_000))
    assert ear.asked == []
    assert sum(map(len, host._frames)) < 1 << 18


def test_one_heavy_second_makes_nobody_deaf_for_the_rest_of_the_show(host, ear):
    host.configure(AAC)
    host.packet(sound(0, b"s" * (1 << 19)))
    for number in range(1, 200):
        host.packet(sound(number))
    assert len(ear.asked) >= 3


def test_who_leaves_is_forgotten(host, ear):
    host.close("bye")
    assert ear.forgotten == [host]


async def test_who_may_push_is_for_the_other_to_say(ear, room):
    class Door:
        async def admit(self, key, peer):
            if key != "right":
                raise PermissionError(peer)
            return "tea", room

    door = Overhearing(Door(), ear)
    name, publication = await door.admit("right", "phone")
    publication.close("bye")
    assert (name, room.got) == ("tea", ["bye"])
    with pytest.raises(PermissionError):
        await door.admit("wrong", "phone")
