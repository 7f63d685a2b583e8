"""Rounds over HTTP: what viewers see, what staff may do, where prizes go."""

import pytest

from appliance.db import go_through
from appliance.identity.permissions import Role
from media.broadcasts import actions as rooms
from store.play import actions, drawing
from store.shop.actions import Particulars, describe

POINTS = {"kind": "points", "points": 20, "count": 1}
LOTTERY = {"kind": "lottery", "title": "今晚的福袋", "lasts": 60, "prizes": [POINTS]}


class Staff:
    def __init__(self, client, headers: dict[str, str]) -> None:
        self._client = client
        self._headers = headers

    async def ask(self, method: str, path: str, body=None):
        answer = await self._client.open(f"/api/v1{path}", method=method, headers=self._headers, json=body)
        return answer.status_code, await answer.get_json()


@pytest.fixture
def hired(app, house):
    """``await hired(Role.HOST)``: a colleague at the API."""

    async def hire(role: Role = Role.OWNER) -> Staff:
        if role is Role.OWNER:
            cookie = await house.door.first_run(house.door.code(), "owner", "", "a long evening", "10.0.0.2", "")
        else:
            cookie = await house.door.sign_in("other", await house.door.invite("other", "", role), "10.0.0.2", "")
        headers = {
            "cookie": f"jinbo_session={cookie}",
            "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40],
            "accept-language": "zh",
        }
        return Staff(app.test_client(), headers)

    return hire


@pytest.fixture
async def room(house) -> str:
    return (await house.db.write(rooms.open_room, house.keys, "一号直播间")).room


@pytest.fixture
def enter_round(house, clock):
    async def enter(round_id: str, member: str, **more) -> None:
        coming = [actions.Coming(member=member, name="小明", at=clock.now(), **more)]
        await house.db.write(actions.enter, house.keys, round_id, coming)

    return enter


@pytest.fixture
def end_round(house):
    async def end(round_id: str) -> None:
        await drawing.end(house.db, house.keys, round_id)
        await go_through(house.db, actions.hand_out, 20)

    return end


async def test_a_round_that_staff_announce_is_what_viewers_see(hired, viewer, room):
    staff = await hired()
    status, opened = await staff.ask("POST", f"/rooms/{room}/rounds", {**LOTTERY, "opens_in": 5})
    assert status == 201, opened
    seen = await viewer.get(f"/rooms/{room}/rounds")
    (card,) = seen["items"]
    assert (card["round"], card["state"], card["entries"], card["mine"]["entered"]) == (
        opened["round"], "announced", 0, False,
    )  # fmt: skip
    assert card["prizes"] == [{"kind": "points", "title": "20 积分", "count": 1, "points": 20}]
    assert (card["way"], card["claim_days"]) == ("draw", 0)
    assert (seen["follows"], seen["shared"]) == (False, False)
    assert len(card["commitment"]) == 64
    assert "seed" not in card


async def test_what_cannot_be_announced_is_told_with_its_field(hired, room):
    staff = await hired()
    status, problem = await staff.ask("POST", f"/rooms/{room}/rounds", {**LOTTERY, "prizes": []})
    assert (status, problem["field"]) == (400, "prizes")
    assert problem["title"] == "奖品填得不对：福袋要有 1 到 5 种奖品"
    assert (await staff.ask("POST", "/rooms/none/rounds", LOTTERY))[0] == 404
    assert (await staff.ask("POST", f"/rooms/{room}/rounds", {**LOTTERY, "kind": "raffle"}))[0] == 400


async def test_only_owner_and_operator_run_rounds(hired, room):
    host = await hired(Role.HOST)
    assert (await host.ask("POST", f"/rooms/{room}/rounds", LOTTERY))[0] == 403


async def test_a_viewer_finds_their_entry_in_a_proof_that_needs_no_account(
    app, hired, viewer, room, enter_round, end_round
):
    opened = (await (await hired()).ask("POST", f"/rooms/{room}/rounds", LOTTERY))[1]["round"]
    me = (await viewer.get("/me"))["id"]
    await enter_round(opened, me)
    assert (await viewer.get(f"/rounds/{opened}"))["mine"]["entered"]
    early = await app.test_client().get(f"/api/v1/rounds/{opened}/proof")
    assert early.status_code == 409
    await end_round(opened)
    card = await viewer.get(f"/rounds/{opened}")
    assert (card["state"], card["won"], card["winners"], card["mine"]["prize"]) == ("ended", 1, ["小明"], "20 积分")
    assert card["mine"]["kind"] == "points"
    proof = await (await app.test_client().get(card["proof"])).get_json()
    assert [entry[1] for entry in proof["entries"]] == [card["mine"]["entry"]]
    assert [(one["entry"], one["name"]) for one in proof["winners"]] == [(card["mine"]["entry"], "小*")]
    assert me not in str(proof)


