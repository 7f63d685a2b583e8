"""A poster is drawn once, and kept."""

import asyncio
from pathlib import Path

import pytest

from appliance.clock import ManualClock
from appliance.errors import Conflict, TooMany
from appliance.posters.face import Face
from appliance.posters.maker import HOUSE_MAY, ONE_MAY, Maker, NoRoomForPosters


class Easel:
    """What is drawn when the test says so."""

    def __init__(self) -> None:
        self.begun = 0
        self.ready = asyncio.Event()

    async def paint(self) -> bytes:
        self.begun += 1
        await self.ready.wait()
        return b"poster"

    async def at_once(self) -> bytes:
        self.begun += 1
        return b"poster"


@pytest.fixture
async def maker(tmp_path: Path, clock: ManualClock):
    maker = Maker(tmp_path / "posters", clock, reserve=0)
    yield maker
    await maker.aclose()


async def test_all_who_ask_at_once_wait_for_one_drawing(maker: Maker, eventually):
    easel = Easel()
    asked = [asyncio.create_task(maker.made("a", f"m{n}", easel.paint)) for n in range(5)]
    await eventually(lambda: easel.begun)
    easel.ready.set()
    assert await asyncio.gather(*asked) == [b"poster"] * 5
    assert easel.begun == 1


async def test_what_was_drawn_is_kept_even_by_the_next_process(maker: Maker, tmp_path: Path, clock: ManualClock):
    easel = Easel()
    assert await maker.kept("a") is None
    await maker.made("a", "m1", easel.at_once)
    assert await Maker(tmp_path / "posters", clock, reserve=0).kept("a") == b"poster"
    await maker.made("a", "m1", easel.at_once)
    assert easel.begun == 1


async def test_who_leaves_does_not_take_the_poster_from_the_others(maker: Maker, eventually):
    easel = Easel()
    first, second = [asyncio.create_task(maker.made("a", who, easel.paint)) for who in ("m1", "m2")]
    await eventually(lambda: easel.begun)
    first.cancel()
    easel.ready.set()
    assert await second == b"poster"
    assert await maker.kept("a") == b"poster"


async def test_a_failure_is_told_and_the_next_one_tries_again(maker: Maker):
    async def fail() -> bytes:
        raise Conflict

    with pytest.raises(Conflict):
        await maker.made("a", "m1", fail)
    assert await maker.made("a", "m1", Easel().at_once) == b"poster"


async def test_a_disk_that_keeps_nothing_is_said(tmp_path: Path, clock: ManualClock):
    maker = Maker(tmp_path / "posters", clock, reserve=1 << 60)
    with pytest.raises(NoRoomForPosters):
        await maker.made("a", "m1", Easel().at_once)
    await maker.aclose()


async def test_one_viewer_may_have_so_many_drawn_at_once_and_look_at_the_kept_ones_for_ever(
    maker: Maker, clock: ManualClock
):
    easel = Easel()
    for number in range(ONE_MAY):
        await maker.made(f"p{number}", "m1", easel.at_once)
    with pytest.raises(TooMany) as refused:
        await maker.made("more", "m1", easel.at_once)
    assert refused.value.facts["retry_after"] == 5
    assert await maker.made("p0", "m1", easel.at_once) == b"poster"
    await clock.advance(5)
    assert await maker.made("more", "m1", easel.at_once) == b"poster"


async def test_a_crowd_of_guests_may_have_no_more_drawn_than_the_house_can(maker: Maker):
    easel = Easel()
    for number in range(HOUSE_MAY):
        await maker.made(f"p{number}", f"m{number}", easel.at_once)
    with pytest.raises(TooMany):
        await maker.made("more", "somebody", easel.at_once)


async def test_nobody_waits_for_a_house_that_closes(tmp_path: Path, clock: ManualClock, eventually):
    maker, easel = Maker(tmp_path, clock, reserve=0), Easel()
    asked = asyncio.create_task(maker.made("a", "m1", easel.paint))
    await eventually(lambda: easel.begun)
    await maker.aclose()
    with pytest.raises(asyncio.CancelledError):
        await asked


async def test_it_is_drawn_beside_the_loop(maker: Maker):
    drawn = await maker.draw(Face(shop="津味小店", title="茶话会"), None, None, "http://shop/rooms/a")
    assert drawn.startswith(b"\xff\xd8\xff")
