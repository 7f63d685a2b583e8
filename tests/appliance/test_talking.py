"""What a viewer has said follows them: into a log-in, into a copy of their data, and out of the house."""

import pytest
from quart import Quart

from appliance.events import Speaker
from appliance.house import House
from chat.comments import actions
from chat.comments.actions import Said
from chat.manners import reads as manners
from chat.reports import actions as reports
from chat.reports.actions import Complaint
from store.members import actions as members
from store.members import holdings


@pytest.fixture
def held(app: Quart):
    return app.extensions["holdings"]


async def say(house: House, who: str, comment: str = "c1", state: str = "said") -> None:
    now = house.clock.now()
    said = Said(
        id=comment, room="r1", speaker=Speaker(who, "小林"), text="好看", at=now, moment=now, state=state
    )  # fmt: skip
    await house.db.write(actions.keep, [said])


async def export(house: House, held, member: str):
    (mine,) = [one for one in held if one.name == "comments"]
    async with house.db.read() as session:
        return await mine.everything(session, house.keys, member)


async def test_a_guests_words_are_the_members_after_the_log_in(house: House, held):
    member = await house.db.write(holdings.enter, held, "wechat-mini", "oWang", "", "")
    await say(house, "guest")
    await house.db.write(actions.ban, "guest", minutes=None, reason="", by="s1")
    await house.db.write(members.know, "guest")
    await house.db.write(holdings.enter, held, "wechat-mini", "oWang", "", "guest")
    assert [one["text"] for one in await export(house, held, member)] == ["好看"]
    async with house.db.read() as session:
        assert [one.member for one in await manners.restraints(session, house.clock.now())] == [member]


async def test_a_copy_of_ones_data_holds_what_one_said(house: House, held):
    await say(house, "m1")
    await say(house, "m1", "c2", "yours")
    await say(house, "m2", "c3")
    found = await export(house, held, "m1")
    assert [(one["comment"], one["state"]) for one in found] == [("c1", "said"), ("c2", "yours")]


async def test_who_is_forgotten_said_nothing_that_tells_who_it_was(house: House, held):
    await say(house, "m1")
    await house.db.write(holdings.forget, held, "m1")
    assert await export(house, held, "m1") == []


async def test_a_copy_of_ones_data_holds_what_one_reported_and_not_what_others_said(house: House, held):
    await say(house, "m2")
    given = Complaint(room="r1", about="comment", subject="c1", reason="abuse", words="一直刷屏", reporter="m1")
    await house.db.write(reports.report, given)
    (mine,) = [one for one in held if one.name == "reports"]
    async with house.db.read() as session:
        [told] = await mine.everything(session, house.keys, "m1")
    assert (told["subject"], told["words"]) == ("c1", "一直刷屏")
    assert "好看" not in str(told)
    await house.db.write(holdings.forget, held, "m1")
    async with house.db.read() as session:
        assert await mine.everything(session, house.keys, "m1") == []
