import os
from pathlib import Path

import pytest

from appliance.blobs import DiskBlobs, NoRoomForFiles, name_of
from appliance.errors import NotFound


async def test_the_same_content_has_one_name_and_is_kept_once(tmp_path: Path):
    blobs = DiskBlobs(tmp_path)
    name = await blobs.put(b"picture", ".jpg")
    assert await blobs.put(b"picture", ".jpg") == name
    assert await blobs.get(name) == b"picture"
    assert os.listdir(tmp_path / name[:2]) == [name]  # noqa: PTH208 - the names alone


@pytest.mark.parametrize("name", ["nothing.jpg", "../secrets/house.key", ".hidden", "a/b", "a\0.jpg", "a" * 300])
async def test_what_is_not_there_is_not_found(tmp_path: Path, name: str):
    (tmp_path / ".hidden").write_bytes(b"x")
    with pytest.raises(NotFound):
        await DiskBlobs(tmp_path).get(name)


async def test_what_the_disk_keeps_for_orders_is_for_no_picture(tmp_path: Path):
    name = await DiskBlobs(tmp_path).put(b"picture", ".jpg")
    full = DiskBlobs(tmp_path, reserve=1 << 60)
    with pytest.raises(NoRoomForFiles) as refused:
        await full.put(b"another", ".jpg")
    assert refused.value.sentence("zh") == "店里的磁盘快满了，暂时存不下文件，请稍后再试"
    assert await full.put(b"picture", ".jpg") == name
    assert await full.get(name) == b"picture"
    with pytest.raises(NotFound):
        await full.get(name_of(b"another", ".jpg"))
