"""Who enters, once each, in the order in which they came."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from appliance.events import PrizeWon, RoundEnded, RoundOpened
from store.accounts.problems import NobodyLogsIn
from store.members import actions as members
from store.members.models import Member
from store.orders.models import Order
from store.play import actions, draw
from store.play.actions.entering import MOST_ENTRIES
from store.play.models import Round
from store.play.problems import (
    BuyFirst,
    ChoiceUnusable,
    FollowFirst,
    LevelMissing,
    LevelNeeded,
    LogInFirst,
    RoundFull,
    RoundNotFound,
    RoundNotOpen,
    RoundOver,
    SayKeyword,
    ShareFirst,
)
from store.play.spec import PrizeWanted


async def kinds(answers) -> list[str]:
    return [getattr(one, "state", type(one).__name__) for one in answers]


async def test_an_entry_is_in_and_told_its_mark(play):
    lottery = await play.open()
    (entered,) = await play.enter(lottery, "m1")
    assert (entered.state, entered.entry) == ("in", draw.mark(play.keys, lottery, "m1"))


async def test_a_member_enters_once_however_often_they_ask(play):
    lottery = await play.open()
    first = await play.enter(lottery, "m1", "m1")
    again = await play.enter(lottery, "m1")
    assert [*first, *again] == [first[0]] * 3
    assert (await play.round(lottery)).entries == 1


async def test_places_are_given_in_the_order_of_arrival_without_gaps(play):
    lottery = await play.open()
    batches = [play.enter(lottery, *(f"m{n}" for n in range(start, start + 5))) for start in (0, 3, 6, 9)]
    await asyncio.gather(*batches)
    entries = await play.entries(lottery)
    assert [entry.place for entry in entries] == list(range(1, 15))
    assert {entry.member for entry in entries} == {f"m{n}" for n in range(14)}


async def test_what_is_announced_says_all_that_is_promised(play, told, eventually, clock):
    lottery = await play.open(opens_in=10, lasts=60, rule="keyword", keyword="冲")
    await eventually(lambda: told)
    (opened,) = [fact for fact in told if isinstance(fact, RoundOpened)]
    assert opened.opens_at == clock.now() + timedelta(seconds=10)
    assert opened.closes_at - opened.opens_at == timedelta(seconds=60)
    assert (opened.rule, opened.keyword, opened.kind) == ("keyword", "冲", "lottery")
    assert [(one.kind, one.title, one.count, one.points) for one in opened.prizes] == [("points", "50 积分", 2, 50)]
    assert opened.commitment == (await play.round(lottery)).commitment


async def test_nobody_enters_before_it_begins_or_after_its_time(play, clock):
    lottery = await play.open(opens_in=10, lasts=60)
    early = await play.enter(lottery, "m1")
    await clock.advance(10)
    timely = await play.enter(lottery, "m1")
    await clock.advance(60)
    late = await play.enter(lottery, "m2")
    assert await kinds([*early, *timely, *late]) == ["RoundNotOpen", "in", "RoundOver"]
    assert isinstance(early[0], RoundNotOpen)
    assert isinstance(late[0], RoundOver)


async def test_who_was_heard_in_time_is_in_though_it_is_written_later(play, clock):
    lottery = await play.open(lasts=60)
    heard = clock.now() + timedelta(seconds=59)
    await clock.advance(61)
    assert await kinds(await play.enter(lottery, "m1", at=heard)) == ["in"]


async def test_a_round_that_ended_lets_nobody_in_but_knows_who_was(play):
    lottery = await play.open()
    await play.enter(lottery, "m1")
    await play.end(lottery)
    known, stranger = await play.enter(lottery, "m1", "m2")
    assert known.entry == draw.mark(play.keys, lottery, "m1")
    assert isinstance(stranger, RoundOver)
    with pytest.raises(RoundNotFound):
        await play.enter("none", "m1")


async def test_who_says_the_keyword_is_in(play):
    lottery = await play.open(rule="keyword", keyword="麻花")
    (silent,) = await play.enter(lottery, "m1")
    assert isinstance(silent, SayKeyword)
    assert silent.sentence("zh") == "发一条带“麻花”的评论就能参加"
    assert await kinds(await play.enter(lottery, "m1", said=True)) == ["in"]
    assert await kinds(await play.enter(lottery, "m1")) == ["in"]


async def test_followers_are_in_and_others_are_told_to_follow(play, database):
    lottery = await play.open(rule="follow")
    await database.write(actions.follow, "room", "m1")
    await database.write(actions.follow, "elsewhere", "m2")
    fan, stranger = await play.enter(lottery, "m1", "m2")
    assert fan.state == "in"
    assert isinstance(stranger, FollowFirst)


async def test_who_shared_in_this_show_is_in(play, database, clock):
    await database.write(actions.note_share, "room", "m1")
    await clock.advance(1)
    lottery = await play.open(rule="share")
    (before,) = await play.enter(lottery, "m1")
    assert isinstance(before, ShareFirst)
    await database.write(actions.note_share, "room", "m1")
    assert await kinds(await play.enter(lottery, "m1")) == ["in"]


async def test_who_paid_in_this_show_is_in(play, database, an_order, clock):
    lottery = await play.open(rule="buyer")

    def order(tx, number: str, member: str, **values) -> None:
        an_order(tx, number, member)
        paid = {"room": "room", "payment": "paid", "paid_at": tx.now, **values}
        tx.execute(update(Order).where(Order.id == number).values(paid))

    await database.write(order, "o1", "m1")
    await database.write(order, "o2", "m2", room="elsewhere")
    await database.write(order, "o3", "m3", paid_at=clock.now() - timedelta(seconds=1))
    await database.write(order, "o4", "m4", payment="refunded")
    await database.write(order, "o5", "m5", total=0)
    buyer, *others = await play.enter(lottery, *(f"m{n}" for n in range(1, 6)))
    assert buyer.state == "in"
    assert {type(one) for one in others} == {BuyFirst}


async def test_a_level_is_let_in_and_others_are_told_which(play, database):
    with pytest.raises(LevelMissing):
        await play.open(rule="level", keyword="金卡")  # nobody has it: a slip of the pen would shut everybody out

    def make(tx) -> None:
        members.know(tx, "m1")
        tx.execute(update(Member).where(Member.id == "m1").values(level="金卡"))

    await database.write(make)
    lottery = await play.open(rule="level", keyword="金卡")
    gold, plain = await play.enter(lottery, "m1", "m2")
    assert gold.state == "in"
    assert isinstance(plain, LevelNeeded)
    assert plain.sentence("en") == "This round is for '金卡' members"


async def test_a_guest_with_many_names_enters_no_lottery_and_no_rain_where_one_can_log_in(play, database):
    lottery = await play.open(can_log_in=True)
    await database.write(members.recognise, "wechat-mini", "openid-1", guest="m1")
    known, *guests = await play.enter(lottery, "m1", "g1", "g2", "g3")
    assert known.state == "in"
    assert [type(one) for one in guests] == [LogInFirst] * 3
    assert len({id(one) for one in guests}) == 3
    rain = await play.open("red-packets", PrizeWanted(kind="points", points=9, count=3), can_log_in=True)
    assert await kinds(await play.enter(rain, "g1", "m1")) == ["LogInFirst", "won"]


async def test_who_logs_in_still_has_to_do_what_the_rule_says(play, database):
    lottery = await play.open(can_log_in=True, rule="follow")
    await database.write(members.recognise, "wechat-mini", "openid-1", guest="m1")
    await database.write(actions.follow, "room", "g1")
    assert await kinds(await play.enter(lottery, "m1", "g1")) == ["FollowFirst", "LogInFirst"]
    await database.write(actions.follow, "room", "m1")
    assert await kinds(await play.enter(lottery, "m1")) == ["in"]


async def test_the_shop_may_ask_for_members_in_any_round_or_in_none(play, told, eventually):
    everybody = await play.open(can_log_in=True, members=False)
    poll = await play.open("poll", title="哪种口味", can_log_in=True)
    theirs = await play.open("quiz", can_log_in=True, members=True, answer=0)
    assert await kinds(await play.enter(everybody, "g1")) == ["in"]
    assert await kinds(await play.enter(poll, "g1", choice=0)) == ["in"]
    assert await kinds(await play.enter(theirs, "g1", choice=0)) == ["LogInFirst"]
    await eventually(lambda: len([fact for fact in told if isinstance(fact, RoundOpened)]) == 3)
    assert [fact.members for fact in told if isinstance(fact, RoundOpened)] == [False, False, True]


async def test_where_nobody_can_log_in_nobody_has_to(play):
    assert await kinds(await play.enter(await play.open(), "g1")) == ["in"]
    with pytest.raises(NobodyLogsIn):
        await play.open("poll", members=True)


async def test_a_choice_is_one_of_the_options_and_the_first_one_stands(play):
    poll = await play.open("poll", title="哪种口味")
    (wrong,) = await play.enter(poll, "m1", choice=3)
    assert isinstance(wrong, ChoiceUnusable)
    await play.enter(poll, "m1", choice=0)
    (again,) = await play.enter(poll, "m1", choice=2)
    assert again.choice == 0


async def test_a_poll_counts_as_it_goes(play, database, keys, clock):
    poll = await play.open("poll")
    coming = [actions.Coming(member=f"m{n}", choice=choice, at=clock.now()) for n, choice in enumerate([0, 2, 2, 1, 2])]
    batch = await database.write(actions.enter, keys, poll, coming)
    assert batch.count == actions.Count(5, (1, 1, 3), -1)


async def test_the_last_coupon_is_had_once(play, coupons, told, eventually):
    promotion = await coupons(total=3)
    drop = await play.open("coupon-drop", PrizeWanted(kind="coupon", promotion=promotion, count=3))
    answers = await asyncio.gather(*(play.enter(drop, f"m{n}", f"n{n}") for n in range(6)))
    found = [one.state for batch in answers for one in batch]
    assert sorted(found) == ["used-up"] * 9 + ["won"] * 3
    assert await play.held(promotion) == (3, 3, 3_000)
    await eventually(lambda: [fact for fact in told if isinstance(fact, RoundEnded)])
    (ended,) = [fact for fact in told if isinstance(fact, RoundEnded)]
    assert (ended.reason, ended.won, ended.entries) == ("used-up", 3, 3)


async def test_a_coupon_for_followers_is_given_to_nobody_else(play, database, coupons):
    promotion = await coupons()
    drop = await play.open("coupon-drop", PrizeWanted(kind="coupon", promotion=promotion, count=2), rule="follow")
    (refused,) = await play.enter(drop, "m1")
    assert isinstance(refused, FollowFirst)
    assert (await play.round(drop)).left == 2
    await database.write(actions.follow, "room", "m1")
    assert [one.state for one in await play.enter(drop, "m1")] == ["won"]
    assert (await play.round(drop)).left == 1


async def test_who_has_a_coupon_gets_no_second_one_and_is_told_the_first(play, coupons):
    promotion = await coupons()
    drop = await play.open("coupon-drop", PrizeWanted(kind="coupon", promotion=promotion, count=2))
    first, again = await play.enter(drop, "m1", "m1")
    assert first == again
    assert (await play.enter(drop, "m1"))[0] == first
    assert (first.kind, first.prize) == ("coupon", "满 50 减 10")
    assert (await play.round(drop)).left == 1


async def test_red_packets_go_out_as_the_seed_says_until_they_are_gone(play, told, eventually):
    rain = await play.open("red-packets", PrizeWanted(kind="points", points=100, count=4))
    answers = await play.enter(rain, *(f"m{n}" for n in range(6)))
    assert [one.state for one in answers] == ["won"] * 4 + ["used-up"] * 2
    ended = await play.round(rain)
    assert tuple(one.points for one in answers[:4]) == draw.packets(ended.seed, 100, 4)
    assert [await play.points(f"m{n}") for n in range(6)] == [*(one.points for one in answers[:4]), 0, 0]
    await eventually(lambda: sum(isinstance(fact, PrizeWon) for fact in told) == 4)
    news = [fact.title for fact in told if isinstance(fact, PrizeWon)]
    assert news == [f"{one.points} 积分" for one in answers[:4]]
    assert [one.prize for one in answers[:4]] == news


async def test_who_is_gone_wins_nothing_and_holds_up_nobody(play, database, coupons):
    promotion = await coupons()
    drop = await play.open("coupon-drop", PrizeWanted(kind="coupon", promotion=promotion, count=2))
    await database.write(members.forget, "gone")
    answers = await play.enter(drop, "gone", "m1")
    assert await kinds(answers) == ["MemberGone", "won"]
    assert [entry.place for entry in await play.entries(drop)] == [1]


async def test_a_round_takes_only_as_many_as_a_proof_can_name(play, database):
    lottery = await play.open()
    await database.write(lambda tx: tx.execute(update(Round).values(entries=MOST_ENTRIES)).rowcount)
    (refused,) = await play.enter(lottery, "m1")
    assert isinstance(refused, RoundFull)


async def test_joining_while_it_closes_is_either_in_the_draw_or_refused(play):
    lottery = await play.open()
    joins = [play.enter(lottery, f"m{n}") for n in range(8)]
    *answers, ended = await asyncio.gather(*joins[:4], play.end(lottery), *joins[4:])
    assert ended or True in answers
    entered = [one for batch in [*answers, ended] if isinstance(batch, list) for one in batch if hasattr(one, "entry")]
    entries = await play.entries(lottery)
    assert {one.entry for one in entered} == {entry.mark for entry in entries}
    seed = (await play.round(lottery)).seed
    expected = draw.winners(seed, [draw.Drawn(one.place, one.mark, one.choice) for one in entries])[:2]
    assert [win.mark for win in await play.wins(lottery)] == expected
