"""Log-in by WeChat, against the simulator: who a guest turns out to be, and how somebody leaves."""

import io
from types import SimpleNamespace

import msgspec
import pytest
from PIL import Image
from quart import Quart
from quart.datastructures import FileStorage

from appliance.clock import ManualClock
from appliance.house import House
from appliance.identity.gone import Gone
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from store.accounts.actions import give_up, set_account
from store.accounts.records import WeChat
from store.members import departures, keepsakes, reads

WANG = {"name": "王芳", "phone": "13800138000", "region": "天津市 和平区", "street": "滨江道88号"}


@pytest.fixture(autouse=True)
async def _account(house: House, simulator: Simulator) -> None:
    account = msgspec.convert(records(simulator.seals, simulator.origin)["wechat"], WeChat)
    await house.db.write(set_account, house.keys, account, "lin")


async def enter(app: Quart, code: str = "", bearer: dict[str, str] | None = None) -> dict[str, str]:
    body = {"provider": "wechat", "code": code} if code else {"provider": "guest"}
    answer = await app.test_client().post("/api/v1/sessions", json=body, headers=bearer or {})
    assert answer.status_code == 201, await answer.get_data(as_text=True)
    return {"authorization": f"Bearer {(await answer.get_json())['token']}"}


async def who(app: Quart, bearer: dict[str, str]) -> dict[str, object]:
    return await (await app.test_client().get("/api/v1/me", headers=bearer)).get_json()


async def test_the_first_log_in_keeps_what_the_guest_did(app: Quart, simulator: Simulator):
    guest = await enter(app)
    await app.test_client().post("/api/v1/me/addresses", json=WANG, headers=guest)
    member = await enter(app, simulator.weixin.mint("login", "oWang"), guest)
    me = await who(app, member)
    assert (me["id"], me["known"]) == ((await who(app, guest))["id"], True)
    listed = await (await app.test_client().get("/api/v1/me/addresses", headers=member)).get_json()
    assert len(listed["items"]) == 1


async def test_a_guest_on_another_phone_is_merged_and_told_to_renew(
    app: Quart, house: House, simulator: Simulator, eventually
):
    member = await enter(app, simulator.weixin.mint("login", "oWang"))
    guest = await enter(app)
    await house.db.write(keepsakes.like, str((await who(app, guest))["id"]), "tea")
    again = await enter(app, simulator.weixin.mint("login", "oWang"), guest)
    assert (await who(app, again))["id"] == (await who(app, member))["id"]
    async with house.db.read() as session:
        assert await reads.favourites(session, str((await who(app, again))["id"])) == ["tea"]

    async def refused() -> bool:
        return (await app.test_client().get("/api/v1/me", headers=guest)).status_code == 401

    await eventually(refused)


async def gone_on(app: Quart, bearer: dict[str, str]) -> dict[str, str]:
    answer = await app.test_client().post("/api/v1/me/session", headers=bearer)
    assert answer.status_code == 201, await answer.get_data(as_text=True)
    return {"authorization": f"Bearer {(await answer.get_json())['token']}"}


async def test_who_comes_back_in_time_stays_the_same_for_as_long_again(app: Quart, clock: ManualClock):
    guest = await enter(app)
    await app.test_client().post("/api/v1/me/addresses", json=WANG, headers=guest)
    was = (await who(app, guest))["id"]
    for _ in range(3):
        await clock.advance(29 * 86400)
        guest = await gone_on(app, guest)
    assert (await who(app, guest))["id"] == was
    listed = await (await app.test_client().get("/api/v1/me/addresses", headers=guest)).get_json()
    assert [one["name"] for one in listed["items"]] == ["王芳"]


@pytest.mark.parametrize("how", ["merged", "deleted"])
async def test_who_is_gone_does_not_go_on_even_where_nobody_has_heard_of_it(app: Quart, simulator: Simulator, how: str):
    guest = await enter(app)
    if how == "merged":
        await enter(app, simulator.weixin.mint("login", "oWang"))
        await enter(app, simulator.weixin.mint("login", "oWang"), guest)
    else:
        await app.test_client().delete("/api/v1/me", headers=guest)
    app.extensions["gone"] = Gone()
    assert (await app.test_client().post("/api/v1/me/session", headers=guest)).status_code == 401


async def test_a_used_code_lets_nobody_in(app: Quart, simulator: Simulator):
    code = simulator.weixin.mint("login", "oWang")
    await enter(app, code)
    answer = await app.test_client().post("/api/v1/sessions", json={"provider": "wechat", "code": code})
    assert (answer.status_code, (await answer.get_json())["field"]) == (400, "code")


async def test_an_old_bearer_does_not_keep_anybody_out(app: Quart, simulator: Simulator, clock: ManualClock):
    guest = await enter(app)
    await clock.advance(31 * 86400)
    assert (await who(app, await enter(app, simulator.weixin.mint("login", "oWang"), guest)))["known"]


async def test_a_phone_number_comes_from_wechat_and_is_shown_masked(app: Quart, simulator: Simulator):
    member = await enter(app, simulator.weixin.mint("login", "oWang"))
    code = simulator.weixin.mint("phone", "oWang", phone="13800138000")
    answer = await app.test_client().post("/api/v1/me/phone", json={"code": code}, headers=member)
    assert (await answer.get_json())["phone"] == "138****8000"
    other = await enter(app, simulator.weixin.mint("login", "oLi"))
    taken = simulator.weixin.mint("phone", "oLi", phone="13800138000")
    refused = await app.test_client().post("/api/v1/me/phone", json={"code": taken}, headers=other)
    assert (refused.status_code, (await refused.get_json())["type"][-11:]) == (409, "phone-taken")


