"""Of a show that was thinned the storage's playlists and manifest name what is left, and play it to its end."""

import errno
import hashlib

import av
import pytest
from sqlalchemy import delete

from appliance.clock import SystemClock
from appliance.cloud.bucket import Bucket
from appliance.cloud.models import Upload
from appliance.cloud.reads import tallies
from appliance.cloud.sync import Sync
from appliance.events import RecordingRetold
from media.broadcasts.reads import on_air_anywhere
from media.recording import actions, manifest, retelling, vod
from media.recording.outbound import Outbound
from media.recording.verifying import verify
from tests.appliance.cloud.conftest import far, line, s3, storage  # noqa: F401 - fixtures
from tests.media.recording.test_away import shop  # noqa: F401 - a fixture


@pytest.fixture
async def sent(shop):  # noqa: F811
    """All of it was in the storage when the source was let go here."""
    await shop.agree()
    await shop.film(small=True)
    await shop.send()
    shop.before = shop.files()
    return shop


async def thin(shop):  # noqa: F811
    await shop.db.write(actions.thin, shop.show, "480p", await shop.spans())
    await shop.pruning().sweep()


def below(shop, far):  # noqa: F811
    """What of the show is in the storage, by its name below it."""
    folder = f"recordings/{shop.room}/{shop.show}/"
    return {name.removeprefix(folder): far.content(name) for name in far.names() if name.startswith(folder)}


def listed(there):
    """What the storage's manifest names."""
    return manifest.named(there["SHA256SUMS"].decode())


async def test_the_storages_playlists_name_what_is_left_and_play_to_the_end(sent, far, tmp_path):  # noqa: F811
    await thin(sent)
    await sent.send()
    there = below(sent, far)
    assert not [name for name in there if name.startswith("source/")]
    for name, content in there.items():
        assert not name.endswith(".m3u8") or b"source" not in content
        file = tmp_path / "copied" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    with av.open(str(tmp_path / "copied" / "index.m3u8")) as player:
        pictures = [frame.time for frame in player.decode(video=0)]
    assert pictures[-1] - pictures[0] == pytest.approx((await sent.row()).length / 1000, abs=0.2)


async def test_its_manifest_names_all_that_is_there_as_it_is_and_stands_in_the_row_and_the_journal(sent, far, bus):  # noqa: F811
    told = []
    bus.listen(told.append, RecordingRetold, name="test")
    before = (await sent.row()).manifest
    await thin(sent)
    await sent.send()
    there = below(sent, far)
    row = await sent.row()
    assert listed(there) == {
        name: hashlib.sha256(content).hexdigest() for name, content in there.items() if name != "SHA256SUMS"
    }
    assert row.manifest == hashlib.sha256(there["SHA256SUMS"]).hexdigest() != before
    assert [(fact.show, fact.before, fact.manifest) for fact in told] == [(sent.show, before, row.manifest)]
    async with sent.db.read() as session:
        assert await verify(session, sent.studio.shelf) == {sent.show: []}


async def test_at_every_step_what_the_storage_names_is_there(sent, far):  # noqa: F811
    old = (await sent.row()).manifest
    await thin(sent)
    sync = Sync(sent.config, sent.db, sent.bus, sent.keys, sent.clock, on_air=on_air_anywhere, finders=(Outbound(),))
    steps = []
    async with Bucket(sent.storage, SystemClock()) as bucket:
        while await sync.tend(bucket, sent.terms) or await sync.turn(bucket, sent.terms):
            there = below(sent, far)
            named = {line for line in there["index.m3u8"].decode().splitlines() if line.endswith(".m3u8")}
            assert named <= set(there)
            if "source/index.m3u8" in named:
                assert "source/0001.mp4" in there
            if hashlib.sha256(there["SHA256SUMS"]).hexdigest() != old:
                for name, sha256 in listed(there).items():
                    assert hashlib.sha256(there[name]).hexdigest() == sha256
            steps.append(there)
    assert "source/0001.mp4" not in steps[-1]


async def test_a_playlist_that_it_never_had_goes_to_the_storage_before_the_manifest_that_names_it(sent, far):  # noqa: F811
    """As of a show whose 480p had none of its own."""
    names = manifest.named((sent.folder / "SHA256SUMS").read_text())
    del names["480p/index.m3u8"]
    (sent.folder / "480p/index.m3u8").unlink()
    (sent.folder / "SHA256SUMS").write_text(manifest.written(names))
    before = manifest.digest(sent.folder / "SHA256SUMS")
    await sent.db.write(actions.retell, sent.show, (await sent.row()).manifest, before)
    await sent.db.write(forget, f"recordings/{sent.room}/{sent.show}/480p/index.m3u8")
    far._s3.delete_object(Bucket=far.bucket, Key=f"recordings/{sent.room}/{sent.show}/480p/index.m3u8")
    await thin(sent)
    sync = Sync(sent.config, sent.db, sent.bus, sent.keys, sent.clock, on_air=on_air_anywhere)
    async with Bucket(sent.storage, SystemClock()) as bucket:
        while await sync.tend(bucket, sent.terms) or await sync.turn(bucket, sent.terms):
            pass
    there = below(sent, far)
    assert "480p/index.m3u8" in listed(there)
    assert set(listed(there)) == set(there) - {"SHA256SUMS"}


