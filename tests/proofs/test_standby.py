"""Two boxes, one shop: one is killed and the other goes on; one that slept too long neither serves nor writes."""

import asyncio
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urljoin

import httpx
import psutil
import pytest

from appliance.blobs import DiskBlobs
from appliance.clock import SystemClock
from appliance.cloud import actions as cloud
from appliance.cloud.storage import Storage
from appliance.cloud.terms import Terms
from appliance.db import Database
from appliance.demo.opening import open_shop
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from tests.journeys.conftest import HOST, Shop, _cloud_of_the_tests, patiently
from tests.journeys.furnished import HOME

pytestmark = pytest.mark.proof

SLOW = 120.0
"""Seconds for what takes three on a box that has nothing else to do."""
FILMED = 4
"""Segments of each term before something happens to it."""


class Box(Shop):
    """One `jinbo up` of two over the same database."""

    def __init__(self, name: str, data: Path, database: str, redis: str) -> None:
        super().__init__(data)
        self.name, self.database = name, database
        data.mkdir()
        settings = {"box": name, "database": database, "redis": redis, "ladder": "off", "log": "info"}
        (data / "jinbo.toml").write_text("".join(f'{key} = "{value}"\n' for key, value in settings.items()))

    def wait_until_well(self) -> None:
        patiently(lambda: httpx.get(f"{self.http}/healthz", timeout=5).status_code == 200, SLOW)

    @property
    def is_live(self) -> bool:
        try:
            return httpx.get(f"{self.edge}/healthz", timeout=2).status_code < 500
        except httpx.HTTPError:
            return False

    @property
    def lives(self) -> list[psutil.Process]:
        """Its `live` process; none while one has just ended."""
        children = psutil.Process(self._process.pid).children()
        return [each for each in children if words_of(each)[-3:] == ["-m", "appliance.cli", "live"]]

    def reels(self) -> dict[str, int]:
        folder = self.data / "recordings"
        return {file.relative_to(folder).as_posix(): file.stat().st_size for file in folder.rglob("*.mp4")}

    def api(self, path: str, token: str, method: str = "GET", body=None, **headers: str):
        headers["authorization"] = f"Bearer {token}"
        answer = httpx.request(method, f"{self.http}/api/v1{path}", json=body, headers=headers, timeout=60)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def push(self, key: str) -> subprocess.Popen:
        address = f"rtmp://127.0.0.1:{self.ports['rtmp']}/live/{key}"
        return subprocess.Popen([*HOST, address], stderr=subprocess.DEVNULL)


def words_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.fixture
def storage():
    """An S3 that both boxes reach."""
    module = _cloud_of_the_tests()
    running = module.s3.__wrapped__()
    far = module.Far(f"http://127.0.0.1:{next(running)}", "two-boxes")
    yield Storage(
        endpoint=far.endpoint, bucket=far.bucket, region="us-east-1", access_key="id", secret_key="secret",
        addressing="path",
    )  # fmt: skip
    next(running, None)


