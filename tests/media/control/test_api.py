"""The control room's verbs over HTTP, and who may use them."""

import pytest

from appliance.identity.permissions import Role
from media.broadcasts import actions as broadcasts
from media.broadcasts import reads


@pytest.fixture
async def room(house) -> str:
    return (await house.db.write(broadcasts.open_room, house.keys, "茶铺")).room


@pytest.fixture
async def staff(house):
    """``await staff(Role.HOST)``: what a signed-in colleague's program sends."""
    await house.door.first_run(house.door.code(), "lin", "林店长", "a long evening", "10.0.0.2", "")

    async def headers(role: Role) -> dict[str, str]:
        password = await house.door.invite(f"{role}1", f"{role}1", role)
        cookie = await house.door.sign_in(f"{role}1", password, "10.0.0.2", "")
        return {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}

    return headers


async def test_an_operator_cuts_the_picture_and_lets_it_back(app, house, room, staff):
    client, operator = app.test_client(), await staff(Role.OPERATOR)
    assert (await client.put(f"/api/v1/rooms/{room}/cut", headers=operator)).status_code == 200
    async with house.db.read() as session:
        assert (await reads.room(session, room)).cut_at is not None
    assert (await client.delete(f"/api/v1/rooms/{room}/cut", headers=operator)).status_code == 200
    async with house.db.read() as session:
        assert (await reads.room(session, room)).cut_at is None


async def test_a_host_reads_what_the_operator_writes_and_cuts_nothing(app, room, staff):
    client, operator, host = app.test_client(), await staff(Role.OPERATOR), await staff(Role.HOST)
    sent = await client.post(f"/api/v1/rooms/{room}/prompts", json={"text": "先讲价格"}, headers=operator)
    assert sent.status_code == 201
    lines = await (await client.get(f"/api/v1/rooms/{room}/prompts", headers=host)).get_json()
    assert [line["fact"]["text"] for line in lines["items"]] == ["先讲价格"]
    assert (await client.put(f"/api/v1/rooms/{room}/cut", headers=host)).status_code == 403
    assert (await client.post(f"/api/v1/rooms/{room}/prompts", json={"text": "x"}, headers=host)).status_code == 403


async def test_a_line_that_is_too_long_is_told_kindly(app, room, staff):
    operator = await staff(Role.OPERATOR)
    answer = await app.test_client().post(f"/api/v1/rooms/{room}/prompts", json={"text": "长" * 90}, headers=operator)
    assert answer.status_code == 400
    assert (await answer.get_json())["title"] == "写给主播的话要有 1 到 80 个字"


async def test_an_operator_holds_the_picture_back_and_a_host_does_not(app, house, room, staff):
    client, operator, host = app.test_client(), await staff(Role.OPERATOR), await staff(Role.HOST)
    address = f"/api/v1/rooms/{room}/delay"
    assert (await client.put(address, json={"seconds": 30}, headers=host)).status_code == 403
    assert (await client.put(address, json={"seconds": 31}, headers=operator)).status_code == 400
    assert (await client.put(address, json={"seconds": 30}, headers=operator)).status_code == 200
    async with house.db.read() as session:
        assert (await reads.room(session, room)).delay == 30
