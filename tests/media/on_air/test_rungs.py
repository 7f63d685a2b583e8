import asyncio

import pytest

from media.on_air.feed import Stretch
from media.on_air.rungs import Rungs
from media.packets import VideoConfig


class Encoder:
    """Takes what a worker would take; what it says is said by the test."""

    def __init__(self) -> None:
        self.taken: list = []
        self.alive = False

    async def start(self) -> None:
        self.alive = True

    async def stop(self) -> None:
        self.alive = False

    def configure(self, config) -> None:
        self.taken.append(config)

    def packet(self, packet) -> None:
        self.taken.append(packet)


@pytest.fixture
def encoder() -> Encoder:
    return Encoder()


@pytest.fixture
def shed() -> list[str]:
    return []


@pytest.fixture
async def rungs(feeds, encoder, shed) -> Rungs:
    return Rungs(feeds, lambda _video, _audio, _rungs: encoder, lambda rung, gone: shed.append(f"{rung} {gone}"))


def deliver(made, rungs: Rungs, packets) -> None:
    rungs.config("480p", made.small)
    rungs.config("480p", made.audio)
    for packet in packets:
        rungs.packet("480p", packet)


async def test_a_rung_plays_the_host_until_its_encoding_is_there(made, rungs, encoder, written):
    stretch, packets = made.stretch(), list(made.stream(8))
    half = len(packets) // 2
    for packet in packets[:half]:
        rungs.play(stretch, packet)
    await asyncio.sleep(0)
    assert encoder.alive
    deliver(made, rungs, packets[: half - 20])
    for packet in packets[half:]:
        rungs.play(stretch, packet)
    deliver(made, rungs, packets[half - 20 :])
    assert [video for video, _, _ in written["480p"].stretches] == [made.video, made.small]
    assert [video for video, _, _ in written["source"].stretches] == [made.video]
    assert rungs.encoded == ["480p"]
    assert len(encoder.taken) == len(packets) + 2


@pytest.mark.parametrize("how", ["died", "shed"])
async def test_a_rung_whose_encoding_ends_plays_the_host_again(made, rungs, written, shed, how):
    stretch, packets = made.stretch(), list(made.stream(12))
    third = len(packets) // 3
    for packet in packets[:third]:
        rungs.play(stretch, packet)
    deliver(made, rungs, packets[:third])
    for packet in packets[third : 2 * third]:
        rungs.play(stretch, packet)
    deliver(made, rungs, packets[third : 2 * third - 10])
    rungs.died("the worker crashed") if how == "died" else rungs.shed("480p")
    for packet in packets[2 * third :]:
        rungs.play(stretch, packet)
    assert [video for video, _, _ in written["480p"].stretches] == [made.video, made.small, made.video]
    assert rungs.encoded == []
    assert shed == (["480p True"] if how == "shed" else [])


async def test_what_no_phone_plays_is_shown_by_its_encoding_only(made, feeds, encoder, written):
    rungs = Rungs(feeds, lambda _video, _audio, _rungs: encoder)
    foreign = Stretch(VideoConfig("hevc", b"", 1280, 720), made.audio)
    packets = list(made.stream(8))
    for packet in packets:
        rungs.play(foreign, packet)
    assert not written["source"].stretches
    rungs.config("source", made.video)
    rungs.config("source", made.audio)
    for packet in packets:
        rungs.packet("source", packet)
    assert [video for video, _, _ in written["source"].stretches] == [made.video]
    for packet in made.stream(4):
        feeds["480p"].play(made.stretch(), packet)


async def test_another_picture_gets_another_ladder(made, feeds, written):
    encoders = [Encoder(), Encoder()]
    waiting = iter(encoders)
    rungs = Rungs(feeds, lambda _video, _audio, _rungs: next(waiting))
    for stretch, start in (
        (made.stretch(), 0),
        (made.stretch(), 4 * 90_000),
        (Stretch(made.small, made.audio), 8 * 90_000),
    ):
        for packet in made.stream(4, start):
            rungs.play(stretch, packet)
    await asyncio.sleep(0)
    assert [one.alive for one in encoders] == [False, True]
    assert len(written["source"].stretches) == 3


async def test_when_the_host_leaves_the_encoder_ends_and_says_nothing_more(made, rungs, encoder, feeds, written):
    stretch, packets = made.stretch(), list(made.stream(4))
    for packet in packets:
        rungs.play(stretch, packet)
    rungs.close()
    await asyncio.sleep(0)
    assert not encoder.alive
    deliver(made, rungs, made.stream(4, 4 * 90_000))
    assert len(written["480p"].stretches) == 1


async def test_a_rung_that_was_shed_is_no_trouble_once_its_host_has_left(made, rungs, shed):
    for packet in made.stream(1):
        rungs.play(made.stretch(), packet)
    rungs.shed("480p")
    rungs.close()
    rungs.close()
    assert shed == ["480p True", "480p False"]
