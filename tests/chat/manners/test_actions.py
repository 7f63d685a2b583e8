"""What a shop settles about speaking, on both databases."""

from datetime import timedelta

import pytest

from appliance.events import TalkModerated, TalkRulesChanged, ViewerFreed, ViewerKicked, ViewerMuted, WordsChanged
from chat.manners import actions, reads
from chat.manners.actions import (
    LONGEST,
    MOST_PHRASES,
    NotRestrained,
    PhrasesUnusable,
    Rules,
    RulesUnusable,
    TimeUnusable,
    VerdictUnknown,
    ViewerUnusable,
    WordUnknown,
    WordUnusable,
)

BY = {"by": "s1"}


async def restraints(database, clock, room=None):
    async with database.read() as session:
        return [
            (one.kind, one.room, one.member, one.until) for one in await reads.restraints(session, clock.now(), room)
        ]


async def test_a_room_speaks_freely_until_somebody_settles_otherwise(database, told, eventually):
    slow = Rules(slow_seconds=10, review=True, quiet=False, lawful=False)
    await database.write(actions.set_rules, "r1", slow, "s1")
    await database.write(actions.set_rules, "r1", Rules(slow_seconds=5), "s1")
    async with database.read() as session:
        assert await reads.rules(session) == {"r1": Rules(slow_seconds=5)}
        assert await reads.rules_of(session, "r2") == Rules(0, review=False, quiet=False, lawful=True)
    await eventually(lambda: len(told) == 4)
    assert told[0] == TalkRulesChanged(room="r1", slow_seconds=10, review=True, quiet=False)
    assert told[1] == TalkModerated(room="r1", what="rules", by="s1")


@pytest.mark.parametrize("seconds", [-1, 601, 2**40])
async def test_a_pause_has_its_limits(sqlite_database, seconds):
    with pytest.raises(RulesUnusable):
        await sqlite_database.write(actions.set_rules, "r1", Rules(slow_seconds=seconds), "s1")


async def test_a_word_is_listed_as_it_is_meant_and_once(database, told, eventually):
    await database.write(actions.list_word, " 假 一 罚十！", "hold", "s1")
    await database.write(actions.list_word, "假一罚十", "refuse", "s2")
    async with database.read() as session:
        (word,) = await reads.words(session)
        assert await reads.words(session, "没有") == []
        assert len(await reads.words(session, "罚")) == 1
    assert (word.word, word.written, word.verdict, word.by) == ("假一罚十", "假一罚十", "refuse", "s2")
    await database.write(actions.unlist_word, "假一 罚十", "s1")
    with pytest.raises(WordUnknown):
        await database.write(actions.unlist_word, "假一罚十", "s1")
    await eventually(lambda: len(told) == 3)
    assert told[1:] == [
        WordsChanged(by="s2", words=("假一罚十",), verdict="refuse"), WordsChanged(by="s1", words=("假一 罚十",)),
    ]  # fmt: skip


async def test_a_list_of_words_is_one_decision(database, told, eventually):
    await database.write(actions.list_words, ["第一", "", "最好"], "hold", "s1")
    await eventually(lambda: told)
    assert told == [WordsChanged(by="s1", words=("第一", "最好"), verdict="hold")]


@pytest.mark.parametrize("word", ["", "  ", "！？", "字" * 31])
async def test_what_is_no_word_is_not_listed(sqlite_database, word):
    with pytest.raises(WordUnusable):
        await sqlite_database.write(actions.list_word, word, "hold", "s1")


async def test_a_word_is_treated_in_a_way_that_there_is(sqlite_database):
    with pytest.raises(VerdictUnknown):
        await sqlite_database.write(actions.list_word, "词", "burn", "s1")


async def test_phrases_are_kept_in_their_order_and_once(database):
    await database.write(actions.set_phrases, "viewer", ["多少钱", " 什么时候 发货 ", "", "多少钱"])
    await database.write(actions.set_phrases, "staff", ["今天发货"])
    await database.write(actions.set_phrases, "viewer", ["包邮吗", "多少钱"])
    async with database.read() as session:
        assert await reads.phrases(session, "viewer") == ["包邮吗", "多少钱"]
        assert await reads.phrases(session, "staff") == ["今天发货"]


@pytest.mark.parametrize("phrases", [["字" * 41], [str(number) for number in range(MOST_PHRASES + 1)]])
async def test_phrases_have_their_limits(sqlite_database, phrases):
    with pytest.raises(PhrasesUnusable) as refused:
        await sqlite_database.write(actions.set_phrases, "staff", phrases)
    assert refused.value.facts["field"] == "staff"


async def test_a_mute_ends_by_itself(database, clock, told, eventually):
    until = await database.write(actions.mute, "r1", "m1", "小林", minutes=10, reason="刷屏", **BY)
    assert until == clock.now() + timedelta(minutes=10)
    await eventually(lambda: told)
    assert told == [ViewerMuted(room="r1", member="m1", banned=False, until=until, reason="刷屏", by="s1")]
    async with database.read() as session:
        assert (await reads.muted(session, "r1", "m1", clock.now())).reason == "刷屏"
        assert await reads.muted(session, "r2", "m1", clock.now()) is None
        assert await reads.muted(session, "r1", "m1", until) is None
    await clock.advance(601)
    assert await restraints(database, clock) == []


