"""Colleagues' accounts, which only the owner sees."""

import re

from appliance.identity import reads
from appliance.identity.permissions import Role


async def colleague_named(house, login: str):
    async with house.db.read() as session:
        return await reads.by_login(session, login)


async def test_an_invitation_gives_a_password_that_opens_the_door_once_shown(owner, house, browser):
    answer = await owner.post("/console/staff", {"name": "小李", "login": "xiaoli", "role": "host"})
    text = await answer.get_data(as_text=True)
    password = re.search(r'id="new-password" value="([^"]+)"', text)[1]
    assert password not in await owner.read("/console/staff")
    theirs = browser()
    await theirs.sign_in("xiaoli", password)
    answer = await theirs.get("/console/rooms")
    assert (answer.status_code, answer.location) == (302, "/console/account")
    assert "您还在用别人给的初始密码" in await theirs.read("/console/account")


async def test_a_taken_login_is_told_beside_the_login(owner):
    answer = await owner.post("/console/staff", {"name": "", "login": "wang", "role": "host"})
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert 'id="login-wrong"' in text
    assert 'value="host" checked' in text


async def test_a_role_that_is_none_is_refused(owner):
    answer = await owner.post("/console/staff", {"name": "", "login": "xiaoli", "role": "king"})
    assert answer.status_code == 400
    assert 'id="role-wrong"' in await answer.get_data(as_text=True)


async def test_an_account_is_shut_and_opened_again_by_undo(owner, house, colleague):
    host = await colleague(Role.HOST)
    found = await colleague_named(house, "host1")
    answer = await owner.post(f"/console/staff/{found.id}/shut")
    text = await owner.read(answer.headers["location"])
    assert "已停用" in text
    assert f'action="/console/staff/{found.id}/open"' in text
    assert (await host.get("/console/rooms")).status_code == 302
    await owner.post(f"/console/staff/{found.id}/open")
    assert (await colleague_named(house, "host1")).shut_at is None


async def test_a_new_role_is_kept(owner, house, colleague):
    await colleague(Role.HOST)
    found = await colleague_named(house, "host1")
    await owner.post(f"/console/staff/{found.id}", {"role": "operator"})
    assert (await colleague_named(house, "host1")).role == "operator"


async def test_the_last_owner_cannot_step_down(owner, house):
    me = await colleague_named(house, "wang")
    answer = await owner.post(f"/console/staff/{me.id}", {"role": "host"})
    assert answer.status_code == 409
    assert "店里至少要有一位店主" in await answer.get_data(as_text=True)
    assert "停用账号" not in await owner.read(f"/console/staff/{me.id}")


async def test_a_forgotten_password_is_replaced_by_a_new_one_to_hand_over(owner, house, colleague, browser):
    await colleague(Role.HOST)
    found = await colleague_named(house, "host1")
    answer = await owner.post(f"/console/staff/{found.id}/password")
    password = re.search(r'id="new-password" value="([^"]+)"', await answer.get_data(as_text=True))[1]
    assert (await browser().sign_in("host1", password)).status_code == 303


async def test_the_list_is_searched_and_filtered_by_role(owner, colleague):
    await colleague(Role.HOST)
    await colleague(Role.WAREHOUSE)
    text = await owner.read("/console/staff?role=host")
    assert "host1" in text
    assert "warehouse1" not in text
    assert "warehouse1" in await owner.read("/console/staff?search=WARE")
    assert "没有符合的同事" in await owner.read("/console/staff?search=zzz")
