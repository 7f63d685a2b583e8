"""How a round ends: once, exactly as the seed and the entries say, and with nothing left over."""

import asyncio

import pytest
from sqlalchemy import update

from appliance.db import Batch
from appliance.events import PrizeWon, RoundEnded
from store.members import actions as members
from store.play import actions, draw, drawing
from store.play.draw import Drawn
from store.play.models import RoundWin
from store.play.problems import KeepsItsTime, RoundNotFound, RoundOver
from store.play.spec import PrizeWanted
from store.play.sweeping import sweep
from store.pricing.cart import CouponRule
from store.promotions import actions as promotions
from store.promotions.checking import Draft


def of_kind(told, kind):
    return [fact for fact in told if isinstance(fact, kind)]


async def lines(play, round_id: str) -> list[Drawn]:
    return [Drawn(one.place, one.mark, one.choice) for one in await play.entries(round_id)]


async def test_winners_are_those_whom_the_seed_and_the_entries_name(play, told, eventually):
    lottery = await play.open()
    await play.enter(lottery, *(f"m{n}" for n in range(7)))
    assert await play.end(lottery)
    ended = await play.round(lottery)
    assert draw.commitment(ended.seed) == ended.commitment
    wins = await play.wins(lottery)
    assert [win.mark for win in wins] == draw.winners(ended.seed, await lines(play, lottery))[:2]
    assert [await play.points(win.member) for win in wins] == [50, 50]
    assert sum([await play.points(f"m{n}") for n in range(7)]) == 100
    await eventually(lambda: len(of_kind(told, PrizeWon)) == 2)
    (over,) = of_kind(told, RoundEnded)
    assert (over.reason, over.entries, over.won) == ("closed", 7, 2)
    assert over.winners == tuple(win.name for win in wins)
    assert over.proof == f"/api/v1/rounds/{lottery}/proof"
    assert {fact.member for fact in of_kind(told, PrizeWon)} == {win.member for win in wins}


async def test_it_ends_once_whoever_ends_it(play, told, eventually):
    lottery = await play.open()
    await play.enter(lottery, "m1", "m2", "m3")
    ended = await asyncio.gather(*(play.end(lottery) for _ in range(4)))
    assert sorted(ended) == [False, False, False, True]
    assert len(await play.wins(lottery)) == 2
    await eventually(lambda: len(of_kind(told, PrizeWon)) == 2)
    assert len(of_kind(told, RoundEnded)) == 1


async def test_several_prizes_go_by_rank(play, sells, coupons):
    await sells("s1", pieces=1)
    promotion = await coupons()
    lottery = await play.open(
        "lottery",
        PrizeWanted(kind="goods", sku="s1"),
        PrizeWanted(kind="coupon", promotion=promotion, count=2),
        PrizeWanted(kind="points", points=5, count=1),
    )
    await play.enter(lottery, *(f"m{n}" for n in range(6)))
    await play.end(lottery)
    wins = await play.wins(lottery)
    assert [(win.kind, win.state) for win in wins] == [
        ("goods", "won"), ("coupon", "claimed"), ("coupon", "claimed"), ("points", "claimed"),
    ]  # fmt: skip
    assert len({win.member for win in wins}) == 4
    assert wins[0].until is not None
    assert wins[1].coupon is not None


async def test_prizes_that_nobody_won_are_the_shops_again(play, sells, stock, coupons):
    await sells("s1", pieces=5)
    promotion = await coupons(total=9)
    lottery = await play.open(
        "lottery",
        PrizeWanted(kind="goods", sku="s1", count=3),
        PrizeWanted(kind="coupon", promotion=promotion, count=4),
    )
    await play.enter(lottery, "m1")
    await play.end(lottery)
    assert await stock("s1") == (5, 1)
    assert await play.held(promotion) == (0, 0, 0)


async def test_a_round_without_entries_ends_too(play, told, eventually):
    lottery = await play.open()
    await play.end(lottery)
    await eventually(lambda: of_kind(told, RoundEnded))
    (over,) = of_kind(told, RoundEnded)
    assert (over.entries, over.won, over.winners) == (0, 0, ())


async def test_coupons_keep_the_terms_they_were_promised_with(play, coupons, database):
    promotion = await coupons(total=2, budget=2_000)
    lottery = await play.open("lottery", PrizeWanted(kind="coupon", promotion=promotion, count=2))
    changed = Draft(name="改了", rule=CouponRule(off=1, claimable=False), total=2, budget=2_000)
    await database.write(promotions.change_promotion, promotion, changed, "o")
    await database.write(promotions.move_promotion, promotion, "end", "o")
    await play.enter(lottery, "m1")
    await play.end(lottery)
    assert [win.title for win in await play.wins(lottery)] == ["满 50 减 10"]
    assert await play.held(promotion) == (1, 1, 1_000)


async def test_a_limit_per_person_keeps_no_prize_from_who_won_it(play, coupons, database):
    promotion = await coupons(per_member=1)
    await database.write(promotions.issue_coupon, promotion, "m1", "staff")
    lottery = await play.open("lottery", PrizeWanted(kind="coupon", promotion=promotion, count=1))
    await play.enter(lottery, "m1")
    await play.end(lottery)
    assert (await play.held(promotion))[0] == 2


async def test_all_who_were_right_share_a_quizs_points(play):
    quiz = await play.open("quiz", PrizeWanted(kind="points", points=100), answer=1, shared=True)
    await play.enter(quiz, "m1", "m2", "m3", choice=1)
    await play.enter(quiz, "m4", choice=0)
    await play.end(quiz)
    assert sorted([await play.points(f"m{n}") for n in range(1, 5)]) == [0, 33, 33, 34]
    assert {win.title for win in await play.wins(quiz)} == {"33 积分", "34 积分"}