async def test_the_newer_mute_counts_and_can_be_lifted_once(database, clock, told, eventually):
    await database.write(actions.mute, "r1", "m1", "", minutes=10, reason="", **BY)
    assert await database.write(actions.mute, "r1", "m1", "", minutes=None, reason="骂人", **BY) is None
    assert await restraints(database, clock, "r1") == [("mute", "r1", "m1", None)]
    await database.write(actions.free, "mute", "r1", "m1", "s2")
    with pytest.raises(NotRestrained):
        await database.write(actions.free, "mute", "r1", "m1", "s2")
    assert await restraints(database, clock) == []
    await eventually(lambda: len(told) == 3)
    assert told[-1] == ViewerFreed(room="r1", member="m1", by="s2", kind="mute")


async def test_a_ban_is_for_every_room_and_a_kick_for_ten_minutes(database, clock, told, eventually):
    await database.write(actions.ban, "m1", "小林", minutes=None, reason="诈骗", **BY)
    await database.write(actions.kick, "r1", "m2", "小周", **BY)
    soon = clock.now() + timedelta(minutes=10)
    assert sorted(await restraints(database, clock), key=str) == [("ban", "", "m1", None), ("kick", "r1", "m2", soon)]
    assert await restraints(database, clock, "r1") == [("kick", "r1", "m2", soon)]
    await eventually(lambda: len(told) == 2)
    assert told == [
        ViewerMuted(room="", member="m1", banned=True, until=None, reason="诈骗", by="s1"),
        ViewerKicked(room="r1", member="m2", by="s1"),
    ]


@pytest.mark.parametrize("member", ["staff:s1", "", "m" * 65])
async def test_colleagues_and_nobody_cannot_be_muted(sqlite_database, member):
    with pytest.raises(ViewerUnusable):
        await sqlite_database.write(actions.mute, "r1", member, "", minutes=1, reason="", **BY)


@pytest.mark.parametrize("minutes", [0, -5, LONGEST // timedelta(minutes=1) + 1, 10**12])
async def test_a_time_has_its_limits(sqlite_database, minutes):
    with pytest.raises(TimeUnusable):
        await sqlite_database.write(actions.ban, "m1", "", minutes=minutes, reason="", **BY)


async def test_what_is_over_is_swept_out_with_the_next_one(database, clock):
    await database.write(actions.mute, "r1", "m1", "", minutes=1, reason="", **BY)
    await clock.advance(61)
    await database.write(actions.mute, "r1", "m2", "", minutes=1, reason="", **BY)
    with pytest.raises(NotRestrained):
        await database.write(actions.free, "mute", "r1", "m1", "s1")


async def test_a_log_in_does_not_shake_off_a_ban(database, clock):
    await database.write(actions.ban, "guest", "", minutes=None, reason="", **BY)
    await database.write(actions.mute, "r1", "guest", "", minutes=5, reason="", **BY)
    await database.write(actions.adopt, "guest", "m1")
    five = clock.now() + timedelta(minutes=5)
    assert sorted(await restraints(database, clock), key=str) == [("ban", "", "m1", None), ("mute", "r1", "m1", five)]


@pytest.mark.parametrize(
    ("guests", "members", "left"), [(None, 5, None), (5, None, None), (9, 5, 9), (5, 9, 9), (None, None, None)]
)
async def test_of_a_guests_and_a_members_ban_the_longer_one_stays(database, clock, guests, members, left):
    await database.write(actions.ban, "m1", "", minutes=members, reason="theirs", **BY)
    await database.write(actions.ban, "guest", "", minutes=guests, reason="guest's", **BY)
    await database.write(actions.adopt, "guest", "m1")
    until = None if left is None else clock.now() + timedelta(minutes=left)
    assert await restraints(database, clock) == [("ban", "", "m1", until)]
    async with database.read() as session:
        (stays,) = await reads.restraints(session, clock.now())
    assert stays.reason == ("theirs" if members == left else "guest's")


async def test_a_ban_that_is_over_does_not_keep_a_guests_out(database, clock):
    await database.write(actions.ban, "guest", "", minutes=5, reason="", **BY)
    await database.write(actions.ban, "m1", "", minutes=1, reason="", **BY)
    await clock.advance(61)
    await database.write(actions.adopt, "guest", "m1")
    assert await restraints(database, clock) == [("ban", "", "m1", clock.now() + timedelta(minutes=5, seconds=-61))]


async def test_a_guests_ban_that_is_over_is_not_taken_along(database, clock):
    await database.write(actions.ban, "guest", "", minutes=1, reason="", **BY)
    await clock.advance(61)
    await database.write(actions.adopt, "guest", "m1")
    with pytest.raises(NotRestrained):
        await database.write(actions.free, "ban", "", "m1", "s1")


async def test_who_leaves_for_good_leaves_no_name_behind(database, clock):
    await database.write(actions.ban, "m1", "小林", minutes=None, reason="他叫林小明", **BY)
    await database.write(actions.forget, "m1")
    async with database.read() as session:
        (left,) = await reads.restraints(session, clock.now())
    assert (left.member, left.name, left.reason) == ("m1", "", "")