@pytest.fixture
def pair(tmp_path, postgresql_url, redis_url, storage):
    """Box a and box b: the database, Redis, the storage and the house's key are the same."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("no ffmpeg here (Debian's ffmpeg)")
    redis = redis_url.rpartition("/")[0] + "/12"
    a, b = (Box(name, tmp_path / name, postgresql_url, redis) for name in "ab")
    keys = Keys.of(a.data)
    shutil.copytree(a.data / "secrets", b.data / "secrets")
    terms = Terms(storage=storage, when="always")
    written(postgresql_url, cloud.set_storage, keys, terms, "s1")
    asyncio.run(_goods(a))
    yield a, b
    for box in (a, b):
        if getattr(box, "_process", None) is not None and box._process.poll() is None:
            box.stop()


async def _goods(box: Box) -> None:
    db = Database(box.database, clock=SystemClock())
    await db.start()
    await open_shop(db, SystemClock(), DiskBlobs(box.data / "blobs"))
    await db.stop()


def written(database: str, action, *args):
    async def write():
        db = Database(database, clock=SystemClock())
        await db.start()
        try:
            return await db.write(action, *args)
        finally:
            await db.stop()

    return asyncio.run(write())


def test_a_box_is_killed_and_the_other_goes_on_and_one_that_slept_is_fenced(pair, capsys):
    a, b = pair
    a.start()
    patiently(lambda: a.is_live, SLOW)
    b.start()
    room = a.open_room()
    guest = httpx.post(f"{b.http}/api/v1/sessions", json={"provider": "guest"}, timeout=60).json()["token"]
    publishers = [a.push(room.stream_key)]
    try:
        assert not b.is_live
        seen = played(a, room.room)
        offered = [play["url"] for play in b.api(f"/rooms/{room.room}", guest)["play"]]
        assert [url.split("/live/")[0] for url in offered] == [a.edge, b.edge]
        show = b.api(f"/rooms/{room.room}", guest)["broadcast"]
        order = ordered(a, guest)

        a.die()
        died = time.monotonic()
        patiently(lambda: b.is_live, SLOW)
        took = time.monotonic() - died
        publishers.append(b.push(room.stream_key))
        assert played(b, room.room) > seen
        assert b.api(f"/rooms/{room.room}", guest)["broadcast"] == show
        assert [one["order"] for one in b.api("/orders", guest)["items"]] == [order]
        patiently(lambda: first_offered(b, room.room, guest).startswith(b.edge), SLOW)
        picture = b.api("/products", guest)["items"][0]["picture"]
        patiently(lambda: httpx.get(urljoin(b.http, picture), timeout=30).status_code == 200, SLOW)

        a.start()
        assert not a.is_live
        slept(a, b)
        publishers.append(a.push(room.stream_key))
        played(a, room.room)
        assert not b.is_live

        written(a.database, broadcasts.end, show["id"])
        terms, segments = replayed(a, room.room, guest)
        assert len(terms) == 3
    finally:
        for publisher in publishers:
            publisher.kill()
            publisher.wait()
    with capsys.disabled():
        print(f"\ntwo boxes: taken over after {took:.1f} s; one replay of {segments} segments from {len(terms)} terms")  # noqa: T201


def slept(a: Box, b: Box) -> None:
    """b's `live` sleeps, a takes over, b wakes: it answers nobody, writes nothing, and comes back to stand by."""
    (sleeper,) = b.lives
    sleeper.send_signal(signal.SIGSTOP)
    with socket.create_connection(("127.0.0.1", b.ports["edge"]), timeout=SLOW) as asking:
        asking.sendall(b"GET /healthz HTTP/1.1\r\nhost: b\r\n\r\n")
        patiently(lambda: a.is_live, SLOW)
        before = b.reels()
        sleeper.send_signal(signal.SIGCONT)
        assert answer_to(asking) == b""
    patiently(lambda: not words_of(sleeper), SLOW)
    assert b.reels() == before
    patiently(lambda: any(each.pid != sleeper.pid for each in b.lives), SLOW)
    assert not b.is_live


def answer_to(asking: socket.socket) -> bytes:
    try:
        return asking.recv(1000)
    except ConnectionError:
        return b""


def playlist(box: Box, room: str) -> str:
    return httpx.get(f"{box.edge}/live/{room}/source/index.m3u8", timeout=10).text


def played(box: Box, room: str) -> int:
    """The number of the newest segment, after the host has been seen for some segments; the numbers only grow."""
    began = None

    def goes_on() -> bool:
        nonlocal began
        state = httpx.get(f"{box.http}/api/v1/rooms/{room}", timeout=10).json()["state"]
        if state != "live":
            return False
        began = began or newest(playlist(box, room))
        return newest(playlist(box, room)) >= began + FILMED

    patiently(goes_on, SLOW)
    return newest(playlist(box, room))


def newest(text: str) -> int:
    (first,) = re.findall(r"#EXT-X-MEDIA-SEQUENCE:(\d+)", text)
    return int(first) + text.count("#EXTINF")


def first_offered(box: Box, room: str, token: str) -> str:
    return box.api(f"/rooms/{room}", token)["play"][0]["url"]


def ordered(box: Box, token: str) -> str:
    product = box.api("/products", token)["items"][0]["id"]
    sku = box.api(f"/products/{product}", token)["skus"][0]["id"]
    wish = {"items": [{"sku": sku, "quantity": 1}], "contact": HOME, "coupons": []}
    quoted = box.api("/quotes", token, "POST", wish)
    wish |= {"confirmed_exceptions": quoted["exceptions"], "seen_total": quoted["quote"]["total"]}
    return box.api("/orders", token, "POST", wish, **{"idempotency-key": "one-order-0001"})["order"]


def replayed(box: Box, room: str, token: str) -> tuple[set[int], int]:
    """The terms of which the replay has something, and how many segments it has; each is there."""
    found: list[dict] = []

    def kept() -> bool:
        found[:] = box.api(f"/rooms/{room}/replays", token)["replays"]
        return bool(found)

    patiently(kept, SLOW * 2)
    address = box.api(f"/replays/{found[0]['show']}", token)["url"]
    assert address.startswith(box.edge)
    patiently(lambda: httpx.get(address, timeout=30).status_code == 200, SLOW)
    source = urljoin(address, "source/index.m3u8")
    text = httpx.get(source, timeout=30).raise_for_status().text
    pieces = re.findall(r"#EXT-X-BYTERANGE:(\d+)@(\d+)\n(\S+)", text)
    for length, offset, name in pieces:
        span = f"bytes={offset}-{int(offset) + int(length) - 1}"
        assert len(httpx.get(urljoin(source, name), headers={"range": span}, timeout=30).content) == int(length)
    return {int(name.rpartition("/")[2].removesuffix(".mp4")) // 10_000 for *_, name in pieces}, len(pieces)
