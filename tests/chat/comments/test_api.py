"""Comments over HTTP: what a viewer reads, and what staff decide."""

import asyncio

import pytest
from quart import Quart

from appliance.clock import ManualClock
from appliance.events import Speaker
from appliance.house import House
from appliance.identity.permissions import Role
from appliance.ids import new_id
from chat.comments import actions
from chat.comments.actions import Said
from media.broadcasts import actions as rooms


class Caller:
    """Somebody's program, with what it sends each time."""

    def __init__(self, app: Quart, headers: dict[str, str]) -> None:
        self._client = app.test_client()
        self._headers = headers

    async def __call__(self, method: str, path: str, body: object = None):
        answer = await self._client.open(f"/api/v1{path}", method=method, json=body, headers=self._headers)
        return answer.status_code, await answer.get_json()


async def staff_of(app: Quart, house: House, role: Role) -> Caller:
    password = await house.door.invite(f"{role}1", f"{role}一号", role)
    cookie = await house.door.sign_in(f"{role}1", password, "10.0.0.2", "")
    csrf = house.keys.fingerprint("csrf", cookie)[:40]
    return Caller(app, {"cookie": f"jinbo_session={cookie}", "x-csrf-token": csrf})


@pytest.fixture
async def staff(app: Quart, house: House) -> Caller:
    await house.door.first_run(house.door.code(), "lin", "", "a long evening", "10.0.0.2", "")
    return await staff_of(app, house, Role.OPERATOR)


@pytest.fixture
async def viewer(app: Quart) -> Caller:
    session = await (await app.test_client().post("/api/v1/sessions", json={"provider": "guest"})).get_json()
    return Caller(app, {"authorization": f"Bearer {session['token']}"})


@pytest.fixture
async def room(house: House) -> str:
    return (await house.db.write(rooms.open_room, house.keys, "茶铺")).room


@pytest.fixture
def said(house: House, clock: ManualClock, room: str):
    async def one(text="好看", who="m1", **more) -> str:
        await clock.advance(0.001)
        now = clock.now()
        fields = {"id": new_id(now), "at": now, "moment": now, "room": room, **more}
        comment = Said(speaker=Speaker(who, f"名字{who}"), text=text, **fields)
        await house.db.write(actions.keep, [comment])
        return comment.id

    return one


async def test_a_viewer_reads_what_was_said_and_how_to_speak(viewer, staff, room, said):
    first, second = await said("一"), await said("二", "m2")
    await staff("PUT", f"/rooms/{room}/talk-rules", {"slow_seconds": 5})
    await staff("PUT", "/phrases", {"viewer": ["多少钱", "包邮吗"], "staff": ["今天发货"]})
    await staff("PUT", f"/rooms/{room}/pinned-comment", {"comment": first})
    status, talk = await viewer("GET", f"/rooms/{room}/comments")
    assert status == 200
    assert [one["comment"] for one in talk["comments"]] == [first, second]
    assert talk["comments"][1]["speaker"] == {"viewer": "m2", "name": "名字m2"}
    assert talk["comments"][1]["why"] == ""
    assert talk["rules"] == {"slow_seconds": 5, "review": False, "quiet": False, "lawful": True}
    assert (talk["phrases"], talk["longest"], talk["more"]) == (["多少钱", "包邮吗"], 100, False)
    assert talk["pinned"] == {"comment": first, "name": "名字m1", "text": "一"}
    assert (talk["muted"], talk["muted_until"]) == (False, None)
    _, talk = await viewer("GET", f"/rooms/{room}/comments?before={second}")
    assert [one["comment"] for one in talk["comments"]] == [first]


async def test_a_replay_asks_for_a_stretch_of_its_own_time(viewer, room, said, clock):
    await said("一")
    await clock.advance(10)
    now = int(clock.now().timestamp() * 1000)
    second = await said("二")
    _, talk = await viewer("GET", f"/rooms/{room}/comments?since={now}&until={now + 1000}")
    assert [one["comment"] for one in talk["comments"]] == [second]


@pytest.mark.parametrize("asked", ["since=x&until=1", "since=1", f"since=1&until={10**20}"])
async def test_a_stretch_that_is_none_is_refused(viewer, room, asked):
    status, problem = await viewer("GET", f"/rooms/{room}/comments?{asked}")
    assert (status, problem["field"]) == (400, "since")


async def test_who_is_nobody_reads_nothing(app, room):
    assert (await Caller(app, {})("GET", f"/rooms/{room}/comments"))[0] == 401


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "comments/whole", None),
        ("GET", "held-comments", None),
        ("GET", "questions", None),
        ("GET", "talk-rules", None),
        ("GET", "mutes", None),
        ("POST", "comments", {"text": "欢迎"}),
        ("PUT", "talk-rules", {}),
        ("PUT", "pinned-comment", {"text": "欢迎"}),
        ("PUT", "mutes/m1", {}),
        ("POST", "kicks", {"member": "m1"}),
    ],
)
async def test_a_room_that_is_not_there_is_told_so(staff, method, path, body):
    status, problem = await staff(method, f"/rooms/nowhere/{path}", body)
    assert (status, problem["type"]) == (404, "urn:jinbo:problem:room-not-found")


