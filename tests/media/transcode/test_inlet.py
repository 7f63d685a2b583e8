import pytest

from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig
from media.transcode import wire
from media.transcode.inlet import Inlet

PICTURE = VideoConfig("h264", b"\x01d", 1280, 720)
SOUND = AudioConfig("opus", b"", 48_000, 2)


def shown(seconds: float, *, keyframe: bool = False) -> Packet:
    return Packet("video", int(seconds * TIMESCALE), b"", keyframe=keyframe)


def heard(seconds: float) -> Packet:
    return Packet("audio", int(seconds * TIMESCALE), b"", keyframe=True)


def everything(inlet: Inlet) -> list[wire.ToWorker]:
    return list(iter(inlet.take, None))


def opened(seconds: float = 2) -> Inlet:
    inlet = Inlet(seconds)
    inlet.configure(PICTURE)
    inlet.configure(SOUND)
    inlet.offer(shown(0, keyframe=True))
    return inlet


def test_it_begins_with_a_keyframe_and_everything_a_worker_must_know() -> None:
    inlet = Inlet(2)
    inlet.configure(PICTURE)
    inlet.configure(SOUND)
    first = shown(0.3, keyframe=True)
    for packet in (shown(0.1), heard(0.2), first, heard(0.4)):
        assert inlet.offer(packet)
    assert everything(inlet) == [
        wire.Afresh(),
        wire.Picture(PICTURE),
        wire.Sound(SOUND),
        wire.Media(first),
        wire.Media(heard(0.4)),
    ]


def test_more_than_its_stretch_is_forgotten_up_to_the_next_keyframe() -> None:
    inlet = opened(seconds=2)
    assert [inlet.offer(shown(at)) for at in (1, 2, 2.1)] == [True, True, False]
    assert everything(inlet) == []
    assert inlet.offer(shown(2.2))
    assert everything(inlet) == []
    inlet.offer(shown(3, keyframe=True))
    assert everything(inlet) == [
        wire.Afresh(), wire.Picture(PICTURE), wire.Sound(SOUND), wire.Media(shown(3, keyframe=True))
    ]  # fmt: skip


def test_what_the_worker_has_in_hand_counts_until_it_is_finished() -> None:
    inlet = opened(seconds=2)
    everything(inlet)
    assert inlet.offer(shown(1.9))
    assert inlet.backlog == pytest.approx(1.9)
    inlet.finished()
    assert inlet.backlog == 0
    assert inlet.offer(shown(3.8))
    assert inlet.backlog == pytest.approx(1.9)
    assert not inlet.offer(shown(4))
    assert inlet.backlog == 0


def test_a_worker_gets_no_more_in_hand_than_a_part_of_a_second() -> None:
    inlet = opened(seconds=9)
    for tenth in range(1, 20):
        inlet.offer(shown(tenth / 10))
    assert len(everything(inlet)) == 3 + 5
    inlet.finished()
    assert everything(inlet) == [wire.Media(shown(0.5))]


def test_a_worker_that_has_finished_gets_what_comes_however_long_the_pause_was() -> None:
    inlet = opened()
    everything(inlet)
    inlet.finished()
    late = shown(600)
    assert inlet.offer(late)
    assert everything(inlet) == [wire.Media(late)]


def test_with_a_lost_worker_everything_is_lost() -> None:
    inlet = opened()
    inlet.command(wire.Wanted(()))
    inlet.take()
    inlet.lose()
    inlet.offer(shown(3))
    assert everything(inlet) == []
    assert inlet.backlog == 0


def test_commands_overtake_the_media() -> None:
    inlet = opened()
    inlet.command(wire.Wanted(()))
    assert inlet.take() == wire.Wanted(())
    assert inlet.take() == wire.Afresh()


def test_a_new_configuration_keeps_its_place_among_the_packets() -> None:
    inlet = opened()
    everything(inlet)
    inlet.finished()
    smaller = VideoConfig("h264", b"\x01M", 640, 360)
    inlet.offer(shown(1))
    inlet.configure(smaller)
    inlet.offer(shown(1.04, keyframe=True))
    assert everything(inlet) == [
        wire.Media(shown(1)), wire.Picture(smaller), wire.Media(shown(1.04, keyframe=True))
    ]  # fmt: skip


def test_after_forgetting_the_latest_configuration_is_told() -> None:
    inlet = opened()
    inlet.forget()
    changed = VideoConfig("h264", b"\x01M", 640, 360)
    inlet.configure(changed)
    assert everything(inlet) == []
    inlet.offer(shown(1, keyframe=True))
    assert wire.Picture(changed) in everything(inlet)
