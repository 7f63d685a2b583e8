import hashlib
from datetime import UTC, datetime

import httpx
import msgspec
import pytest

from appliance.clock import SystemClock
from appliance.cloud.bucket import FOR_EVER, Bucket, StorageRefused, StorageUnreachable
from appliance.cloud.outlook import NotServed, Outlook
from appliance.cloud.sending import PART, FileLost, send
from appliance.cloud.storage import Storage


async def test_a_small_thing_is_put_read_listed_and_let_go(bucket, far):
    await bucket.put("blobs/ab/x.jpg", b"picture", "image/jpeg")
    about = far.about("blobs/ab/x.jpg")
    assert (about["ContentType"], about["CacheControl"]) == ("image/jpeg", FOR_EVER)
    assert await bucket.get("blobs/ab/x.jpg") == b"picture"
    stored = await bucket.head("blobs/ab/x.jpg")
    assert (stored.size, stored.sha256) == (7, hashlib.sha256(b"picture").hexdigest())
    assert [name async for name in bucket.names("blobs/")] == ["blobs/ab/x.jpg"]
    await bucket.delete("blobs/ab/x.jpg")
    assert await bucket.head("blobs/ab/x.jpg") is None
    assert await bucket.get("blobs/ab/x.jpg") is None


async def test_a_long_list_comes_page_after_page(bucket):
    for number in range(5):
        await bucket.put(f"many/{number}", b".", "text/plain")
    assert [name async for name in bucket.names("many/")] == [f"many/{number}" for number in range(5)]


async def test_a_refusal_names_the_storages_own_code(bucket, storage, line):
    async with Bucket(msgspec.structs.replace(storage, bucket="no-such-bucket"), SystemClock()) as other:
        with pytest.raises(StorageRefused) as refused:
            await other.put("x", b"x", "text/plain")
    assert refused.value.facts["code"] == "NoSuchBucket"


async def test_a_cut_line_is_told_as_such(bucket, line):
    line.cut()
    with pytest.raises(StorageUnreachable):
        await bucket.put("x", b"x", "text/plain")


@pytest.fixture
def film(tmp_path):
    file = tmp_path / "0001.mp4"
    file.write_bytes(b"".join(hashlib.sha256(bytes([n % 251, n >> 8])).digest() * 512 for n in range(800)))
    assert file.stat().st_size > 2 * PART
    return file


async def test_a_large_file_arrives_whole_and_is_not_sent_twice(bucket, far, film, line):
    sent = await send(bucket, "recordings/r/s/source/0001.mp4", film)
    assert far.content("recordings/r/s/source/0001.mp4") == film.read_bytes()
    assert far.about("recordings/r/s/source/0001.mp4")["ContentType"] == "video/mp4"
    carried = line.carried
    assert await send(bucket, "recordings/r/s/source/0001.mp4", film, sent.sha256) == sent
    assert line.carried - carried < 10_000
    assert far.unfinished() == []


async def test_after_a_cut_only_what_is_missing_goes(bucket, far, film, line):
    line.after = line.carried + 2 * PART + 100_000
    with pytest.raises(StorageUnreachable):
        await send(bucket, "r/0001.mp4", film)
    assert far.names() == []
    line.mend()
    before = line.carried
    await send(bucket, "r/0001.mp4", film)
    assert far.content("r/0001.mp4") == film.read_bytes()
    assert line.carried - before < film.stat().st_size - 2 * PART + 100_000


async def test_a_file_that_is_gone_or_was_changed_is_lost_and_not_sent(bucket, far, film, tmp_path):
    with pytest.raises(FileLost):
        await send(bucket, "r/0001.mp4", film, "0" * 64)
    with pytest.raises(FileLost):
        await send(bucket, "r/0002.mp4", tmp_path / "gone.mp4")
    assert far.names() == []


async def test_another_thing_under_the_name_is_replaced(bucket, far, tmp_path):
    file = tmp_path / "x.jpg"
    file.write_bytes(b"right")
    await bucket.put("blobs/x.jpg", b"wrong", "image/jpeg")
    await send(bucket, "blobs/x.jpg", file)
    assert far.content("blobs/x.jpg") == b"right"


async def test_a_limit_is_kept(bucket, clock, far):
    bucket._clock, bucket.kilobits = clock, 800
    slept = []

    async def sleep(seconds):
        slept.append(seconds)

    clock.sleep = sleep
    clock.now = lambda: datetime.now(UTC)
    await bucket.put("x", bytes(200_000), "text/plain")
    assert max(slept) == pytest.approx(2.0)


async def test_a_name_that_no_resolver_reads_is_out_of_reach():
    nowhere = Storage(
        endpoint="https://xn--a.example.com", bucket="shop", region="r", access_key="id", secret_key="secret",
        addressing="path",
    )  # fmt: skip
    async with Bucket(nowhere, SystemClock()) as bucket:
        with pytest.raises(StorageUnreachable):
            await bucket.head("a")
        with pytest.raises(StorageUnreachable):
            await bucket.digest("a")
    async with Outlook("https://shop.example.com") as outlook:
        with pytest.raises(NotServed):
            await outlook.read("https://xn--a.example.com/index.m3u8")


def answering(*pages: str):
    """A storage that says these, whatever it is asked, and the last one again and again."""
    left = [*pages, *[pages[-1]] * 20]

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=f"<Said>{left.pop(0)}</Said>")

    return answer


@pytest.fixture
async def told(bucket):
    """``told(page, ...)``: the bucket of a storage that says these."""

    async def tell(*pages: str) -> Bucket:
        await bucket._http.aclose()
        bucket._http = httpx.AsyncClient(transport=httpx.MockTransport(answering(*pages)))
        return bucket

    return tell


def keys(*names: str) -> str:
    return "".join(f"<Contents><Key>{name}</Key></Contents>" for name in names) + MORE


def parts(*numbers: int) -> str:
    return "".join(f"<Part><PartNumber>{n}</PartNumber><ETag>e</ETag></Part>" for n in numbers) + MORE


MORE = "<IsTruncated>true</IsTruncated>"


@pytest.mark.parametrize("pages", [[keys("a", "b")], [keys("b", "a")], [keys("a"), keys("b"), keys("a")]])
async def test_a_storage_whose_list_begins_anew_is_not_read_for_ever(told, pages):
    bucket = await told(*pages)
    with pytest.raises(StorageRefused):
        [name async for name in bucket.names("")]


@pytest.mark.parametrize(
    "pages",
    [
        [parts(1, 2)],
        [parts(1), parts(2), parts(1)],
        ["<Part><ETag>e</ETag></Part>"],
        ["<Part><PartNumber>x</PartNumber><ETag>e</ETag></Part>"],
        ["<Part><PartNumber>1</PartNumber></Part>"],
    ],
)
async def test_parts_that_begin_anew_or_have_no_number_are_refused(told, pages):
    bucket = await told(*pages)
    with pytest.raises(StorageRefused):
        await bucket.parts("film", "upload")


async def test_pages_that_go_on_are_read_to_the_end(told):
    bucket = await told(parts(1, 2), parts(3), "")
    assert [part.number for part in await bucket.parts("film", "upload")] == [1, 2, 3]
