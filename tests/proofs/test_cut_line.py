"""The line to the storage is cut for three real minutes while a show runs and people buy: nothing of it is lost."""

import asyncio
import hashlib
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

import httpx
import msgspec
import pytest
from sqlalchemy import func, select

from appliance.blobs import DiskBlobs
from appliance.clock import SystemClock
from appliance.cloud import actions as cloud
from appliance.cloud import segments
from appliance.cloud.storage import Storage
from appliance.cloud.terms import Terms
from appliance.db import Database
from appliance.demo.opening import open_shop
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from store.orders.models import Order
from tests.journeys.conftest import Cable, Room, Shop, _cloud_of_the_tests, patiently, push  # noqa: F401 - a fixture
from tests.journeys.furnished import HOME

pytestmark = pytest.mark.proof

CUT_SECONDS = 180.0
SLOW = 240.0
PASSWORD = b"a sentence only I know"
FIRST = re.compile(r"#EXT-X-MEDIA-SEQUENCE:(\d+)")
BROKEN = re.compile(r"#EXT-X-DISCONTINUITY-SEQUENCE:(\d+)")


@pytest.fixture
def cloudy():
    """An S3, and a cable to it."""
    module = _cloud_of_the_tests()
    running = module.s3.__wrapped__()
    port = next(running)
    cable = Cable(module.Line(port))
    yield module.Far(f"http://127.0.0.1:{port}", f"jinbo-{secrets.token_hex(4)}"), cable
    cable.stop()
    next(running, None)


@pytest.fixture
def shop(tmp_path):
    shop = Shop(tmp_path / "data")
    shop.start("--ladder", "off", "--log", "warning")
    yield shop
    shop.stop()


def done(shop: Shop, work):
    """`work(db)` beside the running shop."""

    async def do():
        db = Database(f"sqlite:///{shop.data / 'jinbo.db'}", clock=SystemClock())
        await db.start()
        try:
            return await work(db)
        finally:
            await db.stop()

    return asyncio.run(do())


def storage_at(port: int, bucket: str) -> Storage:
    return Storage(
        endpoint=f"http://127.0.0.1:{port}", bucket=bucket, region="us-east-1", access_key="id", secret_key="secret",
        addressing="path",
    )  # fmt: skip


def test_three_minutes_without_a_line_lose_no_segment_and_no_order(shop, cloudy, push, tmp_path, capsys):  # noqa: F811
    far, cable = cloudy
    key = secrets.token_bytes(32)
    lock = segments.lock(key, PASSWORD)
    terms = Terms(storage=storage_at(cable.port, far.bucket), when="always", replica_key=key.hex(), replica_lock=lock)
    done(shop, lambda db: db.write(cloud.set_storage, Keys.of(shop.data), terms, "s1"))
    done(shop, lambda db: open_shop(db, SystemClock(), DiskBlobs(shop.data / "blobs")))
    room = shop.open_room()
    publisher = push(room)
    other = shop.open_room("隔壁直播间")
    push(other)
    for one in (room, other):
        patiently(lambda one=one: state(shop, one)["state"] == "live", SLOW)
    patiently(lambda: any(name.startswith("shop/") for name in far.names()), SLOW)
    buyers = Buyers(shop)
    buyers.order()

    cable.cut()
    until = time.monotonic() + CUT_SECONDS
    goes_on_untroubled(shop, room, lambda: time.monotonic() < until, buyers.keep_buying)
    buyers.close()
    cable.mend()
    mended = time.monotonic()

    show = state(shop, room)["broadcast"]["id"]
    publisher.kill()
    done(shop, lambda db: db.write(broadcasts.end, show))
    listed = f"recordings/{room.room}/{show}/SHA256SUMS"
    goes_on_untroubled(shop, other, lambda: listed not in far.names() and time.monotonic() < mended + SLOW)
    assert listed in far.names()
    took = time.monotonic() - mended
    assert 3 * took <= CUT_SECONDS
    told = dict(reversed(line.split("  ", 1)) for line in far.content(listed).decode().splitlines())
    for name, sha256 in told.items():
        assert hashlib.sha256(far.content(listed.replace("SHA256SUMS", name))).hexdigest() == sha256
    patiently(lambda: rebuilt(tmp_path, far) == len(buyers.orders), SLOW)
    with capsys.disabled():
        print(  # noqa: T201
            f"\nthree minutes without a line: {len(buyers.orders)} orders and {len(told)} files, none lost; "
            f"all there {took:.0f} s after it was back ({CUT_SECONDS / took:.1f} x real time)"
        )


