"""What the shop keeps goes to its storage by itself: pictures first, recordings when the line has room, each once."""

from datetime import UTC, datetime

import msgspec
import pytest

from appliance.blobs import DiskBlobs
from appliance.clock import CHINA
from appliance.cloud import actions, reads
from appliance.cloud.actions import Thing
from appliance.cloud.terms import may_send
from appliance.events import ShowMirrored


@pytest.fixture
def blobs(shop):
    return DiskBlobs(shop.data / "blobs")


async def tallies(db):
    async with db.read() as session:
        return {(tally.kind, tally.state): tally.count for tally in await reads.tallies(session)}


async def test_pictures_go_before_recordings_and_everything_is_counted(
    sync, bucket, drained, terms, blobs, reel, far, sqlite_database
):
    recording = reel()
    picture = await blobs.put(b"a picture", ".jpg")
    assert await sync.turn(bucket, terms)
    assert far.names() == [f"blobs/{picture[:2]}/{picture}"]
    await drained(terms)
    assert set(far.names()) == {f"blobs/{picture[:2]}/{picture}", recording}
    assert await tallies(sqlite_database) == {("picture", "done"): 1, ("recording", "done"): 1}


async def test_a_picture_that_comes_later_is_found(drained, terms, blobs, far):
    await blobs.put(b"one", ".jpg")
    await drained(terms)
    await blobs.put(b"two", ".jpg")
    await drained(terms)
    assert len(far.names()) == 2


async def test_recordings_wait_while_a_room_is_on_air_and_pictures_do_not(sync, drained, terms, blobs, reel, far, busy):
    careful = msgspec.structs.replace(terms, when="off-air")
    busy[0] = True
    recording = reel()
    await blobs.put(b"one", ".jpg")
    await drained(careful)
    assert recording not in far.names()
    assert sync._why == "off-air"
    busy[0] = False
    await drained(careful)
    assert recording in far.names()


async def test_a_cut_line_makes_it_wait_and_then_go_on(sync, drained, terms, reel, far, line, clock, sqlite_database):
    names = [reel(number) for number in (1, 2, 3)]
    line.cut()
    await drained(terms)
    assert sync._why == "unreachable"
    line.mend()
    await clock.advance(10)
    await drained(terms)
    assert far.names() == names
    assert await tallies(sqlite_database) == {("recording", "done"): 3}


async def test_a_file_that_changed_or_went_is_told_and_does_not_hold_up_the_rest(
    drained, terms, reel, shop, far, closed, sqlite_database
):
    first, second = reel(1), reel(2)
    closed[0] = msgspec.structs.replace(closed[0], sha256="0" * 64)
    await drained(terms)
    assert far.names() == [second]
    async with sqlite_database.read() as session:
        [trouble] = await reads.troubles(session)
    assert (trouble.name, trouble.state) == (first, "lost")


async def test_a_box_that_forgot_what_it_sent_sends_nothing_twice(
    sync, drained, terms, reel, far, line, sqlite_database
):
    reel(size=3_000_000)
    await drained(terms)
    before = line.carried
    await sqlite_database.write(actions.send_everything_again)
    sync._forget()
    await drained(terms)
    assert line.carried - before < 10_000
    assert len(far.names()) == 1


async def test_after_a_failure_the_pauses_grow(sqlite_database, clock):
    await sqlite_database.write(actions.find, [Thing("a", "picture", 0, 1)])
    pauses = []
    for _ in range(6):
        await sqlite_database.write(actions.failed, "a", "no route")
        async with sqlite_database.read() as session:
            assert await reads.next_upload(session, clock.now(), ("picture",)) is None
            [trouble] = await reads.troubles(session)
        pauses.append((trouble.next_at - clock.now()).total_seconds())
    assert pauses == [5, 15, 60, 300, 900, 900]
    await sqlite_database.write(actions.try_again)
    async with sqlite_database.read() as session:
        assert await reads.next_upload(session, clock.now(), ("picture",)) is not None


@pytest.mark.parametrize(
    ("when", "hour", "on_air", "may"),
    [
        ("always", 12, True, True),
        ("off-air", 12, False, True),
        ("off-air", 12, True, False),
        ("night", 12, False, False),
        ("night", 23, False, True),
        ("night", 7, False, True),
        ("night", 2, True, False),
    ],
)
def test_large_things_go_when_the_shop_said(terms, when, hour, on_air, may):
    now = datetime(2026, 11, 28, hour, 30, tzinfo=CHINA).astimezone(UTC)
    assert may_send(msgspec.structs.replace(terms, when=when), now, on_air=on_air) is may


