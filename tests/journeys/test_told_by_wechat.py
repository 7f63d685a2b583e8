"""Who reserved a show in the mini-program hears from WeChat that it begins, though the house is killed meanwhile."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from appliance.clock import SystemClock
from appliance.db import Database
from media.broadcasts import actions as broadcasts
from store.reach import actions

pytestmark = pytest.mark.journey

TEMPLATE = "show-template-0000000000000000"
OPENID = "oWang"


@pytest.fixture(scope="module")
def demo(shops) -> Iterator:
    """A shop whose WeChat is the simulator."""
    yield from shops("--demo", "--ladder", "off", "--log", "warning")


@pytest.fixture(scope="module")
def room(demo):
    return demo.open_room("津味小店")


@pytest.fixture(scope="module")
def planned(demo, room) -> str:
    """A show of the room that is due in a minute, in a shop that has a template for it."""

    async def plan() -> str:
        clock = SystemClock()
        db = Database(f"sqlite:///{demo.data / 'jinbo.db'}", clock=clock)
        await db.start()
        try:
            fields = {"title": "thing1", "begun": "time2"}
            await db.write(actions.set_template, "show", TEMPLATE, fields, "", "owner")
            at = clock.now() + timedelta(minutes=1)
            show: str = await db.write(broadcasts.schedule, room.room, "麻花专场", at)
            return show
        finally:
            await db.stop()

    return asyncio.run(plan())


@pytest.fixture
def viewer(demo) -> Iterator[httpx.Client]:
    """A phone whose mini-program has logged in."""
    code = demo.simulated("/weixin/codes", {"kind": "login", "openid": OPENID})["code"]
    with httpx.Client(base_url=f"{demo.http}/api/v1", timeout=30) as client:
        entered = client.post("/sessions", json={"provider": "wechat", "code": code}).raise_for_status().json()
        client.headers["authorization"] = f"Bearer {entered['token']}"
        yield client


def test_a_reserved_show_is_told_once_though_its_teller_is_killed(demo, room, planned, viewer, push, patiently):
    demo.simulated("/weixin/subscriptions", {"openid": OPENID, "template": TEMPLATE, "times": 5})
    offered = viewer.get("/me/messages").raise_for_status().json()["templates"]
    tapped = viewer.post("/me/messages", json={"accepted": list(offered.values()), "show": planned})
    assert tapped.raise_for_status().json()["reserved"] == [planned]
    demo.kill("appliance.cli back")
    push(room)
    patiently(lambda: bool(told(demo)), 90)
    (one,) = told(demo)
    assert (one["touser"], one["template_id"], one["data"]["thing1"]) == (OPENID, TEMPLATE, {"value": "麻花专场"})
    assert one["page"] == f"pages/room/room?room={room.room}&from=notice"
    patiently(lambda: viewer.get("/me/export").json()["messages"]["messages"][0]["state"] == "sent", 30)
    demo.kill("appliance.cli back")
    patiently(lambda: viewer.get("/me/messages").json()["reserved"] == [], 30)
    demo.wait_until_well()
    assert len(told(demo)) == 1


def told(demo) -> list[dict[str, Any]]:
    """What WeChat carried."""
    found: list[dict[str, Any]] = demo.simulated("/weixin/messages")
    return found
