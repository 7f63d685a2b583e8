"""举报 in the console: what is told of each, and what one tap does."""

import pytest

from appliance.events import Speaker
from appliance.identity.permissions import Role
from chat.comments import actions as comments
from chat.comments.actions import Said
from chat.comments.models import Comment
from chat.manners import reads as settled
from chat.reports import actions
from chat.reports.actions import Complaint

PAGE = "/console/talk/reports"


@pytest.fixture
def reported(house, clock, room):
    """``await reported()``: m2's comment was reported by m1; the report's id."""

    async def report(about="comment", subject="c1", reporter="m1", reason="fraud", **more) -> str:
        now = clock.now()
        said = Said(id="c1", room=room, speaker=Speaker("m2", "小赵"), text="加我微信", at=now, moment=now)
        await house.db.write(comments.keep, [said])
        subject = room if about == "room" else subject
        given = Complaint(room=room, about=about, subject=subject, reporter=reporter, reason=reason, **more)
        return await house.db.write(actions.report, given)

    return report


async def test_an_empty_page_says_where_reports_come_from(owner):
    assert "没有要处理的举报" in await owner.read(PAGE)


async def test_what_was_said_by_whom_and_why_it_was_reported_stands_there(owner, reported):
    await reported(words="他一直在<b>拉人</b>")
    await reported(reporter="m3", reason="advert")
    text = await owner.read(PAGE)
    for words in ("加我微信", "小赵", "冬被专场", "2 人举报", "诈骗引流", "广告骚扰"):
        assert words in text, words
    assert "&lt;b&gt;拉人" in text
    assert "m1" not in text  # who reported is nobody's business
    assert 'href="/console/talk/viewers/m2"' in text


@pytest.mark.parametrize(
    ("what", "said", "kept"),
    [
        ("mute", "已禁言一天", ["mute"]),
        ("kick", "已请出", ["kick"]),
        ("dismiss", "不用处理", []),
        ("recall", "已撤回", []),
    ],
)
async def test_one_tap_settles_it(owner, house, reported, what, said, kept):
    report = await reported()
    answer = await owner.post(f"{PAGE}/{report}/{what}")
    text = await owner.read(answer.headers["location"])
    assert said in text
    assert "没有要处理的举报" in text
    assert "处理过的" in text
    assert "王店长" in text
    async with house.db.read() as session:
        assert [one.kind for one in await settled.restraints(session, house.clock.now())] == kept
        assert (await session.get(Comment, "c1")).state == ("recalled" if what == "recall" else "said")


async def test_two_colleagues_do_not_decide_twice_and_a_room_cannot_be_muted(owner, reported):
    report = await reported()
    await owner.post(f"{PAGE}/{report}/dismiss")
    again = await owner.post(f"{PAGE}/{report}/mute")
    assert again.status_code == 409
    assert "已经有人处理过了" in await again.get_data(as_text=True)
    room = await reported(about="room", reason="unlawful")
    assert (await owner.post(f"{PAGE}/{room}/mute")).status_code == 400
    assert (await owner.post(f"{PAGE}/{room}/burn")).status_code == 404
    text = await owner.read(PAGE)
    assert "举报这个直播间" in text
    assert f"{PAGE}/{room}/mute" not in text


async def test_goods_are_told_by_their_name_as_far_as_it_is_known(owner, reported):
    await reported(about="product", subject="p404", reason="fake")
    assert "p404" in await owner.read(PAGE)


@pytest.mark.parametrize(("role", "status"), [(Role.SERVICE, 200), (Role.HOST, 403), (Role.WAREHOUSE, 403)])
async def test_it_is_for_those_who_moderate(colleague, role, status):
    assert (await (await colleague(role)).get(PAGE)).status_code == status


async def test_no_english_page_has_a_word_of_chinese(owner, house, reported):
    owner.language = "en"
    assert "没有" not in await owner.read(PAGE)
