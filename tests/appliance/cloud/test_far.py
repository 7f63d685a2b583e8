"""What lies in the storage alone: one thing that it does not give is no reason to refuse the others."""

import asyncio

import pytest

from appliance.cloud import far as far_module
from appliance.cloud.bucket import StorageRefused, StorageUnreachable, Stored
from appliance.cloud.cache import Cache
from appliance.cloud.far import Far
from appliance.errors import Unavailable
from appliance.keys import Keys


class Bucket:
    """Answers as it is told to, by name."""

    def __init__(self) -> None:
        self.things: dict[str, bytes | Exception] = {}
        self.asked: list[str] = []

    async def head(self, name):
        content = self._thing(name)
        return Stored(len(content), "")

    async def read(self, name, place, count):
        return self._thing(name)[place : place + count]

    def _thing(self, name) -> bytes:
        self.asked.append(name)
        thing = self.things[name]
        if isinstance(thing, Exception):
            raise thing
        return thing

    async def __aexit__(self, *_) -> None:
        return


@pytest.fixture
def bucket():
    return Bucket()


@pytest.fixture
async def reading(sqlite_database, clock, bucket, tmp_path, monkeypatch):
    far = Far(sqlite_database, Keys.of(tmp_path), clock, Cache(tmp_path / "cache", 1 << 20))

    async def opened():
        return bucket

    monkeypatch.setattr(far, "_opened", opened)
    yield far
    await far.aclose()


@pytest.mark.parametrize("status", [403, 416])
async def test_what_the_storage_refuses_alone_keeps_nobody_from_the_rest(reading, bucket, status):
    """An archived film, say, or one that somebody cut short."""
    bucket.things = {"a": StorageRefused(status=status, code="InvalidObjectState", why="archived"), "b": b"film"}
    with pytest.raises(Unavailable):
        await reading.whole("a")
    assert await reading.whole("b") == b"film"


@pytest.mark.parametrize(
    "down",
    [StorageUnreachable(why="no line"), StorageRefused(status=503, code="SlowDown", why=""), TimeoutError()],
)
async def test_while_it_does_not_answer_nobody_waits_to_hear_the_same(reading, bucket, clock, down):
    bucket.things = {"a": down, "b": b"film"}
    for name in ("a", "b"):
        with pytest.raises(Unavailable):
            await reading.whole(name)
    assert bucket.asked == ["a"]
    await clock.advance(4)
    assert await reading.whole("b") == b"film"


class ThinLine(Bucket):
    """A block takes so long that several at once all take too long."""

    def __init__(self) -> None:
        super().__init__()
        self._line = asyncio.Lock()

    async def read(self, name, place, count):
        for _ in range(10):
            async with self._line:
                await asyncio.sleep(0.02)
        return await super().read(name, place, count)


async def test_on_a_thin_line_blocks_come_one_after_the_other_rather_than_none_at_all(reading, clock, monkeypatch):
    monkeypatch.setattr(far_module, "PATIENCE_SECONDS", 0.5)
    thin = ThinLine()
    names = [f"film {number}" for number in range(4)]
    thin.things = dict.fromkeys(names, b"film")

    async def opened():
        return thin

    monkeypatch.setattr(reading, "_opened", opened)
    said = await asyncio.gather(*map(reading.whole, names), return_exceptions=True)
    assert any(isinstance(one, Unavailable) for one in said), "the line is thin"
    await clock.advance(4)
    assert await asyncio.gather(*map(reading.whole, names)) == [b"film"] * 4
