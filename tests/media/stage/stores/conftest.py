"""Two stores' web processes, each with its own keys and database, and a cable between them that can be cut."""

import shutil
from collections.abc import AsyncIterator

import httpx
import pytest

from appliance import outside
from appliance.app import create_app
from appliance.bus import LocalBus
from appliance.config import Config
from appliance.identity.permissions import Role
from media.broadcasts import actions as broadcasts
from media.webrtc.switchboard import Switchboard
from tests.media.stage.on_air import OnAir
from tests.media.stage.stores.paired import pair


class Box:
    def __init__(self, name, app, headers, room) -> None:
        self.name, self.app, self.headers, self.room = name, app, headers, room
        self.address = f"http://{name}.test:8080"
        self.house = app.extensions["jinbo"]
        self.live = OnAir()

    async def ask(self, method, path, body=None, headers=None):
        client = self.app.test_client()
        more = {} if body is None else {"json": body}
        answer = await client.open(f"/api/v1{path}", method=method, headers=headers or self.headers, **more)
        return answer.status_code, await answer.get_json()

    async def stores(self):
        return (await self.ask("GET", f"/rooms/{self.room}/stores"))[1]

    async def battle(self):
        return (await self.ask("GET", f"/rooms/{self.room}/stage/battle"))[1]["battle"]

    async def write(self, *values, **named):
        return await self.house.db.write(*values, **named)


class Cable:
    """From either box to the other; `cut` holds the names of those that nobody reaches."""

    def __init__(self) -> None:
        self.apps: dict[str, object] = {}
        self.cut: set[str] = set()
        self.posted: list[tuple[str, bytes]] = []

    async def carry(self, request: httpx.Request) -> httpx.Response:
        name = request.url.host.partition(".")[0]
        if name in self.cut or name not in self.apps:
            raise httpx.ConnectError("nobody there")
        self.posted.append((name, await request.aread()))
        return await httpx.ASGITransport(self.apps[name]).handle_async_request(request)


@pytest.fixture
def cable(monkeypatch) -> Cable:
    cable = Cable()

    class Transport(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            return await cable.carry(request)

    monkeypatch.setattr(outside, "client", lambda patience: httpx.AsyncClient(transport=Transport(), timeout=patience))
    return cable


@pytest.fixture
async def boxes(tmp_path, _migrated_file, clock, cable) -> AsyncIterator[tuple[Box, Box]]:
    """茶铺 and 鞋店, strangers to each other."""
    made = []
    for name, title in (("tea", "茶铺"), ("shoe", "鞋店")):
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(_migrated_file, folder / "jinbo.db")
        config = Config(data=folder, database=f"sqlite:///{folder}/jinbo.db")
        app = create_app(config, bus=LocalBus(), clock=clock)
        started = app.test_app()
        await started.__aenter__()
        house = app.extensions["jinbo"]
        await house.door.first_run(house.door.code(), "lin", "林店长", "a long evening", "10.0.0.2", "")
        password = await house.door.invite("host1", "主播", Role.HOST)
        cookie = await house.door.sign_in("host1", password, "10.0.0.2", "")
        headers = {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}
        room = (await house.db.write(broadcasts.open_room, house.keys, title)).room
        box = Box(name, app, headers, room)
        cable.apps[name] = app
        switchboard = Switchboard(config.run, box.live, None)
        await switchboard.start()
        made.append((box, started, switchboard))
    yield made[0][0], made[1][0]
    for box, started, switchboard in made:
        await switchboard.stop()
        await started.__aexit__(None, None, None)
        await box.house.bus.stop()


@pytest.fixture
async def paired(boxes) -> tuple[Box, Box]:
    await pair(boxes)
    return boxes
