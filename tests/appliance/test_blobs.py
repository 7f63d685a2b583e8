import os
from pathlib import Path

import pytest

from appliance.blobs import DiskBlobs
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
