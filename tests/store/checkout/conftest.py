"""A buyer with a browser: the API as a viewer meets it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from quart import Quart

from appliance.db import Database
from appliance.house import House

HOME = {"name": "李明", "phone": "13812345678", "region": "天津市 和平区", "street": "南京路 1 号"}


class Viewer:
    """A guest's phone."""

    def __init__(self, client, token: str) -> None:
        self._client = client
        self._token = token

    async def ask(self, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        headers = {"authorization": f"Bearer {self._token}", "accept-language": "zh"}
        if key:
            headers["idempotency-key"] = key
        answer = await self._client.open(f"/api/v1{path}", method=method, headers=headers, json=body)
        return answer.status_code, await answer.get_json()

    async def get(self, path: str) -> Any:
        status, answer = await self.ask("GET", path)
        assert status == 200, answer
        return answer


@pytest.fixture
def database(house: House) -> Database:
    """The app's own: goods are put on its shelf."""
    return house.db


@pytest.fixture
def enter(app: Quart) -> Callable[[], Awaitable[Viewer]]:
    """Another guest comes in."""

    async def come() -> Viewer:
        client = app.test_client()
        answer = await client.post("/api/v1/sessions", json={"provider": "guest"})
        return Viewer(client, (await answer.get_json())["token"])

    return come


@pytest.fixture
async def viewer(enter) -> Viewer:
    return await enter()