class Buyers:
    """Somebody else each time: nobody may order so often."""

    def __init__(self, shop: Shop) -> None:
        self._http = httpx.Client(base_url=f"{shop.http}/api/v1", timeout=60)
        self.orders: set[str] = set()
        self._next = time.monotonic()
        self._come()
        product = self._http.get("/products").json()["items"][0]["id"]
        self._sku = self._http.get(f"/products/{product}").json()["skus"][0]["id"]

    def order(self) -> None:
        self._come()
        count = len(self.orders)
        contact = {**HOME, "phone": f"138{count:08}", "street": f"南京路 {count + 1} 号"}
        wish = {"items": [{"sku": self._sku, "quantity": 1}], "contact": contact, "coupons": []}
        quoted = self._http.post("/quotes", json=wish).json()
        wish |= {"confirmed_exceptions": quoted["exceptions"], "seen_total": quoted["quote"]["total"]}
        made = self._http.post("/orders", json=wish, headers={"idempotency-key": f"order-{count:08}"})
        assert made.is_success, made.text
        self.orders.add(made.json()["order"])

    def keep_buying(self) -> None:
        """One order in ten seconds."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + 10
            self.order()

    def _come(self) -> None:
        self._http.headers.pop("authorization", None)
        token = self._http.post("/sessions", json={"provider": "guest"}).json()["token"]
        self._http.headers["authorization"] = f"Bearer {token}"

    def close(self) -> None:
        self._http.close()


def state(shop: Shop, room: Room) -> dict:
    return httpx.get(f"{shop.http}/api/v1/rooms/{room.room}", timeout=30).json()


def goes_on_untroubled(
    shop: Shop, room: Room, going: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None
) -> None:
    """The room's picture does not break off while that goes on, and grows by a segment in two seconds."""
    began, seen, away = time.monotonic(), [], 0
    while not seen or going():
        text = httpx.get(f"{shop.edge}/live/{room.room}/source/index.m3u8", timeout=30).raise_for_status().text
        seen.append(text)
        away += state(shop, room)["state"] != "live"
        meanwhile()
        time.sleep(1)
    assert away + breaks(seen[-1]) - breaks(seen[0]) == 0
    assert newest(seen[-1]) - newest(seen[0]) >= (time.monotonic() - began) / 2 * 0.9 - 1


def newest(text: str) -> int:
    return int(FIRST.findall(text)[0]) + text.count("#EXTINF")


def breaks(text: str) -> int:
    """How many there have been, those that have left the playlist too."""
    return sum(map(int, BROKEN.findall(text))) + text.count("#EXT-X-DISCONTINUITY\n")


def rebuilt(tmp_path, far) -> int:
    """How many orders a shop has that is made anew from the storage alone."""
    fresh, card, password = tmp_path / "fresh", tmp_path / "card.json", tmp_path / "password"
    shutil.rmtree(fresh, ignore_errors=True)
    card.write_bytes(msgspec.json.encode(storage_at(int(far.endpoint.rpartition(":")[2]), far.bucket)))
    password.write_bytes(PASSWORD)
    words = ["restore", "--from-cloud", str(card), "--password-file", str(password), "--data", str(fresh)]
    subprocess.run([sys.executable, "-m", "appliance.cli", *words], check=True, timeout=200, capture_output=True)

    async def count() -> int:
        db = Database(f"sqlite:///{fresh / 'jinbo.db'}", clock=SystemClock())
        await db.start()
        try:
            async with db.read() as session:
                return await session.scalar(select(func.count()).select_from(Order)) or 0
        finally:
            await db.stop()

    return asyncio.run(count())
