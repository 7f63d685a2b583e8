"""Two `web` processes and one `live` over PostgreSQL and Redis are one shop: it matters to nobody which answers."""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from contextlib import suppress

import httpx
import pytest
from websockets.asyncio.client import connect

from appliance.blobs import DiskBlobs
from appliance.clock import SystemClock
from appliance.db import Database
from appliance.demo.opening import open_shop
from appliance.identity import seats
from appliance.identity.seats import Seat
from appliance.keys import Keys
from tests.chat.conftest import Viewer
from tests.journeys.conftest import free_port
from tests.journeys.furnished import HOME

pytestmark = pytest.mark.proof

ORDERS = 4


class House:
    """Real processes in one data folder."""

    def __init__(self, data, database, redis) -> None:
        self.data, self.database = data, database
        self.http, self.edge = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
        words = {"data": str(data), "database": database, "redis": redis, "log": "warning"}
        words |= {"http": self.http, "edge": self.edge, "rtmp": f"127.0.0.1:{free_port()}", "ladder": "off"}
        self._words = [word for name, value in words.items() for word in (f"--{name}", value)]
        self.processes: dict[str, subprocess.Popen] = {}

    def start(self, name, http="") -> None:
        elsewhere = ["--http", http] if http else []
        self.processes[name] = subprocess.Popen(
            [sys.executable, "-m", "appliance.cli", name, *self._words, *elsewhere], env=dict(os.environ)
        )

    def command(self, *words) -> str:
        argv = [sys.executable, "-m", "appliance.cli", *words, *self._words]
        return subprocess.run(argv, capture_output=True, text=True, check=True, timeout=120).stdout

    async def ready(self, address) -> None:
        async with asyncio.timeout(120), httpx.AsyncClient() as client:
            while True:
                with suppress(httpx.HTTPError):
                    if (await client.get(f"http://{address}/healthz", timeout=5)).status_code == 200:
                        return
                await asyncio.sleep(0.2)

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)


@pytest.fixture
async def house(tmp_path, postgresql_url, redis_url):
    house = House(tmp_path / "data", postgresql_url, redis_url.rpartition("/")[0] + "/13")
    yield house
    house.stop()


class Desk:
    """Somebody who asks one certain process, and keeps what it told the browser."""

    def __init__(self, address, cookies=None) -> None:
        self.http = httpx.AsyncClient(base_url=f"http://{address}", timeout=60, cookies=cookies)

    async def post(self, path, **values):
        page = (await self.http.get("/console/account")).text
        found = re.search(r'name="csrf" value="([^"]+)"', page)
        return await self.http.post(path, data={"csrf": found[1] if found else "", **values})

    async def api(self, method, path, body=None, *, token="", key=""):
        headers = {"authorization": f"Bearer {token}"} if token else {}
        headers |= {"idempotency-key": key} if key else {}
        answer = await self.http.request(method, f"/api/v1{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def hears(self, heard):
        """Server-sent events, by name, into `heard`."""
        async with self.http.stream("GET", "/console/events", timeout=None) as told:
            async for line in told.aiter_lines():
                if line.startswith("event: "):
                    heard.append(line.removeprefix("event: "))


async def test_two_web_processes_are_one_shop_to_its_staff_its_buyers_and_its_rooms(house, eventually, capsys):
    other = f"127.0.0.1:{free_port()}"
    house.start("web")
    house.start("web-2", other)
    house.start("live")
    await asyncio.gather(*(house.ready(address) for address in (house.http, other, house.edge)))
    one, two = await the_owner(house, other)
    heard: list[str] = []
    listening = asyncio.create_task(two.hears(heard))
    await eventually(lambda: "Listening" in heard)
    room = (
        (await one.post("/console/rooms", title="津味小店", public="true", notice="")).headers["location"].split("/")[3]
    )
    await eventually(lambda: "RoomOpened" in heard)
    await in_the_room(house, room, one, two, eventually)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    figures = await buying(house, one, two)
    assert (await two.post("/console/sign-out")).status_code == 303
    assert "/console/sign-in" in (await one.http.get("/console/rooms")).headers.get("location", "")
    await asyncio.gather(one.http.aclose(), two.http.aclose())
    with capsys.disabled():
        print(f"\ntwo web processes: {figures}")  # noqa: T201


async def the_owner(house, other) -> tuple[Desk, Desk]:
    """In at one process, and known to the other."""
    one = Desk(house.http)
    code = house.command("admin", "code").split()[-1]
    who = {"code": code, "login": "wang", "name": "王店长", "password": "a sentence only I know"}
    assert (await one.post("/console/first-run", **who)).status_code == 303
    two = Desk(other, one.http.cookies)
    assert (await two.http.get("/console/rooms")).status_code == 200
    return one, two


async def in_the_room(house, room, one, two, eventually) -> None:
    """What either process writes is seen in the room, and what is said there is heard by both."""
    seat = Seat(room, "v1", int(time.time()) + 600, "v1")
    token = seats.sign(Keys.of(house.data).derive("tokens"), seat)
    viewer = Viewer(await connect(f"ws://{house.edge}/rooms/{room}?token={token}", ping_interval=None))
    await eventually(viewer.met.is_set)
    for desk, title in ((one, "一号改的"), (two, "二号改的")):
        changed = await desk.post(f"/console/rooms/{room}/settings", title=title, public="true", notice="")
        assert changed.status_code == 303
        await eventually(lambda title=title: title in json.dumps(viewer.events, ensure_ascii=False))
    await viewer.socket.close()


async def buying(house, one, two) -> str:
    """A cart that is filled at one process is ordered at the other; an order that is sent to both is made once."""
    db = Database(house.database, clock=SystemClock())
    await db.start()
    await open_shop(db, SystemClock(), DiskBlobs(house.data / "blobs"))
    await db.stop()
    buyer = (await one.api("POST", "/sessions", {"provider": "guest"}))["token"]
    product = (await two.api("GET", "/products", token=buyer))["items"][0]["id"]
    sku = (await two.api("GET", f"/products/{product}", token=buyer))["skus"][0]["id"]
    await one.api("PUT", f"/cart/{sku}", {"quantity": 1}, token=buyer)
    assert sku in json.dumps(await two.api("GET", "/cart", token=buyer))
    wish = {"items": [{"sku": sku, "quantity": 1}], "contact": HOME, "coupons": []}
    quoted = await two.api("POST", "/quotes", wish, token=buyer)
    order = {**wish, "confirmed_exceptions": quoted["exceptions"], "seen_total": quoted["quote"]["total"]}
    made = set()
    began = time.monotonic()
    for number in range(ORDERS):
        key = f"one-order-{number:04}"
        both = await asyncio.gather(
            *(desk.api("POST", "/orders", order, token=buyer, key=key) for desk in (one, two, two, one))
        )
        assert len({answer["order"] for answer in both}) == 1
        made.add(both[0]["order"])
    took = time.monotonic() - began
    assert len(made) == ORDERS
    kept = await one.api("GET", "/orders", token=buyer)
    assert {order["order"] for order in kept["items"]} == made
    return f"{ORDERS} orders, each sent four times to both, made {len(made)} orders in {took:.1f} s"
