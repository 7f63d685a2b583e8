"""A recording that lies in the cloud alone is watched as before, by many, over a line that may be down."""

import asyncio
import shutil

import pytest

from appliance.cloud import far as far_module
from appliance.cloud.bucket import Bucket
from appliance.edge import answers
from appliance.edge.listener import _begun
from appliance.edge.requests import Request
from appliance.errors import NotFound
from media.recording.actions import RecordingNotFound
from media.recording.afar import ReplayFar
from media.recording.places import Shelf
from tests.appliance.cloud.conftest import far, line, s3, storage  # noqa: F401 - fixtures
from tests.media.recording.test_away import find, shop, whole  # noqa: F401 - fixtures


async def test_a_recording_in_the_cloud_is_watched_byte_for_byte_as_before(shop, replays_of):  # noqa: F811
    await shop.agree(local_days=7)
    await shop.film()
    await shop.send()
    before = shop.files()
    film = await whole(await find(replays_of(shop.db, shop.studio.shelf), shop, "download-1.mp4", staff=True))
    shop.pass_days(8)
    await shop.pruning().look()
    replays = replays_of(shop.db, shop.studio.shelf)
    for name in ("index.m3u8", "source/index.m3u8"):
        assert (await find(replays, shop, name)).body == before[name]
    for name in ("source/0001.mp4", "stills/0001.jpg"):
        found = await find(replays, shop, name)
        assert found.size == len(before[name])
        assert await whole(found) == before[name]
    saved = await find(replays, shop, "download-1.mp4", staff=True)
    assert (saved.name, saved.far) == ("茶铺.mp4", True)
    assert await whole(saved) == film
    with pytest.raises(NotFound):
        await find(replays, shop, "source/0009.mp4")


async def test_another_box_with_nothing_of_it_plays_it_from_the_storage_alone(shop, replays_of, tmp_path):  # noqa: F811
    await shop.away()
    elsewhere = tmp_path / "another box"
    shutil.copytree(shop.data / "secrets", elsewhere / "secrets")
    replays = replays_of(shop.db, Shelf(elsewhere / "recordings"))
    playlist = (await find(replays, shop, "source/index.m3u8")).body.decode()
    assert "../source/0001.mp4" in playlist
    assert (await whole(await find(replays, shop, "source/0001.mp4")))[4:8] == b"ftyp"
    assert (await whole(await find(replays, shop, "download-1.mp4", staff=True)))[4:8] == b"ftyp"
    with pytest.raises(RecordingNotFound):
        await replays.find("elsewhere", f"{shop.show}/index.m3u8", staff=False, packs=False)


async def test_many_who_watch_the_same_moment_fetch_it_once_and_the_next_ones_find_it_here(
    shop, replays_of, line, monkeypatch  # noqa: F811
):  # fmt: skip
    await shop.away()
    asked = []
    read = Bucket.read

    async def counted(bucket, name, place, count):
        asked.append((name, place))
        await asyncio.sleep(0.05)
        return await read(bucket, name, place, count)

    monkeypatch.setattr(Bucket, "read", counted)
    replays = replays_of(shop.db, shop.studio.shelf)
    reel = await find(replays, shop, "source/0001.mp4")
    gulps = await asyncio.gather(*(reel.content.read(100, 50) for _ in range(20)))
    assert len(set(gulps)) == 1
    assert len(asked) == 1
    line.cut()
    again = replays_of(shop.db, shop.studio.shelf)
    assert await (await find(again, shop, "source/0001.mp4")).content.read(100, 50) == gulps[0]


async def test_blocks_join_without_a_seam(shop, replays_of, monkeypatch):  # noqa: F811
    await shop.agree(local_days=7)
    await shop.film()
    await shop.send()
    before = shop.files()["source/0001.mp4"]
    shop.pass_days(8)
    await shop.pruning().look()
    monkeypatch.setattr(far_module, "BLOCK", 1000)
    replays = replays_of(shop.db, shop.studio.shelf)
    assert await whole(await find(replays, shop, "source/0001.mp4")) == before
    assert len(await whole(await find(replays, shop, "download-1.mp4", staff=True))) > len(before) * 0.9


async def test_a_line_that_is_down_is_told_in_words_before_anything_is_sent(shop, replays_of, line, clock):  # noqa: F811
    await shop.away()
    replays = replays_of(shop.db, shop.studio.shelf)
    line.cut()
    assert (await find(replays, shop, "index.m3u8")).body
    reel = await find(replays, shop, "source/0001.mp4")
    request = Request(b"GET", b"/", {b"range": b"bytes=0-99"}, True, False)
    with pytest.raises(ReplayFar) as told:
        await _begun(answers.filed(request, reel), reel)
    assert told.value.sentence("zh") == "这场录像存在云上，现在连不上，请稍后再试"
    assert answers.refusal(told.value, "zh").status == 503
    line.mend()
    await clock.advance(5)
    assert (await _begun(answers.filed(request, reel), reel)).status == 206


async def test_who_leaves_before_a_block_is_there_does_not_spoil_it_for_the_others(shop, replays_of):  # noqa: F811
    await shop.away()
    reel = await find(replays_of(shop.db, shop.studio.shelf), shop, "source/0001.mp4")
    leaves, stays = (asyncio.create_task(reel.content.read(0, 10)) for _ in range(2))
    await asyncio.sleep(0)
    leaves.cancel()
    assert (await stays)[4:8] == b"ftyp"