async def test_a_viewer_of_no_room_is_told_so(viewer):
    assert (await viewer("GET", "/rooms/nowhere/comments"))[0] == 404


async def test_staff_speak_by_their_name_during_the_show(staff, viewer, room, house):
    await house.db.write(rooms.air, room)
    status, spoken = await staff("POST", f"/rooms/{room}/comments", {"text": "欢迎"})
    assert status == 201
    _, talk = await viewer("GET", f"/rooms/{room}/comments")
    (only,) = talk["comments"]
    assert (only["comment"], only["text"]) == (spoken["comment"], "欢迎")
    assert (only["speaker"]["name"], only["speaker"]["role"]) == ("operator一号", "staff")


async def test_the_host_speaks_as_the_host_and_moderates_nothing(app, staff, viewer, room, house, said):
    await house.db.write(rooms.air, room)
    await staff("PUT", "/phrases", {"viewer": [], "staff": ["欢迎新来的朋友"]})
    theirs = await said()
    host = await staff_of(app, house, Role.HOST)
    assert (await host("POST", f"/rooms/{room}/comments", {"text": "欢迎"}))[0] == 201
    assert (await host("GET", "/phrases"))[1]["staff"] == ["欢迎新来的朋友"]
    assert (await host("DELETE", f"/rooms/{room}/comments/{theirs}"))[0] == 403
    assert (await host("PUT", f"/rooms/{room}/comments/{theirs}/answer", {"text": "有"}))[0] == 403
    assert (await host("PUT", "/phrases", {"viewer": [], "staff": []}))[0] == 403
    _, talk = await viewer("GET", f"/rooms/{room}/comments")
    roles = {one["text"]: one["speaker"].get("role", "") for one in talk["comments"]}
    assert roles == {"好看": "", "欢迎": "host"}


async def test_who_only_watches_the_screens_does_not_speak(app, staff, room, house):
    screen = await staff_of(app, house, Role.SCREEN)
    assert (await screen("POST", f"/rooms/{room}/comments", {"text": "欢迎"}))[0] == 403


async def test_the_shop_is_asked_before_it_says_what_the_law_forbids(staff, room):
    for method, path in (("POST", "comments"), ("PUT", "pinned-comment")):
        status, problem = await staff(method, f"/rooms/{room}/{path}", {"text": "国家级品质"})
        assert (status, problem["word"]) == (409, "国家级")
        assert (await staff(method, f"/rooms/{room}/{path}", {"text": "国家级品质", "sure": True}))[0] in (200, 201)
    status, problem = await staff("PUT", "/phrases", {"viewer": [], "staff": ["国家级品质"]})
    assert status == 409


async def test_a_comment_is_recalled_and_let_through_again(staff, viewer, room, said):
    comment = await said()
    assert (await staff("DELETE", f"/rooms/{room}/comments/{comment}"))[0] == 200
    assert (await viewer("GET", f"/rooms/{room}/comments"))[1]["comments"] == []
    assert (await staff("DELETE", f"/rooms/{room}/comments/{comment}"))[0] == 409
    assert (await staff("PUT", f"/rooms/{room}/comments/{comment}/approval"))[0] == 200
    assert len((await viewer("GET", f"/rooms/{room}/comments"))[1]["comments"]) == 1
    assert (await staff("DELETE", f"/rooms/{room}/comments/nowhere"))[0] == 404


async def test_the_queue_empties_as_colleagues_decide(staff, room, said):
    good, bad = await said("一", state="held", why="review"), await said("二", state="held", why="word 坏")
    _, queue = await staff("GET", f"/rooms/{room}/held-comments")
    assert [(one["comment"], one["why"]) for one in queue["comments"]] == [(good, "review"), (bad, "word 坏")]
    await staff("PUT", f"/rooms/{room}/comments/{good}/approval")
    await staff("DELETE", f"/rooms/{room}/comments/{bad}/approval")
    assert (await staff("GET", f"/rooms/{room}/held-comments"))[1]["comments"] == []
    _, whole = await staff("GET", f"/rooms/{room}/comments/whole")
    assert [(one["comment"], one["state"]) for one in whole["comments"]] == [(bad, "rejected"), (good, "said")]
    _, found = await staff("GET", f"/rooms/{room}/comments/whole?state=rejected&words=%E4%BA%8C&viewer=m1")
    assert [one["comment"] for one in found["comments"]] == [bad]


async def test_a_colleague_who_is_quicker_than_the_row_waits_for_it(staff, room, house, clock, eventually, said):
    await clock.advance(0.001)
    now = clock.now()
    quick = new_id(now)
    asked = staff("DELETE", f"/rooms/{room}/comments/{quick}")
    waiting = asyncio.ensure_future(asked)
    await eventually(lambda: clock._sleepers)
    await said(id=quick)
    await clock.advance(0.25)
    assert (await waiting)[0] == 200


