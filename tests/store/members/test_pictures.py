"""A picture that a member has no more leaves the box and the storage."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from appliance.blobs import DiskBlobs
from appliance.clock import ManualClock
from appliance.cloud import actions as cloud
from appliance.cloud.actions import Thing
from appliance.cloud.models import Upload
from appliance.db import Database
from appliance.errors import NotFound
from appliance.keys import Keys
from appliance.pictures import fitted, singular
from store.members import actions, reads
from store.members.models import LoosePicture
from store.members.pictures import sweep


@pytest.fixture
def blobs(tmp_path: Path) -> DiskBlobs:
    return DiskBlobs(tmp_path / "blobs")


@pytest.fixture
async def face(blobs: DiskBlobs) -> str:
    return await blobs.put(b"a face", ".jpg")


async def gone(blobs: DiskBlobs, name: str) -> bool:
    try:
        await blobs.get(name)
    except NotFound:
        return True
    return False


async def test_the_picture_before_a_new_one_goes_and_the_new_one_stays(
    database: Database, blobs: DiskBlobs, clock: ManualClock, face: str
):
    new = await blobs.put(b"another face", ".jpg")
    await database.write(actions.change, "m", avatar=face)
    await database.write(actions.change, "m", avatar=new)
    await database.write(actions.change, "m", nickname="小王")
    await sweep(database, blobs, clock.now() + actions.SEATED)
    assert (await gone(blobs, face), await gone(blobs, new)) == (True, False)


async def test_a_seat_still_shows_the_picture_of_before_for_a_day(
    database: Database, blobs: DiskBlobs, clock: ManualClock, face: str
):
    await database.write(actions.change, "m", avatar=face)
    await database.write(actions.change, "m", avatar=await blobs.put(b"another face", ".jpg"))
    await sweep(database, blobs, clock.now() + timedelta(hours=23))
    assert not await gone(blobs, face)
    await sweep(database, blobs, clock.now() + timedelta(hours=25))
    assert await gone(blobs, face)


async def test_who_is_deleted_leaves_no_picture_here_or_in_the_storage(
    database: Database, blobs: DiskBlobs, clock: ManualClock, face: str
):
    below = f"blobs/{face[:2]}/{face}"
    await database.write(cloud.find, [Thing(below, "picture", 0, 6)])
    await database.write(actions.change, "m", avatar=face)
    await database.write(actions.forget, "m")
    await sweep(database, blobs, clock.now())
    await sweep(database, blobs, clock.now())
    assert await gone(blobs, face)
    async with database.read() as session:
        assert (await session.get_one(Upload, below)).state == "leaving"
        assert await session.get(LoosePicture, face) is None


async def test_a_sweep_that_a_crash_cut_off_is_done_again(
    database: Database, blobs: DiskBlobs, clock: ManualClock, face: str
):
    await database.write(actions.change, "m", avatar=face)
    await database.write(actions.forget, "m")
    await blobs.delete(face)
    await sweep(database, blobs, clock.now())
    async with database.read() as session:
        assert await session.get(LoosePicture, face) is None


async def test_a_picture_that_two_have_goes_with_the_second(
    database: Database, blobs: DiskBlobs, clock: ManualClock, face: str
):
    for member in ("one", "other"):
        await database.write(actions.change, member, avatar=face)
    await database.write(actions.forget, "one")
    await sweep(database, blobs, clock.now())
    assert not await gone(blobs, face)
    await database.write(actions.forget, "other")
    await sweep(database, blobs, clock.now())
    assert await gone(blobs, face)


async def test_two_who_send_the_same_picture_have_a_file_each():
    drawn = io.BytesIO()
    Image.new("RGB", (300, 300), "red").save(drawn, "PNG")
    jpeg = await fitted(drawn.getvalue(), (64, 64))
    one, other = singular(jpeg), singular(jpeg)
    assert one != other
    for marked in (one, other, singular(b"\xff\xd8" + jpeg[4 + int.from_bytes(jpeg[4:6]) :])):
        with Image.open(io.BytesIO(marked)) as picture:
            assert picture.convert("RGB").getpixel((32, 32))[0] > 250
            assert picture.size == (64, 64)


async def test_what_a_guest_said_of_himself_is_the_members_who_has_said_nothing(
    database: Database, keys: Keys, blobs: DiskBlobs, clock: ManualClock, face: str
):
    member = await database.write(actions.recognise, "wechat-mini", "openid-1")
    await database.write(actions.change, "guest", nickname="小王", avatar=face, birthday="02-29")
    await database.write(actions.bind_phone, keys, "guest", "13800138000")
    await database.write(actions.merge, "guest", member)
    await sweep(database, blobs, clock.now())
    async with database.read() as session:
        known, guest = await reads.member(session, member), await reads.member(session, "guest")
    assert (known.nickname, known.avatar, known.birthday) == ("小王", face, "02-29")
    assert known.phone_sealed
    assert (guest.nickname, guest.avatar, guest.birthday, guest.phone_sealed) == ("", None, None, None)
    assert not await gone(blobs, face)


async def test_where_the_member_has_said_it_the_guests_word_goes(
    database: Database, blobs: DiskBlobs, clock: ManualClock, face: str
):
    mine = await blobs.put(b"my face", ".jpg")
    await database.write(actions.change, "m", nickname="老王", avatar=mine)
    await database.write(actions.change, "guest", nickname="小王", avatar=face)
    await database.write(actions.merge, "guest", "m")
    await sweep(database, blobs, clock.now() + actions.SEATED)
    async with database.read() as session:
        known, guest = await reads.member(session, "m"), await reads.member(session, "guest")
    assert (known.nickname, known.avatar, guest.nickname, guest.avatar) == ("老王", mine, "", None)
    assert (await gone(blobs, face), await gone(blobs, mine)) == (True, False)
