"""What the house is told once a second of a host's stream."""

import asyncio

import pytest

from appliance.events import StreamMeasured
from media.loudness import Level
from media.on_air.measuring import Measuring
from media.on_air.picture import Picture
from media.on_air.rungs import Rungs


class Open:
    """One room that is open, as its pictures know it."""

    def __init__(self, picture: Picture) -> None:
        self.open = {"tea": picture}
        self.coming = picture

    def arriving(self, room: str) -> Picture:
        assert room == "tea"
        return self.coming


@pytest.fixture
def rungs(feeds) -> Rungs:
    return Rungs(feeds, lambda _video, _audio, _rungs: None)


@pytest.fixture
def picture(feeds, slates, clock, rungs, made) -> Picture:
    picture = Picture(feeds, slates, clock)
    source = picture.enter(rungs)
    source.configure(made.video)
    source.configure(made.audio)
    return picture


@pytest.fixture
def rooms(picture) -> Open:
    return Open(picture)


@pytest.fixture
async def told(rooms, bus, clock):
    """``await told()``: what was said in another second."""
    heard: list[StreamMeasured] = []
    bus.listen(heard.append, StreamMeasured, name="test")
    running = asyncio.create_task(Measuring(rooms, bus, clock).run())

    async def second() -> StreamMeasured:
        await asyncio.sleep(0)
        await clock.advance(1.0)
        return heard[-1]

    yield second
    running.cancel()


async def test_how_loud_the_host_was_is_told_with_the_rest(told, rungs):
    rungs.loud(Level(-20.5, -6.0))
    said = await told()
    assert (said.level, said.peak) == (-20.5, -6.0)
    assert said.audio_codec == "aac"


async def test_where_nothing_decodes_the_sound_its_level_is_unknown(told):
    said = await told()
    assert (said.level, said.peak) == (None, None)


async def test_a_level_that_comes_no_more_is_unknown_again(told, rungs):
    rungs.loud(Level(-20.5, -6.0))
    said = [await told() for _ in range(4)]
    assert [second.level for second in said] == [-20.5, -20.5, -20.5, None]


async def test_of_a_room_that_is_held_back_is_told_how_it_comes(told, rooms, feeds, slates, clock, rungs, made):
    rooms.coming = coming = Picture(feeds, slates, clock)
    source = coming.enter(rungs)
    source.configure(made.small)
    source.configure(made.audio)
    for packet in made.stream(1):
        coming.feed(source, packet)
    said = await told()
    assert said.fps >= 24
    assert (said.width, said.height) == (854, 480)
