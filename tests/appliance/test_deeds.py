"""Who did what in a room, and which colleagues read it."""

import pytest

from appliance.identity.permissions import Role
from chat.manners import actions as manners
from media.broadcasts import actions as broadcasts


@pytest.fixture
async def room(house) -> str:
    return (await house.db.write(broadcasts.open_room, house.keys, "茶铺")).room


@pytest.fixture
async def colleague(app, house):
    """``await colleague(Role.HOST)``: a way to ask what a colleague with this role would be told."""
    await house.door.first_run(house.door.code(), "lin", "林店长", "a long evening", "10.0.0.2", "")

    async def invite(role: Role):
        password = await house.door.invite(f"{role}1", f"{role}1", role)
        cookie = await house.door.sign_in(f"{role}1", password, "10.0.0.2", "")
        headers = {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}

        async def ask(method: str, path: str):
            return await app.test_client().open(f"/api/v1{path}", method=method, headers=headers)

        return ask

    return invite


async def done(ask, room: str) -> list[tuple[str, str]]:
    items = (await (await ask("GET", f"/rooms/{room}/deeds")).get_json())["items"]
    return [(deed["fact"]["type"], deed["by"]) for deed in items]


async def test_what_was_done_stands_there_with_who_did_it_the_latest_first(room, colleague):
    operator = await colleague(Role.OPERATOR)
    await operator("PUT", f"/rooms/{room}/cut")
    await operator("DELETE", f"/rooms/{room}/cut")
    assert await done(operator, room) == [("PictureAllowed", "operator1"), ("PictureCut", "operator1")]


async def test_why_somebody_was_muted_is_read_by_those_who_moderate(house, room, colleague):
    await house.db.write(manners.mute, room, "m1", "小满", minutes=None, reason="骂人", by="")
    await (await colleague(Role.OPERATOR))("PUT", f"/rooms/{room}/cut")
    assert ("ViewerMuted", "") in await done(await colleague(Role.SERVICE), room)
    assert await done(await colleague(Role.WAREHOUSE), room) == [("PictureCut", "operator1")]
    assert await done(await colleague(Role.SCREEN), room) == [("PictureCut", "operator1")]