async def test_a_picture_of_oneself_is_made_small_and_square(app: Quart, house: House, simulator: Simulator):
    member, raw = await enter(app), io.BytesIO()
    Image.new("RGB", (900, 500), "red").save(raw, "PNG")
    answer = await app.test_client().post("/api/v1/me/avatar", data=raw.getvalue(), headers=member)
    avatar = (await answer.get_json())["avatar"]
    with Image.open(io.BytesIO(await house.blobs.get(avatar.removeprefix("/blobs/")))) as picture:
        assert picture.size == (256, 256)
    refused = await app.test_client().post("/api/v1/me/avatar", data=b"<svg/>", headers=member)
    assert refused.status_code == 400


async def test_on_a_disk_that_is_nearly_full_a_member_keeps_the_picture_there_was(
    app: Quart, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
):
    member, raw = await enter(app), io.BytesIO()
    Image.new("RGB", (300, 300), "red").save(raw, "PNG")
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1 << 30))
    answer = await app.test_client().post("/api/v1/me/avatar", data=raw.getvalue(), headers=member)
    assert (answer.status_code, (await answer.get_json())["type"]) == (503, "urn:jinbo:problem:no-room-for-files")
    assert (await (await app.test_client().get("/api/v1/me", headers=member)).get_json())["avatar"] is None


async def test_a_picture_comes_in_a_form_too_as_wechat_sends_it(app: Quart, house: House, simulator: Simulator):
    member, raw = await enter(app), io.BytesIO()
    Image.new("RGB", (300, 300), "red").save(raw, "PNG", comment="where it was taken")
    file = FileStorage(io.BytesIO(raw.getvalue()), filename="me.png")
    answer = await app.test_client().post("/api/v1/me/avatar", files={"file": file}, headers=member)
    kept = await house.blobs.get((await answer.get_json())["avatar"].removeprefix("/blobs/"))
    assert kept[:2] == b"\xff\xd8"
    assert b"where it was taken" not in kept
    empty = await app.test_client().post("/api/v1/me/avatar", data=b"", headers=member)
    assert empty.status_code == 400


async def test_a_copy_of_ones_data_holds_every_part_of_the_shop(app: Quart, simulator: Simulator):
    member = await enter(app, simulator.weixin.mint("login", "oWang"))
    await app.test_client().post("/api/v1/me/addresses", json=WANG, headers=member)
    told = await (await app.test_client().get("/api/v1/me/export", headers=member)).get_json()
    assert told["addresses"][0]["phone"] == "13800138000"
    assert told["identities"][0]["subject"] == "oWang"
    assert {"orders", "cart", "promotions", "after_sales"} <= told.keys()


async def test_who_was_forgotten_is_let_in_as_somebody_new(app: Quart, house: House, simulator: Simulator):
    member = await enter(app, simulator.weixin.mint("login", "oWang"))
    was = (await who(app, member))["id"]
    assert (await app.test_client().delete("/api/v1/me", headers=member)).status_code == 200
    assert (await app.test_client().get("/api/v1/me", headers=member)).status_code == 401
    assert (await who(app, await enter(app, simulator.weixin.mint("login", "oWang"))))["id"] != was


async def test_a_process_that_starts_later_knows_who_is_gone(
    app: Quart, house: House, simulator: Simulator, clock: ManualClock
):
    member = await enter(app, simulator.weixin.mint("login", "oWang"))
    guest = await enter(app)
    ids = [str((await who(app, bearer))["id"]) for bearer in (member, guest)]
    await house.db.write(keepsakes.like, ids[1], "tea")
    await enter(app, simulator.weixin.mint("login", "oWang"), guest)
    await app.test_client().delete("/api/v1/me", headers=member)
    gone = Gone()
    await departures.follow(gone, house.db, house.bus, clock.now())
    assert all(one in gone for one in ids)
    late = Gone()
    await departures.follow(late, house.db, house.bus, departures_after(clock))
    assert not any(one in late for one in ids)


async def test_a_process_that_starts_later_knows_a_guest_who_went_on_for_long_and_was_merged(
    app: Quart, house: House, simulator: Simulator, clock: ManualClock
):
    await enter(app, simulator.weixin.mint("login", "oWang"))
    guest = await enter(app)
    was = str((await who(app, guest))["id"])
    for _ in range(3):
        await clock.advance(29 * 86400)
        guest = await gone_on(app, guest)
    await enter(app, simulator.weixin.mint("login", "oWang"), guest)
    gone = Gone()
    await departures.follow(gone, house.db, house.bus, clock.now())
    assert was in gone


def departures_after(clock: ManualClock):
    """When every token of today has ended."""
    return clock.now() + 2 * departures.LONGEST


async def test_a_shop_without_wechat_says_so(app: Quart, house: House):
    await house.db.write(give_up, "wechat")
    answer = await app.test_client().post("/api/v1/sessions", json={"provider": "wechat", "code": "x"})
    assert (answer.status_code, (await answer.get_json())["title"]) == (409, "本店还没有接入微信小程序")