def forget(tx, name):
    tx.execute(delete(Upload).where(Upload.name == name))


async def test_a_show_that_the_storage_never_was_to_have_is_not_sent_for_it(shop):  # noqa: F811
    await shop.agree(recordings=False)
    await shop.film(small=True)
    await thin(shop)
    async with shop.db.read() as session:
        assert await tallies(session) == []


async def test_what_was_still_on_its_way_is_no_trouble(shop, far):  # noqa: F811
    await shop.agree()
    await shop.film(small=True)
    sync = Sync(shop.config, shop.db, shop.bus, shop.keys, shop.clock, on_air=on_air_anywhere, finders=(Outbound(),))
    async with Bucket(shop.storage, SystemClock()) as bucket:
        await sync.turn(bucket, shop.terms)
        await thin(shop)
        while await sync.tend(bucket, shop.terms) or await sync.turn(bucket, shop.terms):
            pass
    there = below(shop, far)
    assert set(listed(there)) == set(there) - {"SHA256SUMS"}
    assert {"index.m3u8", "480p/index.m3u8", "480p/0001.mp4"} <= set(there)


def torn(*_):
    raise OSError(errno.EIO, "the power failed")


async def test_a_power_cut_between_the_row_and_the_files_is_made_good(sent, monkeypatch):
    monkeypatch.setattr(retelling, "_write", torn)
    with pytest.raises(OSError, match="power"):
        await thin(sent)
    monkeypatch.undo()
    row = await sent.row()
    assert manifest.digest(sent.folder / "SHA256SUMS") != row.manifest
    (sent.folder / "index.m3u8").write_text("#EXTM3U\n")
    await sent.pruning().sweep()
    assert manifest.digest(sent.folder / "SHA256SUMS") != row.manifest
    (sent.folder / "index.m3u8").write_bytes(sent.before["index.m3u8"])
    await sent.pruning().sweep()
    assert manifest.digest(sent.folder / "SHA256SUMS") == row.manifest == (await sent.row()).manifest
    async with sent.db.read() as session:
        assert await verify(session, sent.studio.shelf) == {sent.show: []}


@pytest.mark.parametrize("name", ["480p/index.m3u8", "SHA256SUMS"])
async def test_what_somebody_changed_is_not_taken_for_ours(sent, name):
    before = (await sent.row()).manifest
    with (sent.folder / name).open("a") as file:
        file.write("# by somebody else\n")
    await thin(sent)
    assert (await sent.row()).manifest == before
    async with sent.db.read() as session:
        assert await verify(session, sent.studio.shelf) == {sent.show: [f"{name}: changed"]}


async def test_where_no_playlist_tells_what_is_left_its_reels_do(sent, far):  # noqa: F811
    """As where the small rendition was shed for a while, and was all that an earlier release kept."""
    there = sent.folder / "480p" / "index.m3u8"
    told = there.read_bytes()
    there.unlink()
    master = sent.folder / "index.m3u8"
    master.write_text(vod.left(master.read_text(), ["source"]))
    (sent.folder / "SHA256SUMS").unlink()
    lost = manifest.write(sent.folder, {}).sha256
    await sent.db.write(actions.retell, sent.show, (await sent.row()).manifest, lost)
    await thin(sent)
    assert there.read_bytes() == told
    assert master.read_text().splitlines()[-1] == "480p/index.m3u8"
    before = sent.files()
    await sent.pruning().sweep()
    assert sent.files() == before
    async with sent.db.read() as session:
        assert await verify(session, sent.studio.shelf) == {sent.show: []}


async def test_a_show_that_is_whole_is_left_as_it_is(sent):
    before = (await sent.row()).manifest, sent.files()
    await sent.pruning().sweep()
    assert ((await sent.row()).manifest, sent.files()) == before


async def test_who_keeps_what_the_storage_says_asks_soon_again_for_what_may_change(sent, far):  # noqa: F811
    keeps = {name: far.about(name)["CacheControl"] for name in far.names() if name.startswith("recordings/")}
    for name, kept in keeps.items():
        assert ("immutable" in kept) == (not name.endswith((".m3u8", "SHA256SUMS")))
