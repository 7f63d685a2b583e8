"""What a viewer reports waits for a colleague, who decides once for all who reported the same."""

import pytest

from appliance.errors import TooMany
from appliance.events import CommentRecalled, TalkModerated, ViewerKicked, ViewerMuted, ViewerReported
from chat.comments import actions as comments
from chat.comments.actions import CommentNotFound
from chat.manners import reads as settled
from chat.reports import actions, reads
from chat.reports.actions import (
    A_DAY,
    AT_ONCE,
    WITHIN,
    DecisionUnusable,
    ReportDecided,
    ReportNotFound,
    ReportUnusable,
    ViewerUnknown,
    WordsNeeded,
)


async def cases(database):
    async with database.read() as session:
        return await reads.waiting(session)


async def test_a_report_keeps_what_was_said_and_who_said_it(say, complain, database, told, eventually):
    await say()
    report = await complain(words=" 一直在\n刷屏 ")
    [case] = await cases(database)
    one = case.latest
    assert (one.id, one.room, one.about, one.subject) == (report, "r1", "comment", "c1")
    assert (one.whom, one.name, one.text, one.reporter) == ("m2", "名m2", "骂人的话", "m1")
    assert (case.reporters, case.reasons, case.words) == (1, ["abuse"], ["一直在 刷屏"])
    await eventually(lambda: [fact for fact in told if isinstance(fact, ViewerReported)])
    (fact,) = [fact for fact in told if isinstance(fact, ViewerReported)]
    assert "m1" not in (fact.report, fact.subject, fact.about)


async def test_the_same_thing_reported_again_is_the_same_report(say, complain, database):
    await say()
    first = await complain()
    assert await complain(reason="advert") == first
    await complain("m3", reason="advert")
    [case] = await cases(database)
    assert (case.reporters, set(case.reasons)) == (2, {"advert", "abuse"})


async def test_a_person_the_room_and_its_goods_can_be_reported(say, complain, database):
    await say()
    await complain(about="viewer", subject="m2")
    await complain(about="room", subject="r1", reason="unlawful")
    await complain(about="product", subject="p1", reason="fake")
    found = {(case.latest.about, case.latest.whom) for case in await cases(database)}
    assert found == {("viewer", "m2"), ("room", ""), ("product", "")}


async def test_what_nobody_can_see_is_not_reported(say, complain):
    await say("c2", who="m2", room="elsewhere")
    for about, subject, problem in (
        ("comment", "c2", CommentNotFound),
        ("comment", "nothing", CommentNotFound),
        ("viewer", "m7", ViewerUnknown),
        ("room", "r2", ReportUnusable),
    ):
        with pytest.raises(problem):
            await complain(about=about, subject=subject)


async def test_nobody_reports_themselves_and_other_wants_words(say, complain):
    await say(who="m1")
    with pytest.raises(ReportUnusable):
        await complain()
    await say("c2")
    with pytest.raises(WordsNeeded):
        await complain(subject="c2", reason="other", words="  ")
    with pytest.raises(ReportUnusable):
        await complain(subject="c2", words="长" * 201)


async def test_who_reports_more_than_a_person_would_has_to_wait(say, complain, clock):
    for number in range(A_DAY + 1):
        await say(f"c{number:02}")
    for number in range(A_DAY):
        if number and number % AT_ONCE == 0:
            with pytest.raises(TooMany):
                await complain(subject=f"c{number:02}")
            await clock.advance(WITHIN.total_seconds() + 1)
        await complain(subject=f"c{number:02}")
    await clock.advance(WITHIN.total_seconds() + 1)
    with pytest.raises(TooMany):
        await complain(subject=f"c{A_DAY:02}")
    assert await complain(subject="c00")  # what was reported is known
    assert await complain("m3", subject=f"c{A_DAY:02}")


async def test_a_room_holds_so_many_open_reports(say, complain, monkeypatch):
    monkeypatch.setattr(actions, "MOST_OPEN", 2)
    await say()
    await complain("m3")
    await complain("m4")
    with pytest.raises(TooMany):
        await complain("m5")


@pytest.mark.parametrize(
    ("what", "fact", "kept"),
    [("recall", CommentRecalled, []), ("mute", ViewerMuted, ["mute"]), ("kick", ViewerKicked, ["kick"])],
)
async def test_one_tap_does_it_and_settles_all_that_say_the_same(
    say, complain, database, clock, told, eventually, what, fact, kept
):
    await say()
    first, second = await complain("m1"), await complain("m3")
    assert await database.write(actions.decide, first, what, "lin") == 2
    await eventually(lambda: any(isinstance(one, fact) for one in told))
    async with database.read() as session:
        assert [one.kind for one in await settled.restraints(session, clock.now())] == kept
        assert {(one.state, one.what, one.by) for one in await reads.decided(session)} == {("dealt", what, "lin")}
    assert await cases(database) == []
    assert [one.what for one in told if isinstance(one, TalkModerated)][-1] == "report-dealt"
    with pytest.raises(ReportDecided):
        await database.write(actions.decide, second, "dismiss", "lin")


async def test_a_report_without_ground_is_laid_aside(say, complain, database, clock):
    await say()
    await database.write(actions.decide, await complain(), "dismiss", "lin")
    async with database.read() as session:
        (one,) = await reads.decided(session)
        assert (one.state, one.what) == ("dismissed", "dismiss")
        assert await settled.restraints(session, clock.now()) == []


async def test_what_the_shop_said_and_its_goods_mute_nobody(say, complain, database):
    await say(who="staff:s1", role="host")
    by_shop, goods = await complain(), await complain(about="product", subject="p1")
    for report, what in ((by_shop, "mute"), (by_shop, "kick"), (goods, "recall"), (goods, "mute")):
        with pytest.raises(DecisionUnusable):
            await database.write(actions.decide, report, what, "lin")
    await database.write(actions.decide, by_shop, "recall", "lin")
    with pytest.raises(ReportNotFound):
        await database.write(actions.decide, "none", "dismiss", "lin")


async def test_what_a_colleague_had_recalled_before_is_settled_all_the_same(say, complain, database):
    await say()
    report = await complain()
    await database.write(comments.recall, "r1", "c1", "lin")
    assert await database.write(actions.decide, report, "recall", "lin") == 1


async def test_reports_follow_a_guest_into_their_log_in_and_lose_who_wants_to_be_forgotten(say, complain, database):
    await say()
    await complain("g1")
    await complain("m1")
    await complain("m3", words="我的电话是…")
    await database.write(actions.adopt, "g1", "m1")
    await database.write(actions.adopt, "m2", "m9")
    [case] = await cases(database)
    assert (case.reporters, case.latest.whom) == (2, "m9")
    await database.write(actions.forget, "m9")
    await database.write(actions.forget, "m1")
    await database.write(actions.forget, "m3")
    [case] = await cases(database)
    assert (case.reporters, case.latest.whom, case.latest.name, case.words) == (2, "", "", [])