@pytest.mark.parametrize("over", [False, True])
async def test_a_poll_publishes_nobodys_vote(app, hired, viewer, room, enter_round, end_round, over):
    poll = {"kind": "poll", "title": "哪种口味", "lasts": 60, "options": ["原味", "咸香"], "prizes": []}
    opened = (await (await hired()).ask("POST", f"/rooms/{room}/rounds", poll))[1]["round"]
    await enter_round(opened, (await viewer.get("/me"))["id"], choice=1)
    if over:
        await end_round(opened)
    answer = await app.test_client().get(f"/api/v1/rounds/{opened}/proof", headers={"accept-language": "zh"})
    assert answer.status_code == 404
    assert "没有抽奖" in (await answer.get_json())["title"]
    card = await viewer.get(f"/rounds/{opened}")
    assert (card["proof"], card["mine"]["choice"], bool(card["mine"]["entry"])) == ("", 1, True)


async def test_tallies_of_a_quiz_are_told_when_it_is_over(hired, viewer, room, enter_round, end_round):
    staff = await hired()
    asked = {"title": "哪一种", "options": ["甲", "乙"], "lasts": 30}
    quiz = (await staff.ask("POST", f"/rooms/{room}/rounds", {**asked, "kind": "quiz", "answer": 1}))[1]["round"]
    poll = (await staff.ask("POST", f"/rooms/{room}/rounds", {**asked, "kind": "poll"}))[1]["round"]
    for number in range(3):
        await enter_round(quiz, f"m{number}", choice=number % 2)
        await enter_round(poll, f"m{number}", choice=number % 2)
    cards = {one["kind"]: one for one in (await viewer.get(f"/rooms/{room}/rounds"))["items"]}
    assert (cards["quiz"]["tallies"], cards["quiz"]["answer"], cards["poll"]["tallies"]) == ([], -1, [2, 1])
    assert (await staff.ask("POST", f"/rounds/{quiz}/closing"))[0] == 200
    card = await viewer.get(f"/rounds/{quiz}")
    assert (card["tallies"], card["answer"]) == ([2, 1], 1)


async def test_a_check_in_is_opened_joined_once_and_ended_early(hired, viewer, room, enter_round):
    staff = await hired()
    prize = {"kind": "points", "points": 5, "count": 20}
    asked = {"kind": "check-in", "title": "签到", "lasts": 600, "prizes": [prize]}
    status, problem = await staff.ask("POST", f"/rooms/{room}/rounds", {**asked, "lasts": 30})
    assert (status, problem["type"], problem["field"]) == (400, "urn:jinbo:problem:check-in-time-unusable", "lasts")
    opened = (await staff.ask("POST", f"/rooms/{room}/rounds", asked))[1]["round"]
    assert (await staff.ask("POST", f"/rooms/{room}/rounds", asked))[0] == 409
    await enter_round(opened, (await viewer.get("/me"))["id"])
    (card,) = (await viewer.get(f"/rooms/{room}/rounds"))["items"]
    assert (card["kind"], card["entries"], card["left"], card["mine"]["points"]) == ("check-in", 1, 19, 5)
    assert (await viewer.get("/me/wins"))["items"] == []
    assert (await staff.ask("POST", f"/rounds/{opened}/closing"))[0] == 200
    assert (await viewer.get(f"/rounds/{opened}"))["state"] == "ended"


async def test_staff_close_and_cancel_and_are_told_when_they_cannot(hired, room):
    staff = await hired()
    opened = (await staff.ask("POST", f"/rooms/{room}/rounds", LOTTERY))[1]["round"]
    status, problem = await staff.ask("POST", f"/rounds/{opened}/closing")
    assert (status, problem["type"]) == (409, "urn:jinbo:problem:keeps-its-time")
    assert (await staff.ask("DELETE", f"/rounds/{opened}"))[0] == 200
    assert (await staff.ask("DELETE", f"/rounds/{opened}"))[0] == 409
    assert (await staff.ask("DELETE", "/rounds/none"))[0] == 404


