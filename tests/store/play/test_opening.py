"""A round is checked, its prizes are set aside, and then it stands as it was announced."""

import hashlib

import pytest

from appliance.events import RoundOpened
from store.catalogue.actions import SkuNotFound, SoldOut
from store.play.actions import spec_of
from store.play.checking import checked, way_of
from store.play.models import Round
from store.play.problems import (
    AnswerMissing,
    KeywordUnusable,
    LevelMissing,
    OptionsUnusable,
    PrizesUnusable,
    PrizeTooDear,
    RoundRunning,
    TimeUnusable,
    TitleUnusable,
)
from store.play.spec import NewRound, PrizeWanted
from store.pricing.cart import PointsRule
from store.promotions import actions as promotions
from store.promotions.checking import Draft
from store.promotions.problems import CouponsOut, PromotionNotFound

POINTS = PrizeWanted(kind="points", points=10, count=2)
COUPON = PrizeWanted(kind="coupon", promotion="p", count=2)
GOODS = PrizeWanted(kind="goods", sku="s1", count=2)


def lottery(**more) -> NewRound:
    return NewRound(**{"kind": "lottery", "title": "福袋", "prizes": [POINTS], **more})


def quiz(**more) -> NewRound:
    return NewRound(**{"kind": "quiz", "title": "答题", "options": ["甲", "乙"], "answer": 1, **more})


