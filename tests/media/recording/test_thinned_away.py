"""A show of which one size is left may leave this box as well, and is watched from the storage in that size."""

import shutil

import pytest

from appliance.cloud.bucket import Bucket
from appliance.errors import NotFound
from media.recording import actions, places, pruning
from media.recording.replaying import KNOWN_SECONDS
from media.recording.retention import Letting
from media.recording.verifying import verify
from media.recording.vod import left
from tests.appliance.cloud.conftest import far, line, s3, storage  # noqa: F401 - fixtures
from tests.media.recording.test_away import find, scarce, shop, whole  # noqa: F401 - fixtures


@pytest.fixture
async def thinned(shop):  # noqa: F811
    """The source was let go before the shop had a storage."""
    await shop.film(small=True)
    await shop.db.write(actions.thin, shop.show, "480p", await shop.spans())
    await shop.pruning().sweep()
    assert places.renditions(shop.folder) == ["480p"]
    await shop.agree(local_days=1)
    await shop.send()
    return shop


async def test_who_asks_while_files_go_is_not_told_of_them_for_long(shop, replays_of):  # noqa: F811
    await shop.film(small=True)
    await shop.db.write(actions.thin, shop.show, "480p", await shop.spans())
    replays = replays_of(shop.db, shop.studio.shelf)
    assert b"source" in (await find(replays, shop, "index.m3u8")).body
    await shop.pruning().sweep()
    await shop.clock.advance(KNOWN_SECONDS + 1)
    assert b"source" not in (await find(replays, shop, "index.m3u8")).body


async def test_it_leaves_by_its_days(thinned):
    thinned.pass_days(2)
    assert await thinned.pruning().look() == [Letting(thinned.show, away=True)]
    assert not places.renditions(thinned.folder)


async def test_it_leaves_for_want_of_room(thinned, monkeypatch):
    monkeypatch.setattr(pruning, "disk_of", scarce(900, quota=1, used=2))
    assert await thinned.pruning().look() == [Letting(thinned.show, away=True)]


async def test_what_is_left_of_it_is_still_proven_before_it_leaves(thinned, far):  # noqa: F811
    name = f"recordings/{thinned.room}/{thinned.show}/480p/0001.mp4"
    far._s3.delete_object(Bucket=far.bucket, Key=name)
    thinned.pass_days(2)
    assert await thinned.pruning().look() == []
    assert (thinned.data / name).exists()


async def test_it_is_watched_and_saved_from_the_storage_and_names_no_size_that_is_lost(thinned, replays_of):
    film = await whole(await find(replays_of(thinned.db, thinned.studio.shelf), thinned, "download-1.mp4", staff=True))
    before = thinned.files()["480p/0001.mp4"]
    thinned.pass_days(2)
    await thinned.pruning().look()
    replays = replays_of(thinned.db, thinned.studio.shelf)
    master = (await find(replays, thinned, "index.m3u8")).body.decode()
    assert [told for told in master.splitlines() if not told.startswith("#")] == ["480p/index.m3u8"]
    assert master.count("#EXT-X-STREAM-INF") == 1
    assert "../480p/0001.mp4" in (await find(replays, thinned, "480p/index.m3u8")).body.decode()
    with pytest.raises(NotFound):
        await find(replays, thinned, "source/index.m3u8")
    assert await whole(await find(replays, thinned, "480p/0001.mp4")) == before
    assert await whole(await find(replays, thinned, "download-1.mp4", staff=True)) == film


async def test_it_comes_back_and_is_as_it_was_left(thinned):
    before = thinned.files()
    thinned.pass_days(2)
    await thinned.pruning().look()
    shutil.rmtree(thinned.folder)
    await thinned.db.write(actions.ask_back, thinned.show)
    assert await thinned.returning().look()
    assert (await thinned.row()).place == "here"
    assert {name: before[name] for name in thinned.files()} == thinned.files()
    assert "480p/0001.mp4" in thinned.files()
    async with thinned.db.read() as session, Bucket(thinned.storage, thinned.clock) as bucket:
        assert await verify(session, thinned.studio.shelf, bucket=bucket) == {thinned.show: []}


def test_what_the_source_lent_to_another_size_is_a_break_there():
    lent = (
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n"
        '#EXT-X-MAP:URI="../480p/0001.mp4",BYTERANGE="9@0"\n#EXT-X-PROGRAM-DATE-TIME:a\n'
        "#EXTINF:2,\n#EXT-X-BYTERANGE:5@9\n../480p/0001.mp4\n"
        '#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="../source/0001.mp4",BYTERANGE="9@0"\n#EXT-X-PROGRAM-DATE-TIME:b\n'
        "#EXTINF:2,\n#EXT-X-BYTERANGE:5@9\n../source/0001.mp4\n#EXTINF:2,\n#EXT-X-BYTERANGE:5@14\n../source/0001.mp4\n"
        '#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="../480p/0001.mp4",BYTERANGE="9@0"\n#EXT-X-PROGRAM-DATE-TIME:c\n'
        "#EXTINF:2,\n#EXT-X-BYTERANGE:5@14\n../480p/0001.mp4\n#EXT-X-ENDLIST\n"
    )
    assert left(lent, ["source", "480p"]) == lent
    kept = left(lent, ["480p"])
    assert "source" not in kept
    assert kept.count("#EXTINF") == kept.count("#EXT-X-PROGRAM-DATE-TIME") == 2
    assert kept.count("#EXT-X-DISCONTINUITY") == 1
    assert kept.startswith("#EXTM3U\n#EXT-X-TARGETDURATION:2\n")
    assert kept.endswith("#EXT-X-ENDLIST\n")