def mirrored(state="live", bitrate=3_000_000):
    return ShowMirrored(
        room="r", address="", renditions=["source"], state=state, seconds=5, lag=2, bitrate=bitrate, left=0
    )


async def test_a_live_show_that_goes_there_leaves_the_rest_what_is_left_of_the_limit(sync, bucket, terms, clock):
    limited = msgspec.structs.replace(terms, kilobits=8000)
    sync.hear(mirrored())
    assert not sync.yield_line(bucket, limited)
    assert bucket.kilobits == 5000
    await clock.advance(10)
    sync.yield_line(bucket, limited)
    assert bucket.kilobits == 8000, "nothing is heard of it any more"


async def test_recordings_wait_while_a_live_show_does_not_get_there_in_time(sync, drained, terms, blobs, reel, far):
    recording = reel()
    await blobs.put(b"one", ".jpg")
    sync.hear(mirrored("late"))
    await drained(terms)
    assert sync._why == "live"
    assert len(far.names()) == 1, "pictures are small"
    sync.hear(mirrored("off"))
    await drained(terms)
    assert recording in far.names()


async def test_a_limit_that_changes_holds_for_what_goes_already(bucket, clock):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)
        bucket.kilobits = 64

    bucket._clock, bucket.kilobits = clock, 8000
    clock.sleep = sleep
    assert b"".join([piece async for piece in bucket._paced(bytes(3 << 16))]) == bytes(3 << 16)
    assert slept[0] == pytest.approx(0.0655, abs=0.001)
    assert slept[1] > 8


MANIFEST = "recordings/r/s_/SHA256SUMS"


@pytest.fixture
async def next_name(database, clock):
    async def find(box=""):
        async with database.read() as session:
            found = await reads.next_upload(session, clock.now(), ("picture", "recording"), box)
        return found and found.name

    return find


async def test_the_manifest_goes_when_nothing_of_its_show_waits_any_more(database, clock, next_name):
    reel = "recordings/r/s_/source/0001.mp4"
    await database.write(actions.find, [Thing(reel, "recording", 5, 9), Thing(MANIFEST, "recording", 6, 9)])
    await database.write(actions.failed, reel, "503")
    assert await next_name() is None, "the reel is tried again later"
    await clock.advance(5)
    assert await next_name() == reel
    await database.write(actions.arrived, reel, 9, "")
    assert await next_name() == MANIFEST


async def test_what_waits_of_another_show_or_on_another_box_holds_up_no_manifest(database, next_name):
    await database.write(actions.find, [Thing(MANIFEST, "recording", 6, 9)], "a")
    others = {"recordings/r/s2/source/0001.mp4": "a", "recordings/r/s_/source/0001.mp4": "b", "clips/w1.mp4": "a"}
    for name, box in others.items():
        await database.write(actions.find, [Thing(name, "recording", 4, 9)], box)
        await database.write(actions.failed, name, "503")
    assert await next_name("a") == MANIFEST


async def test_of_two_boxes_each_sends_what_lies_on_its_own_disk(sqlite_database, clock):
    await sqlite_database.write(actions.find, [Thing("blobs/aa/1.jpg", "picture", 0, 1)], "a")
    await sqlite_database.write(actions.find, [Thing("blobs/bb/2.jpg", "picture", 0, 1)], "b")
    async with sqlite_database.read() as session:
        next_of = {box: await reads.next_upload(session, clock.now(), ["picture"], box) for box in ("a", "b", "c", "")}
    assert {box: upload and upload.name for box, upload in next_of.items()} == {
        "a": "blobs/aa/1.jpg",
        "b": "blobs/bb/2.jpg",
        "c": None,
        "": "blobs/aa/1.jpg",
    }


async def test_what_a_box_had_queued_while_it_was_alone_stays_its_own(sqlite_database, clock):
    thing = Thing("blobs/aa/1.jpg", "picture", 0, 1)
    await sqlite_database.write(actions.find, [thing])
    assert await sqlite_database.write(actions.find, [thing], "a") == 0
    assert await sqlite_database.write(actions.find, [thing], "b") == 0
    async with sqlite_database.read() as session:
        assert await reads.next_upload(session, clock.now(), ["picture"], "a")
        assert await reads.next_upload(session, clock.now(), ["picture"], "b") is None
