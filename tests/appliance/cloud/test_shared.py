"""A picture that was put on one box is seen on the other."""

from types import SimpleNamespace

import pytest

from appliance.blobs import DiskBlobs
from appliance.cloud import actions
from appliance.cloud.cache import Cache
from appliance.cloud.far import Far
from appliance.cloud.shared import SharedBlobs
from appliance.cloud.terms import Terms
from appliance.errors import NotFound
from appliance.keys import Keys

PICTURE = b"\x89PNG a picture"


@pytest.fixture
async def boxes(tmp_path, sqlite_database, clock, storage):
    """Two boxes' blobs over one storage."""
    keys = Keys.of(tmp_path)
    await sqlite_database.write(actions.set_storage, keys, Terms(storage=storage), "s1")
    fars = [Far(sqlite_database, keys, clock, Cache(tmp_path / f"cache-{name}", 1 << 30, 0)) for name in "ab"]
    yield [SharedBlobs(DiskBlobs(tmp_path / name, reserve=1), far) for name, far in zip("ab", fars, strict=True)]
    for far in fars:
        await far.aclose()


async def test_it_is_read_from_the_storage_once_and_kept(boxes, bucket, tmp_path):
    a, b = boxes
    name = await a.put(PICTURE, ".png")
    assert await a.get(name) == PICTURE
    await bucket.put(f"blobs/{name[:2]}/{name}", PICTURE, "image/png")
    assert await b.get(name) == PICTURE
    assert await DiskBlobs(tmp_path / "b").get(name) == PICTURE


async def test_what_nobody_has_is_not_found(boxes):
    with pytest.raises(NotFound):
        await boxes[1].get("0" * 40 + ".png")
    with pytest.raises(NotFound):
        await boxes[1].get("../secrets/house.key")


async def test_what_the_storage_has_under_a_false_name_is_not_shown(boxes, bucket):
    name = "0" * 40 + ".png"
    await bucket.put(f"blobs/00/{name}", PICTURE, "image/png")
    with pytest.raises(NotFound):
        await boxes[1].get(name)


async def test_a_line_that_is_down_is_a_picture_that_is_not_found(boxes, line):
    line.cut()
    with pytest.raises(NotFound):
        await boxes[1].get("0" * 40 + ".png")


async def test_what_a_full_disk_cannot_keep_is_shown_all_the_same(boxes, bucket, tmp_path, monkeypatch):
    name = await boxes[0].put(PICTURE, ".png")
    await bucket.put(f"blobs/{name[:2]}/{name}", PICTURE, "image/png")
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    assert await boxes[1].get(name) == PICTURE
    with pytest.raises(NotFound):
        await DiskBlobs(tmp_path / "b").get(name)