async def test_questions_are_counted_answered_and_gone(staff, viewer, room, said, clock):
    asked = [await said("穿什么码", f"m{number}") for number in range(3)]
    await said("包邮吗", "m9")
    _, found = await staff("GET", f"/rooms/{room}/questions")
    assert [(one["comment"]["text"], one["viewers"]) for one in found["questions"]] == [("穿什么码", 3), ("包邮吗", 1)]
    assert found["topics"] == [{"topic": "size", "viewers": 3}, {"topic": "delivery", "viewers": 1}]
    await clock.advance(0.001)
    status, answered = await staff("PUT", f"/rooms/{room}/comments/{asked[0]}/answer", {"text": "平时多大穿多大"})
    assert (status, answered["comments"]) == (200, asked)
    _, found = await staff("GET", f"/rooms/{room}/questions")
    assert found["topics"] == [{"topic": "delivery", "viewers": 1}]
    _, talk = await viewer("GET", f"/rooms/{room}/comments")
    assert (talk["comments"][-1]["text"], talk["comments"][-1]["reply_to"]) == ("平时多大穿多大", asked[0])


async def test_what_the_host_said_aloud_is_ticked_off_without_a_word(staff, viewer, room, said):
    asked = await said("包邮吗")
    assert (await staff("PUT", f"/rooms/{room}/comments/{asked}/answer", {}))[0] == 200
    assert len((await viewer("GET", f"/rooms/{room}/comments"))[1]["comments"]) == 1


@pytest.mark.parametrize("body", [{}, {"comment": "c1", "text": "两样"}])
async def test_a_pin_is_one_of_the_two(staff, room, body):
    assert (await staff("PUT", f"/rooms/{room}/pinned-comment", body))[0] == 400


async def test_what_is_pinned_comes_down_once(staff, room):
    await staff("PUT", f"/rooms/{room}/pinned-comment", {"text": "今晚抽福袋"})
    assert (await staff("DELETE", f"/rooms/{room}/pinned-comment"))[0] == 200
    assert (await staff("DELETE", f"/rooms/{room}/pinned-comment"))[0] == 404


async def test_a_mute_is_listed_seen_by_its_viewer_and_lifted(staff, viewer, room, said):
    me = (await viewer("GET", "/me"))[1]["id"]
    await said("刷屏", me)
    status, until = await staff("PUT", f"/rooms/{room}/mutes/{me}", {"minutes": 10, "reason": "刷屏"})
    assert status == 200
    assert until["until"]
    _, talk = await viewer("GET", f"/rooms/{room}/comments")
    assert (talk["muted"], talk["muted_until"]) == (True, until["until"])
    _, mutes = await staff("GET", f"/rooms/{room}/mutes")
    assert [(one["kind"], one["name"], one["reason"]) for one in mutes["items"]] == [("mute", f"名字{me}", "刷屏")]
    assert (await staff("DELETE", f"/rooms/{room}/mutes/{me}"))[0] == 200
    assert (await staff("DELETE", f"/rooms/{room}/mutes/{me}"))[0] == 404
    assert not (await viewer("GET", f"/rooms/{room}/comments"))[1]["muted"]


async def test_kicks_and_bans_are_listed_and_lifted(staff, room):
    assert (await staff("POST", f"/rooms/{room}/kicks", {"member": "m1"}))[0] == 200
    assert (await staff("PUT", "/bans/m2", {"reason": "诈骗"}))[1] == {"until": None}
    assert [one["kind"] for one in (await staff("GET", f"/rooms/{room}/mutes"))[1]["items"]] == ["kick"]
    assert [one["member"] for one in (await staff("GET", "/bans"))[1]["items"]] == ["m2"]
    assert (await staff("DELETE", f"/rooms/{room}/kicks/m1"))[0] == 200
    assert (await staff("DELETE", "/bans/m2"))[0] == 200
    assert (await staff("GET", "/bans"))[1]["items"] == []


async def test_colleagues_are_not_muted(staff, room):
    status, problem = await staff("PUT", f"/rooms/{room}/mutes/staff:s1", {})
    assert (status, problem["type"]) == (400, "urn:jinbo:problem:viewer-unusable")


async def test_phrases_are_read_back(staff):
    await staff("PUT", "/phrases", {"viewer": ["多少钱"], "staff": ["今天发货", "今天发货"]})
    assert (await staff("GET", "/phrases"))[1] == {"viewer": ["多少钱"], "staff": ["今天发货"]}


async def test_rules_are_read_back_and_nonsense_is_refused(staff, room):
    await staff("PUT", f"/rooms/{room}/talk-rules", {"review": True})
    assert (await staff("GET", f"/rooms/{room}/talk-rules"))[1]["review"] is True
    status, problem = await staff("PUT", f"/rooms/{room}/talk-rules", {"slow_seconds": -1})
    assert (status, problem["field"]) == (400, "slow_seconds")