async def test_nobody_gets_a_share_of_nothing(play):
    quiz = await play.open("quiz", PrizeWanted(kind="points", points=2), answer=1, shared=True)
    await play.enter(quiz, "m1", "m2", "m3", choice=1)
    await play.end(quiz)
    assert len(await play.wins(quiz)) == 2


async def test_a_quizs_prize_is_drawn_among_who_was_right(play, told, eventually):
    quiz = await play.open("quiz", PrizeWanted(kind="points", points=9), answer=2)
    await play.enter(quiz, "m1", "m2", choice=0)
    await play.enter(quiz, "m3", choice=2)
    await play.end(quiz)
    assert [win.member for win in await play.wins(quiz)] == ["m3"]
    await eventually(lambda: of_kind(told, RoundEnded))
    (over,) = of_kind(told, RoundEnded)
    assert (over.tallies, over.answer) == ((2, 0, 1), 2)


async def test_a_poll_ends_with_its_tallies_and_needs_no_proof(play, told, eventually):
    poll = await play.open("poll")
    await play.enter(poll, "m1", "m2", choice=2)
    await play.end(poll)
    assert (await play.round(poll)).tallies == [0, 0, 2]
    await eventually(lambda: of_kind(told, RoundEnded))
    assert of_kind(told, RoundEnded)[0].proof == ""


async def test_staff_end_a_quiz_early_but_no_lottery(play, database, keys):
    quiz, lottery = await play.open("quiz", answer=0), await play.open()
    await database.write(actions.close, keys, quiz)
    assert (await play.round(quiz)).reason == "closed"
    with pytest.raises(KeepsItsTime):
        await database.write(actions.close, keys, lottery)
    with pytest.raises(RoundOver):
        await database.write(actions.close, keys, quiz)
    with pytest.raises(RoundNotFound):
        await database.write(actions.close, keys, "none")


async def test_a_cancelled_lottery_draws_nothing_and_gives_everything_back(
    play, database, keys, sells, stock, told, eventually
):
    await sells("s1", pieces=5)
    lottery = await play.open("lottery", PrizeWanted(kind="goods", sku="s1", count=3))
    await play.enter(lottery, "m1", "m2")
    await database.write(actions.cancel, keys, lottery)
    assert await play.wins(lottery) == []
    assert await stock("s1") == (5, 0)
    assert (await play.round(lottery)).state == "cancelled"
    await eventually(lambda: of_kind(told, RoundEnded))
    assert (of_kind(told, RoundEnded)[0].reason, of_kind(told, RoundEnded)[0].proof) == ("cancelled", "")
    with pytest.raises(RoundOver):
        await database.write(actions.cancel, keys, lottery)
    with pytest.raises(RoundNotFound):
        await database.write(actions.cancel, keys, "none")


async def test_who_had_a_coupon_keeps_it_when_the_drop_is_cancelled(play, database, keys, coupons):
    promotion = await coupons(total=5)
    drop = await play.open("coupon-drop", PrizeWanted(kind="coupon", promotion=promotion, count=5))
    await play.enter(drop, "m1", "m2")
    await database.write(actions.cancel, keys, drop)
    assert await play.held(promotion) == (2, 2, 2_000)


async def test_a_winner_who_is_gone_lets_the_prize_go(play, database, coupons):
    promotion = await coupons(total=1)
    lottery = await play.open("lottery", PrizeWanted(kind="coupon", promotion=promotion))
    await play.enter(lottery, "m1")
    await database.write(members.forget, "m1")
    await play.end(lottery)
    assert [win.state for win in await play.wins(lottery)] == ["lapsed"]
    assert await play.held(promotion) == (0, 0, 0)


async def test_prizes_are_handed_over_though_the_first_one_was_killed(play, database, keys):
    """Between the draw and the handing over nothing but rows is needed to go on."""
    lottery = await play.open("lottery", PrizeWanted(kind="points", points=7, count=5))
    await play.enter(lottery, *(f"m{n}" for n in range(5)))
    await drawing.end(database, keys, lottery)
    assert await database.write(actions.hand_out, 2) == Batch(done=2)
    assert {win.state for win in await play.wins(lottery)} == {"claimed", "drawn"}
    await play.hand_out()
    assert await database.write(actions.hand_out, 2) == Batch()
    assert [await play.points(f"m{n}") for n in range(5)] == [7] * 5


async def test_a_prize_that_cannot_be_handed_over_holds_up_no_other_and_is_tried_again(play, database, keys, caplog):
    lottery = await play.open("lottery", PrizeWanted(kind="points", points=7, count=5))
    await play.enter(lottery, *(f"m{n}" for n in range(5)))
    await drawing.end(database, keys, lottery)
    first, *others = await play.wins(lottery)
    await database.write(_name_prize, first.id, 9)
    await sweep(database, keys)
    assert [await play.points(win.member) for win in (first, *others)] == [0, 7, 7, 7, 7]
    assert "could not be looked after" in caplog.text
    await database.write(_name_prize, first.id, 0)
    await sweep(database, keys)
    assert [win.state for win in await play.wins(lottery)] == ["claimed"] * 5
    assert await play.points(first.member) == 7


def _name_prize(tx, win: str, prize: int) -> None:
    """A win whose prize is not in its round resists."""
    tx.execute(update(RoundWin).where(RoundWin.id == win).values(prize=prize))
