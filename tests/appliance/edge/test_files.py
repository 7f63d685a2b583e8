"""Films come from the disk as fast as the viewer reads, and in whichever part is asked for."""

import asyncio

import pytest

from appliance.edge.answers import text
from appliance.edge.ports import File
from appliance.errors import NotFound

FILM = bytes(range(256)) * 16384  # 4 MiB


class Content:
    def __init__(self, content: bytes = FILM) -> None:
        self.content = content
        self.read_bytes = 0

    async def read(self, place, count):
        await asyncio.sleep(0)
        self.read_bytes += count
        return self.content[place : place + count]


class Films:
    """A library of one film, which remembers what it was asked."""

    def __init__(self) -> None:
        self.content = Content()
        self.asked = []

    async def find(self, room, file, *, staff, packs):
        self.asked.append((room, file, staff, packs))
        if file == "b1/index.m3u8":
            return text(200, "application/vnd.apple.mpegurl", b"#EXTM3U\n")
        if file == "b1/slow.mp4":
            await asyncio.sleep(3600)
        if file == "b1/broken.mp4":
            raise OSError("a disk of a bad day")
        if file == "b1/short.mp4":
            return File("video/mp4", self.content, len(FILM) + 9)
        if file != "b1/1.mp4":
            raise NotFound
        return File("video/mp4", self.content, len(FILM), name="茶铺.mp4")


@pytest.fixture
def library():
    return Films()


async def test_a_film_comes_whole(viewer, house):
    found = await viewer.get("/replay/r1/b1/1.mp4")
    assert (found.status, found.body) == (200, FILM)
    assert found.headers["accept-ranges"] == "bytes"
    assert "immutable" in found.headers["cache-control"]
    assert found.headers["content-disposition"] == "attachment; filename*=utf-8''%e8%8c%b6%e9%93%ba.mp4"
    assert house.edge.sent == len(FILM)


@pytest.mark.parametrize(
    ("wish", "first", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=1000-2999", 1000, 3000),
        ("bytes=4194000-", 4194000, len(FILM)),
        ("bytes=-7", len(FILM) - 7, len(FILM)),
        ("bytes=4194000-99999999", 4194000, len(FILM)),
    ],
)
async def test_a_part_of_a_film_is_read_and_no_more(viewer, library, wish, first, end):
    found = await viewer.get("/replay/r1/b1/1.mp4", f"Range: {wish}")
    assert (found.status, found.body) == (206, FILM[first:end])
    assert found.headers["content-range"] == f"bytes {first}-{end - 1}/{len(FILM)}"
    assert library.content.read_bytes == end - first


async def test_a_part_that_is_not_there_is_refused(viewer):
    found = await viewer.get("/replay/r1/b1/1.mp4", "Range: bytes=4194304-")
    assert (found.status, found.headers["content-range"]) == (416, f"bytes */{len(FILM)}")


async def test_several_ranges_are_answered_with_the_whole(viewer):
    assert (await viewer.get("/replay/r1/b1/1.mp4", "Range: bytes=0-1,5-6")).body == FILM


async def test_head_tells_the_size_and_reads_nothing(viewer, library):
    found = await viewer.get("/replay/r1/b1/1.mp4", method="HEAD")
    assert found.headers["content-length"] == str(len(FILM))
    assert library.content.read_bytes == 0


async def test_requests_behind_a_film_are_answered_after_it(viewer):
    get = "GET {} HTTP/1.1\r\nHost: a\r\n\r\n"
    await viewer.send((get.format("/replay/r1/b1/1.mp4") + get.format("/healthz")).encode())
    assert (await viewer.answer()).body == FILM
    assert (await viewer.answer()).headers["content-type"] == "application/json"


async def test_a_viewer_who_does_not_read_is_not_read_for(house, connect, library):
    slow = await house.viewer(limit=1024)
    await slow.send(b"GET /replay/r1/b1/1.mp4 HTTP/1.1\r\nHost: a\r\n\r\n")
    await house.until(lambda: library.content.read_bytes)
    await asyncio.sleep(0.3)
    assert (await (await connect()).get("/healthz")).status == 200
    await house.seconds(5)
    assert (await slow.answer()).body == FILM
    await house.seconds(30)
    assert (await slow.get("/healthz")).status == 200


async def test_a_viewer_who_stays_stuck_is_closed(house, library):
    library.content.content = FILM * 8
    slow = await house.viewer(limit=1024)
    await slow.send(b"GET /replay/r1/b1/1.mp4 HTTP/1.1\r\nHost: a\r\n\r\n")
    await house.until(lambda: library.content.read_bytes)
    await asyncio.sleep(0.2)
    await house.seconds(120)
    await house.until(lambda: not house.edge.connections)


async def test_a_film_that_became_shorter_breaks_off_rather_than_lie(viewer):
    await viewer.send(b"GET /replay/r1/b1/short.mp4 HTTP/1.1\r\nHost: a\r\n\r\n")
    assert len(await viewer.ended()) < len(FILM) + 1000


async def test_who_leaves_while_a_file_is_looked_for_is_forgotten(house, viewer, library):
    await viewer.send(b"GET /replay/r1/b1/slow.mp4 HTTP/1.1\r\nHost: a\r\n\r\n")
    await house.until(lambda: library.asked)
    viewer.leave()
    await house.until(lambda: not house.edge.connections)


@pytest.mark.parametrize(("file", "status"), [("b1/other.mp4", 404), ("b1/broken.mp4", 500)])
async def test_what_is_not_there_and_what_breaks_is_a_problem(viewer, file, status):
    found = await viewer.get(f"/replay/r1/{file}")
    assert found.status == status
    assert found.headers["content-type"] == "application/problem+json"


async def test_a_private_rooms_films_need_its_token(viewer, library):
    assert (await viewer.get("/replay/secret/b1/index.m3u8")).status == 403
    assert (await viewer.get("/play/old/replay/secret/b1/index.m3u8")).status == 403
    assert library.asked == []
    assert (await viewer.get("/play/good/replay/secret/b1/index.m3u8", "Accept-Encoding: br, gzip")).status == 200
    assert (await viewer.get("/play/crew/replay/secret/b1/index.m3u8")).status == 200
    assert library.asked == [("secret", "b1/index.m3u8", False, True), ("secret", "b1/index.m3u8", True, False)]


async def test_who_watches_a_film_is_no_viewer_of_the_live_room(house, viewer):
    await viewer.get("/replay/r1/b1/index.m3u8")
    assert house.edge.viewers("r1") == 0
