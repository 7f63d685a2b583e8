"""One quality's way into a storage that fails, under the tests' own clock."""

import asyncio

import pytest

from media.mirror.lane import Lane
from tests.media.mirror.test_mirror import names_in


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr("media.mirror.lane.PAUSE", 0.02)


class Shelf:
    """A storage in miniature that fails when told to, for a lane under the tests' own clock."""

    def __init__(self):
        self.there = {}
        self.failing = 0

    async def put(self, name, content, kind, keep):
        if self.failing:
            self.failing -= 1
            raise OSError("out of sorts")
        self.there[name] = content

    async def delete(self, name):
        del self.there[name]


@pytest.fixture
async def lane(source, clock):
    shelf = Shelf()
    lane = Lane("f", source, shelf, clock)
    running = asyncio.create_task(lane.run())
    yield lane, shelf
    running.cancel()


async def test_what_nobody_can_ask_for_any_more_goes_while_the_show_runs(lane, stage, clock, eventually):
    lane, shelf = lane
    for _ in range(60):
        stage.play()
        lane.look()
        newest = lane._seen
        await eventually(lambda newest=newest: f"f/source/{newest}.m4s" in shelf.there)
        await clock.advance(2)
    media = [name for name in shelf.there if name.endswith(".m4s")]
    assert len(media) < 45
    told = shelf.there["f/source/index.m3u8"].decode()
    assert {f"f/source/{name}" for name in names_in(told)} <= set(shelf.there)


async def test_a_segment_that_takes_too_long_is_told_as_such_and_tried_again(lane, clock, eventually, monkeypatch):
    lane, shelf = lane
    monkeypatch.setattr("media.mirror.lane.PATIENCE", 0.01)
    put = shelf.put

    async def hang(*_):
        await asyncio.Event().wait()

    shelf.put = hang
    lane.look()
    await eventually(lambda: lane.problem is not None)
    assert "太慢" in lane.problem.sentence("zh")
    monkeypatch.setattr("media.mirror.lane.PATIENCE", 5)
    shelf.put = put
    await clock.advance(1)
    await eventually(lambda: lane.begun)


async def test_whatever_a_storage_does_the_lane_goes_on(lane, stage, clock, eventually, caplog):
    lane, shelf = lane
    shelf.failing = 2
    lane.look()
    for _ in range(4):
        await asyncio.sleep(0.01)
        await clock.advance(1)
    await eventually(lambda: "f/source/index.m3u8" in shelf.there)
    assert lane.problem is None
    assert "does not go to the storage" in caplog.text


async def test_a_playlist_that_did_not_get_through_is_told_again_without_a_new_segment(lane, stage, clock, eventually):
    lane, shelf = lane
    lane.look()
    await eventually(lambda: lane.begun)
    stage.play()
    put = shelf.put

    async def refuse(name, *rest):
        if name.endswith(".m3u8"):
            shelf.put = put
            raise OSError("cut")
        await put(name, *rest)

    shelf.put = refuse
    lane.look()
    await asyncio.sleep(0.05)
    await clock.advance(1)
    await eventually(lambda: shelf.there["f/source/index.m3u8"].count(b"#EXTINF") == 2)
