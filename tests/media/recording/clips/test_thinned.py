"""Of a show of which one size is left clips are cut in that size."""

from datetime import timedelta

import av
import pytest

from appliance.blobs import DiskBlobs
from appliance.cloud.cache import Cache
from appliance.cloud.far import Far
from media.recording import actions as recordings
from media.recording import places
from media.recording.clips import actions, reads
from media.recording.clips.workshop import Workshop, film_file
from media.recording.elsewhere import Elsewhere
from tests.appliance.cloud.conftest import far, line, s3, storage  # noqa: F401 - fixtures
from tests.media.recording.test_away import shop  # noqa: F401 - a fixture


@pytest.fixture
async def thinned(shop):  # noqa: F811
    await shop.agree(local_days=1)
    await shop.film(6, small=True)
    await shop.db.write(recordings.thin, shop.show, "480p", await shop.spans())
    await shop.pruning().sweep()
    return shop


@pytest.fixture
async def workshop(shop, tmp_path):  # noqa: F811
    far = Far(shop.db, shop.keys, shop.clock, Cache(tmp_path / "cache", 0))  # noqa: F811
    elsewhere = Elsewhere(far, tmp_path / "lent")
    blobs = DiskBlobs(tmp_path / "blobs")
    yield Workshop(shop.db, shop.studio.shelf, tmp_path / "clips", blobs, shop.clock, elsewhere=elsewhere)
    await far.aclose()


async def cut(shop, workshop, *, exact=False, looks=1):  # noqa: F811
    began = (await shop.row()).started_at
    stretch = began + timedelta(seconds=1), began + timedelta(seconds=4)
    clip = await shop.db.write(actions.cut, shop.show, *stretch, title="龙井", exact=exact)
    for _ in range(looks):
        await workshop.look()
    await workshop.look_afar()
    async with shop.db.read() as session:
        row = await reads.clip(session, clip)
    assert (row.state, row.length) == ("ready", pytest.approx(3000, abs=200))
    with av.open(str(film_file(shop.data / "clips", clip))) as film:
        return film.streams.video[0].width


@pytest.mark.parametrize("exact", [False, True])
async def test_a_clip_is_cut_from_the_size_that_is_left(thinned, workshop, exact):
    assert await cut(thinned, workshop, exact=exact) == 160


async def test_a_clip_is_cut_from_the_size_that_is_left_in_the_cloud(thinned, workshop):
    await thinned.send()
    thinned.pass_days(2)
    await thinned.pruning().look()
    assert not places.renditions(thinned.folder)
    assert await cut(thinned, workshop) == 160


@pytest.fixture
def under_the_knife(monkeypatch):
    """``under_the_knife(what)``: done while a clip is cut for the first time, which comes to nothing then."""

    def during(what):
        async def comes_to_nothing(*_):
            monkeypatch.undo()
            await what()

        monkeypatch.setattr(Workshop, "_cut_from", comes_to_nothing)

    return during


async def test_a_show_that_is_thinned_while_a_clip_is_cut_has_it_yet(shop, workshop, under_the_knife):  # noqa: F811
    await shop.film(6, small=True)

    async def thin():
        await shop.db.write(recordings.thin, shop.show, "480p", await shop.spans())
        await shop.pruning().sweep()

    under_the_knife(thin)
    assert await cut(shop, workshop, looks=2) == 160


async def test_a_show_that_leaves_while_a_clip_is_cut_has_it_from_the_cloud(shop, workshop, under_the_knife):  # noqa: F811
    await shop.agree(local_days=1)
    await shop.film(6)
    await shop.send()
    shop.pass_days(2)
    under_the_knife(shop.pruning().look)
    assert await cut(shop, workshop) == 320
    assert not places.renditions(shop.folder)


async def test_while_the_source_is_there_clips_are_cut_from_it(shop, workshop):  # noqa: F811
    await shop.film(6, small=True)
    assert await cut(shop, workshop) == 320
