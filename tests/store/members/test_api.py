import pytest
from quart import Quart

from appliance.clock import ManualClock
from appliance.house import House
from store.members import reads
from store.members.models import Member

WANG = {"name": "王芳", "phone": "13800138000", "region": "天津市 和平区", "street": "滨江道88号"}


async def guest(app: Quart) -> dict[str, str]:
    answer = await app.test_client().post("/api/v1/sessions", json={"provider": "guest"})
    assert answer.status_code == 201
    return {"authorization": f"Bearer {(await answer.get_json())['token']}"}


async def test_every_guest_is_somebody_else_and_leaves_no_row(app: Quart, house: House):
    first, second = await guest(app), await guest(app)
    assert first != second
    me = await (await app.test_client().get("/api/v1/me", headers=first)).get_json()
    assert (me["nickname"], me["known"], me["phone"]) == ("", False, "")
    async with house.db.read() as session:
        assert await session.get(Member, me["id"]) is None


async def test_a_session_ends_after_thirty_days(app: Quart, clock: ManualClock):
    bearer = await guest(app)
    await clock.advance(30 * 86400 + 1)
    answer = await app.test_client().get("/api/v1/me", headers=bearer)
    assert answer.status_code == 401
    assert (await answer.get_json())["type"].endswith("token-expired")


async def test_a_viewer_keeps_changes_and_drops_addresses(app: Quart):
    client, bearer = app.test_client(), await guest(app)
    answer = await client.post("/api/v1/me/addresses", json=WANG, headers=bearer)
    kept = await answer.get_json()
    assert answer.status_code == 201
    assert {**kept, "id": ""} == {**WANG, "usual": True, "id": ""}
    changed = await client.put(f"/api/v1/me/addresses/{kept['id']}", json={**WANG, "name": "李强"}, headers=bearer)
    assert (await changed.get_json())["name"] == "李强"
    listed = await (await client.get("/api/v1/me/addresses", headers=bearer)).get_json()
    assert [one["name"] for one in listed["items"]] == ["李强"]
    await client.delete(f"/api/v1/me/addresses/{kept['id']}", headers=bearer)
    assert await (await client.get("/api/v1/me/addresses", headers=bearer)).get_json() == {"items": []}


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("phone", "123"), ("region", "火星"), ("street", ""), ("phone", "")]
)
async def test_what_a_courier_could_not_use_is_named_by_its_field(app: Quart, field: str, value: str):
    answer = await app.test_client().post("/api/v1/me/addresses", json={**WANG, field: value}, headers=await guest(app))
    assert answer.status_code == 400
    assert (await answer.get_json())["field"] == field


async def test_anothers_address_is_not_there(app: Quart):
    client = app.test_client()
    kept = await (await client.post("/api/v1/me/addresses", json=WANG, headers=await guest(app))).get_json()
    answer = await client.put(f"/api/v1/me/addresses/{kept['id']}", json=WANG, headers=await guest(app))
    assert answer.status_code == 404


async def test_a_profile_is_changed_and_told_back(app: Quart):
    client, bearer = app.test_client(), await guest(app)
    answer = await client.patch("/api/v1/me", json={"nickname": "小王", "birthday": "11-23"}, headers=bearer)
    me = await answer.get_json()
    assert (me["nickname"], me["birthday"], me["personalised"]) == ("小王", "11-23", True)
    refused = await client.patch("/api/v1/me", json={"birthday": "tomorrow"}, headers=bearer)
    assert (refused.status_code, (await refused.get_json())["field"]) == (400, "birthday")


async def test_a_consent_is_kept_with_its_version(app: Quart, house: House):
    client, bearer = app.test_client(), await guest(app)
    answer = await client.post(
        "/api/v1/me/consents", json={"document": "privacy", "version": "2026-11"}, headers=bearer
    )
    assert answer.status_code == 201
    me = await (await client.get("/api/v1/me", headers=bearer)).get_json()
    async with house.db.read() as session:
        assert [(one.document, one.version) for one in await reads.consents(session, me["id"])] == [
            ("privacy", "2026-11")
        ]


@pytest.mark.parametrize("path", ["/me", "/me/addresses"])
async def test_who_bears_no_token_is_told_to_enter(app: Quart, path: str):
    assert (await app.test_client().get(f"/api/v1{path}")).status_code == 401


@pytest.mark.parametrize("nickname", ["加微信便宜", "138 1234 5678", "网赌"])
async def test_a_nickname_that_sells_or_insults_is_refused(app: Quart, nickname: str):
    client, bearer = app.test_client(), await guest(app)
    answer = await client.patch("/api/v1/me", json={"nickname": nickname}, headers=bearer)
    problem = await answer.get_json()
    assert (answer.status_code, problem["field"]) == (400, "nickname")
    assert (await (await client.get("/api/v1/me", headers=bearer)).get_json())["nickname"] == ""


async def test_a_nickname_is_measured_before_anybody_judges_it(app: Quart):
    judged: list[str] = []
    app.extensions["decent"] = judged.append
    answer = await app.test_client().patch("/api/v1/me", json={"nickname": "a" * 30_000}, headers=await guest(app))
    assert (answer.status_code, (await answer.get_json())["field"], judged) == (400, "nickname", [])