async def test_goods_are_claimed_with_an_address_or_at_the_counter(
    hired, viewer, room, enter_round, end_round, house, shelf
):
    await house.db.write(shelf, "s1", 1990, 5, {"title": "十八街麻花"})
    staff = await hired()
    goods = {**LOTTERY, "prizes": [{"kind": "goods", "sku": "s1"}]}
    opened = (await staff.ask("POST", f"/rooms/{room}/rounds", goods))[1]["round"]
    await enter_round(opened, (await viewer.get("/me"))["id"])
    await end_round(opened)
    (win,) = (await viewer.get("/me/wins"))["items"]
    assert (win["title"], win["state"], win["shipment"], win["order"]) == ("十八街麻花 原味", "won", "", None)
    status, problem = await viewer.ask("POST", f"/wins/{win['win']}/claim", {})
    assert (status, problem["field"]) == (400, "address")
    someone = {"name": "王芳", "phone": "13800138000"}
    status, problem = await viewer.ask("POST", f"/wins/{win['win']}/claim", {"contact": someone})
    assert (status, problem["field"]) == (400, "street")
    home = {**someone, "region": "天津市 和平区", "street": "滨江道 1 号"}
    status, claimed = await viewer.ask("POST", f"/wins/{win['win']}/claim", {"contact": home})
    assert status == 200, claimed
    order = await viewer.get(f"/orders/{claimed['order']}")
    assert (order["status"], order["total"], order["contact"]["name"]) == ("to-ship", 0, "王芳")
    (win,) = (await viewer.get("/me/wins"))["items"]
    assert (win["state"], win["shipment"], win["order"]) == ("claimed", "none", claimed["order"])


async def test_a_prize_is_fetched_at_the_counter(hired, viewer, room, enter_round, end_round, house, shelf):
    await house.db.write(shelf, "s1", 1990, 5, {})
    goods = {**LOTTERY, "prizes": [{"kind": "goods", "sku": "s1"}]}
    opened = (await (await hired()).ask("POST", f"/rooms/{room}/rounds", goods))[1]["round"]
    await enter_round(opened, (await viewer.get("/me"))["id"])
    await end_round(opened)
    (win,) = (await viewer.get("/me/wins"))["items"]
    body = {"delivery": "pickup", "contact": {"name": "王芳", "phone": "13800138000"}}
    _, claimed = await viewer.ask("POST", f"/wins/{win['win']}/claim", body)
    assert (await viewer.get(f"/orders/{claimed['order']}"))["pickup_code"]


async def test_only_a_shop_with_a_counter_hands_prizes_over_there(
    hired, viewer, room, enter_round, end_round, house, shelf
):
    await house.db.write(shelf, "s1", 1990, 5, {})
    goods = {**LOTTERY, "prizes": [{"kind": "goods", "sku": "s1"}]}
    opened = (await (await hired()).ask("POST", f"/rooms/{room}/rounds", goods))[1]["round"]
    await enter_round(opened, (await viewer.get("/me"))["id"])
    await end_round(opened)
    told = await viewer.get("/me/wins")
    assert (told["deliveries"], told["shop"]["place"]) == (["express", "pickup"], "天津市和平区 南京路 9 号")
    await house.db.write(describe, Particulars(name="津味小铺"), "owner")
    told = await viewer.get("/me/wins")
    assert told["deliveries"] == ["express"]
    for way in ("pickup", "city", "none"):
        body = {"delivery": way, "contact": {"name": "王芳", "phone": "13800138000"}}
        body["contact"] |= {} if way == "pickup" else {"region": "天津市 和平区", "street": "滨江道 1 号"}
        status, problem = await viewer.ask("POST", f"/wins/{told['items'][0]['win']}/claim", body)
        assert (status, problem["type"]) == (409, "urn:jinbo:problem:delivery-not-offered"), way


async def test_following_a_room_is_told_and_counted(viewer, enter, room):
    assert await viewer.get(f"/me/follows/{room}") == {"follows": False, "followers": 0}
    assert (await viewer.ask("PUT", f"/me/follows/{room}"))[1] == {"follows": True, "followers": 1}
    other = await enter()
    await other.ask("PUT", f"/me/follows/{room}")
    assert (await viewer.get(f"/rooms/{room}/rounds"))["follows"]
    assert (await viewer.ask("DELETE", f"/me/follows/{room}"))[1] == {"follows": False, "followers": 1}
    assert (await viewer.ask("PUT", "/me/follows/none"))[0] == 404


async def test_sharing_is_noted(viewer, room):
    assert (await viewer.ask("POST", f"/rooms/{room}/shares"))[0] == 200
    assert (await viewer.get(f"/rooms/{room}/rounds"))["shared"]
    assert (await viewer.ask("POST", "/rooms/none/shares"))[0] == 404


async def test_rounds_of_long_ago_are_not_shown(hired, viewer, room, clock, end_round):
    opened = (await (await hired()).ask("POST", f"/rooms/{room}/rounds", LOTTERY))[1]["round"]
    await end_round(opened)
    assert len((await viewer.get(f"/rooms/{room}/rounds"))["items"]) == 1
    await clock.advance(601)
    assert (await viewer.get(f"/rooms/{room}/rounds"))["items"] == []


async def test_a_copy_of_ones_data_holds_what_one_follows(viewer, room):
    await viewer.ask("PUT", f"/me/follows/{room}")
    told = (await viewer.get("/me/export"))["play"]
    assert [one["room"] for one in told["follows"]] == [room]
    assert (told["entries"], told["wins"], told["shares"]) == ([], [], [])