@pytest.mark.parametrize(
    ("new", "problem", "field"),
    [
        (lottery(title="  "), TitleUnusable, "title"),
        (lottery(title="长" * 31), TitleUnusable, "title"),
        (lottery(lasts=4), TimeUnusable, "lasts"),
        (lottery(lasts=86_401), TimeUnusable, "lasts"),
        (lottery(opens_in=-1), TimeUnusable, "lasts"),
        (lottery(claim_days=0), TimeUnusable, "claim_days"),
        (lottery(prizes=[]), PrizesUnusable, "prizes"),
        (lottery(prizes=[POINTS] * 6), PrizesUnusable, "prizes"),
        (lottery(prizes=[PrizeWanted(kind="points", points=1, count=501)]), PrizesUnusable, "prizes"),
        (lottery(prizes=[PrizeWanted(kind="points", points=1, count=300)] * 2), PrizesUnusable, "prizes"),
        (lottery(prizes=[PrizeWanted(kind="points", points=0)]), PrizesUnusable, "prizes"),
        (lottery(prizes=[PrizeWanted(kind="points", points=1, count=0)]), PrizesUnusable, "prizes"),
        (lottery(prizes=[PrizeWanted(kind="coupon")]), PrizesUnusable, "prizes"),
        (lottery(prizes=[PrizeWanted(kind="goods")]), PrizesUnusable, "prizes"),
        (lottery(rule="keyword", keyword=" "), KeywordUnusable, "keyword"),
        (lottery(rule="keyword", keyword="口" * 13), KeywordUnusable, "keyword"),
        (lottery(rule="level"), LevelMissing, "keyword"),
        (quiz(options=["甲"]), OptionsUnusable, "options"),
        (quiz(options=["甲", "甲 "]), OptionsUnusable, "options"),
        (quiz(options=["甲", ""]), OptionsUnusable, "options"),
        (quiz(options=list("甲乙丙丁戊己庚")), OptionsUnusable, "options"),
        (quiz(answer=2), AnswerMissing, "answer"),
        (quiz(answer=-1), AnswerMissing, "answer"),
        (quiz(shared=True, prizes=[COUPON]), PrizesUnusable, "prizes"),
        (quiz(prizes=[COUPON] * 6), PrizesUnusable, "prizes"),
        (NewRound(kind="poll", title="投票", options=["甲", "乙"], prizes=[POINTS]), PrizesUnusable, "prizes"),
        (NewRound(kind="coupon-drop", title="发券", prizes=[POINTS]), PrizesUnusable, "prizes"),
        (NewRound(kind="coupon-drop", title="发券", prizes=[COUPON, COUPON]), PrizesUnusable, "prizes"),
        (NewRound(kind="red-packets", title="红包雨", prizes=[COUPON]), PrizesUnusable, "prizes"),
        (
            NewRound(kind="red-packets", title="雨", prizes=[PrizeWanted(kind="points", points=4, count=5)]),
            PrizesUnusable,
            "prizes",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_and_the_field_is_named(new, problem, field):
    with pytest.raises(problem) as refused:
        checked(new)
    assert refused.value.facts["field"] == field
    assert refused.value.sentence("zh") != refused.value.sentence("en")


@pytest.mark.parametrize(
    ("new", "way"),
    [
        (lottery(), "draw"),
        (quiz(), "none"),
        (quiz(prizes=[COUPON]), "draw"),
        (quiz(prizes=[POINTS], shared=True), "split"),
        (NewRound(kind="poll", title="投票", options=["甲", "乙"]), "none"),
        (NewRound(kind="coupon-drop", title="发券", prizes=[COUPON]), "first-come"),
        (NewRound(kind="red-packets", title="红包雨", prizes=[PrizeWanted(kind="points", points=9)]), "first-come"),
    ],
)
def test_its_kind_says_how_it_is_decided(new, way):
    assert way_of(checked(new)) == way


def test_what_a_kind_does_not_ask_for_is_left_out():
    kept = checked(lottery(title=" 今晚\n福袋 ", options=["甲"], answer=3, shared=True, keyword="多余"))
    assert (kept.title, kept.options, kept.answer, kept.shared, kept.keyword) == ("今晚 福袋", [], -1, False, "")


@pytest.mark.parametrize(
    ("new", "rule"),
    [
        (NewRound(kind="coupon-drop", title="发券", prizes=[COUPON], rule="follow"), "follow"),
        (NewRound(kind="coupon-drop", title="发券", prizes=[COUPON], rule="buyer"), "all"),
        (NewRound(kind="coupon-drop", title="发券", prizes=[COUPON]), "all"),
        (quiz(rule="follow"), "all"),
        (lottery(rule="follow"), "follow"),
    ],
)
def test_a_drop_may_be_for_followers_and_only_a_lottery_asks_for_more(new, rule):
    assert checked(new).rule == rule


async def test_viewers_are_told_for_whom_a_drop_is(play, told, coupons, eventually):
    prize = PrizeWanted(kind="coupon", promotion=await coupons(), count=2)
    for rule in ("follow", "all"):
        await play.end(await play.open("coupon-drop", prize, rule=rule))
    await eventually(lambda: sum(isinstance(fact, RoundOpened) for fact in told) == 2)
    assert [fact.rule for fact in told if isinstance(fact, RoundOpened)] == ["follow", ""]


async def test_the_seed_is_sealed_and_only_its_fingerprint_is_told(play, keys):
    found = await play.round(await play.open())
    seed = keys.unseal("round-seed", found.seed_sealed)
    assert (found.seed, len(seed)) == ("", 64)
    assert found.commitment == hashlib.sha256(bytes.fromhex(seed)).hexdigest()


async def test_prizes_are_set_aside_before_anybody_plays(play, sells, stock, coupons):
    await sells("s1", pieces=3, title="十八街麻花")
    promotion = await coupons(total=5, budget=9_000)
    prizes = [GOODS, PrizeWanted(kind="coupon", promotion=promotion, count=4)]
    spec = spec_of((await play.round(await play.open("lottery", *prizes))).spec)
    assert await stock("s1") == (3, 2)
    assert await play.held(promotion) == (0, 4, 4_000)
    assert [(prize.title, prize.value) for prize in spec.prizes] == [("十八街麻花 原味", 1990), ("满 50 减 10", 1000)]


async def test_what_is_not_there_cannot_be_promised(play, sells, stock, coupons):
    await sells("s1", pieces=1)
    promotion = await coupons(total=3)
    for prize, problem in [
        (GOODS, SoldOut),
        (PrizeWanted(kind="goods", sku="none"), SkuNotFound),
        (PrizeWanted(kind="coupon", promotion=promotion, count=4), CouponsOut),
        (PrizeWanted(kind="coupon", promotion="none"), PromotionNotFound),
    ]:
        with pytest.raises(problem):
            await play.open("lottery", prize)
    assert await stock("s1") == (1, 0)
    assert await play.held(promotion) == (0, 0, 0)
    assert await play.count(Round) == 0


async def test_a_budget_is_not_promised_beyond_its_end(play, coupons):
    promotion = await coupons(budget=2_999)
    with pytest.raises(CouponsOut):
        await play.open("coupon-drop", PrizeWanted(kind="coupon", promotion=promotion, count=3))


async def test_no_prize_is_dearer_than_the_law_allows(play, sells):
    await sells("s1", price=5_000_001)
    with pytest.raises(PrizeTooDear):
        await play.open("lottery", GOODS)
    await sells("s2", price=5_000_000)
    await play.open("lottery", PrizeWanted(kind="goods", sku="s2"))


async def test_points_are_worth_what_they_pay_for(play, database):
    def start(tx) -> None:
        rule = PointsRule(points_per_yuan=10)
        promotions.move_promotion(tx, promotions.add_promotion(tx, Draft(name="积分", rule=rule), "o"), "start", "o")

    await database.write(start)
    with pytest.raises(PrizeTooDear):
        await play.open("lottery", PrizeWanted(kind="points", points=500_001))


async def test_the_same_article_is_named_once(play, sells):
    await sells("s1", pieces=9)
    with pytest.raises(PrizesUnusable):
        await play.open("lottery", GOODS, GOODS)


async def test_one_round_of_a_kind_goes_on_at_a_time(play):
    first = await play.open()
    await play.open("poll")
    with pytest.raises(RoundRunning):
        await play.open()
    await play.end(first)
    await play.open()
