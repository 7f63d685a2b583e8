"""Reporting over HTTP."""

from datetime import timedelta

import pytest

from appliance.events import Speaker
from appliance.identity import tokens
from chat.comments import actions as comments
from chat.comments.actions import Said
from chat.reports import reads
from media.broadcasts import actions as rooms


@pytest.fixture
async def room(house) -> str:
    return (await house.db.write(rooms.open_room, house.keys, "茶铺")).room


@pytest.fixture
def report(app, house, room):
    async def post(body, viewer: str = "m1", at: str = ""):
        until = int((house.clock.now() + timedelta(hours=1)).timestamp())
        token = tokens.sign(house.keys.derive("tokens"), tokens.Claims("viewer", viewer, until))
        headers = {"authorization": f"Bearer {token}", "accept-language": "zh"}
        answer = await app.test_client().post(f"/api/v1/rooms/{at or room}/reports", json=body, headers=headers)
        return answer.status_code, await answer.get_json()

    return post


async def test_a_viewer_reports_a_comment(house, room, report):
    now = house.clock.now()
    said = Said(id="c1", room=room, speaker=Speaker("m2", "小赵"), text="加我微信", at=now, moment=now)
    await house.db.write(comments.keep, [said])
    status, told = await report({"about": "comment", "subject": "c1", "reason": "fraud"})
    assert status == 201
    assert (await report({"about": "comment", "subject": "c1", "reason": "fraud"}))[1] == told
    async with house.db.read() as session:
        [case] = await reads.waiting(session)
    assert (case.latest.id, case.latest.text, case.latest.reporter) == (told["report"], "加我微信", "m1")


async def test_the_room_needs_no_name(house, room, report):
    status, _ = await report({"about": "room", "reason": "other", "words": "一直放同一段录像"})
    assert status == 201
    async with house.db.read() as session:
        [case] = await reads.waiting(session)
    assert (case.latest.subject, case.words) == (room, ["一直放同一段录像"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"about": "room", "reason": "boring"}, 400),
        ({"about": "shop", "reason": "other", "words": "x"}, 400),
        ({"about": "room", "reason": "other"}, 400),
        ({"about": "viewer", "subject": "m7", "reason": "abuse"}, 404),
        ({"about": "comment", "subject": "../c1", "reason": "abuse"}, 400),
        ({"about": "room", "reason": "abuse", "reporter": "m2"}, 400),
    ],
)
async def test_what_cannot_be_is_refused(report, body, status):
    assert (await report(body))[0] == status


async def test_a_room_that_is_not_there_has_no_reports(report):
    assert (await report({"about": "room", "reason": "abuse"}, at="nowhere"))[0] == 404
