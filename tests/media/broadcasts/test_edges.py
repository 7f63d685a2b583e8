"""Where viewers, hosts and sockets are sent when two boxes share a shop: to the live one."""

import msgspec
import pytest
from sqlalchemy import text

from appliance.lease import actions as lease
from media.broadcasts import actions as broadcasts
from tests.appliance.lease.test_actions import A, B, silent

PAIR = {"box": "a", "database": "postgresql://db/jinbo", "redis": "redis://db"}


@pytest.fixture
async def room(house):
    return (await house.db.write(broadcasts.open_room, house.keys, "茶铺")).room


@pytest.fixture
async def pair(app, house):
    """This is box a; a is live. Calling it makes the other live."""
    app.extensions["jinbo"] = msgspec.structs.replace(house, config=msgspec.structs.replace(house.config, **PAIR))
    for box in (A, B):
        await house.db.write(lease.arrive, box)

    async def live(box: str) -> None:
        await house.db.write(silent, 10)
        assert await house.db.write(lease.take, "live", box)
        await app.extensions["boxes"].look()

    await live("a")
    return live


async def played(app, room: str) -> list[tuple[str, str]]:
    answer = await app.test_client().get(f"/api/v1/rooms/{room}", headers={"host": "shop.local:8080"})
    return [(play["via"], play["url"].partition("/live/")[0]) for play in (await answer.get_json())["play"]]


async def test_a_box_that_is_alone_plays_itself(app, room):
    assert await played(app, room) == [("box", "http://shop.local:8081")]


async def test_the_live_box_comes_first_and_then_the_one_that_would_take_over(app, room, pair):
    assert await played(app, room) == [("box-a", "http://shop.local:8081"), ("box-b", B.edge)]
    await pair("b")
    assert await played(app, room) == [("box-b", B.edge), ("box-a", "http://shop.local:8081")]


async def test_both_boxes_behind_one_name_are_one_address(app, house, room, pair):
    await house.db.write(lambda tx: tx.execute(text("UPDATE boxes SET edge = 'http://shop.local:8081'")))
    await app.extensions["boxes"].look()
    assert [origin for _, origin in await played(app, room)] == ["http://shop.local:8081"]


async def test_a_seat_is_at_the_live_box(app, room, pair):
    client = app.test_client()
    token = (await (await client.post("/api/v1/sessions", json={"provider": "guest"})).get_json())["token"]
    headers = {"authorization": f"Bearer {token}", "host": "shop.local:8080"}

    async def seat() -> str:
        answer = await client.post(f"/api/v1/rooms/{room}/seat", headers=headers, json={})
        return (await answer.get_json())["url"].partition("/rooms/")[0]

    assert await seat() == "ws://shop.local:8081"
    await pair("b")
    assert await seat() == "ws://b:8081"


async def test_a_database_that_is_away_leaves_the_boxes_as_they_were(app, house, pair, monkeypatch):
    known = app.extensions["boxes"].known
    slept = []

    async def once(_seconds: float) -> None:
        slept.append(True)
        raise StopAsyncIteration

    monkeypatch.setattr(house.clock, "sleep", once)
    monkeypatch.setattr(house.db, "read", lambda: (_ for _ in ()).throw(OSError("away")))
    with pytest.raises(StopAsyncIteration):
        await app.extensions["boxes"].run()
    assert slept
    assert app.extensions["boxes"].known == known
