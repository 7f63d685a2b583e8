"""Whether a round makes sense, before anything is promised (pure)."""

from collections.abc import Mapping, Sequence
from typing import get_args

import msgspec

from appliance.plain import one_line
from store.play.problems import (
    AnswerMissing,
    CheckInTimeUnusable,
    KeywordUnusable,
    LevelMissing,
    OptionsUnusable,
    PrizesUnusable,
    TimeUnusable,
    TitleUnusable,
)
from store.play.spec import FIRST_COME, Kind, NewRound, PrizeWanted, Rule, Way

LONGEST_TITLE = 30
MOST_PRIZES = 500
MOST_POINTS = 1_000_000
MOST_PEOPLE = 5_000
"""Who check in to one round: each of them is a win of its own."""
MOST_FOR_COMING = 1_000
"""Points for one who checks in."""
CHECK_IN = (60, 1_800)
"""Seconds from and to."""
DAY = 86_400
ASKS: Mapping[Kind, tuple[Rule, ...]] = {"lottery": get_args(Rule), "coupon-drop": ("all", "follow")}
"""What a kind may ask of those who enter; every other kind lets everybody in."""


def checked(new: NewRound) -> NewRound:
    """With its texts tidied, without what its kind does not ask for. Raises a BadInput that names its `field`."""
    title = one_line(new.title)
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise TitleUnusable(field="title")
    if not 0 <= new.opens_in <= DAY or not 5 <= new.lasts <= DAY:
        raise TimeUnusable(field="lasts")
    if new.kind == "check-in" and not CHECK_IN[0] <= new.lasts <= CHECK_IN[1]:
        raise CheckInTimeUnusable(field="lasts")
    chosen = new.kind in ("poll", "quiz")
    options = _options(new.options) if chosen else []
    if new.kind == "quiz" and not 0 <= new.answer < len(options):
        raise AnswerMissing(field="answer")
    rule = new.rule if new.rule in ASKS.get(new.kind, ()) else "all"
    tidied = msgspec.structs.replace(
        new,
        title=title,
        options=options,
        answer=new.answer if new.kind == "quiz" else -1,
        shared=new.kind == "quiz" and new.shared,
        rule=rule,
        keyword=_keyword(rule, one_line(new.keyword)),
    )
    _check_prizes(tidied)
    return tidied


def way_of(new: NewRound) -> Way:
    if not new.prizes:
        return "none"
    if new.kind in FIRST_COME:
        return "first-come"
    return "split" if new.shared else "draw"


def _options(texts: list[str]) -> list[str]:
    options = [one_line(text) for text in texts]
    usable = all(1 <= len(option) <= 20 for option in options)
    if not 2 <= len(options) <= 6 or not usable or len(set(options)) < len(options):
        raise OptionsUnusable(field="options")
    return options


def _keyword(rule: str, keyword: str) -> str:
    if rule == "keyword" and not 1 <= len(keyword) <= 12:
        raise KeywordUnusable(field="keyword")
    if rule == "level" and not keyword:
        raise LevelMissing(field="keyword")
    return keyword if rule in ("keyword", "level") else ""


def _check_prizes(new: NewRound) -> None:
    kinds = [prize.kind for prize in new.prizes]
    match new.kind:
        case "poll" if kinds:
            raise _unusable("投票没有奖品", "a poll has no prizes")
        case "coupon-drop" if kinds != ["coupon"]:
            raise _unusable("发券只发一种券", "a drop has one coupon")
        case "red-packets" if kinds != ["points"] or new.prizes[0].points < new.prizes[0].count:
            raise _unusable("红包雨只发积分，积分不能少于红包个数", "red packets hold points, one each at least")
        case "check-in" if kinds != ["points"] or not _is_affordable(new.prizes[0]):
            why = f"签到给每人 1 到 {MOST_FOR_COMING} 积分，最多 {MOST_PEOPLE} 人"
            raise _unusable(why, f"a check-in has 1 to {MOST_FOR_COMING} points for each of {MOST_PEOPLE} at most")
        case "lottery" if not 1 <= len(kinds) <= 5:
            raise _unusable("福袋要有 1 到 5 种奖品", "a lottery has 1 to 5 prizes")
        case "quiz" if new.shared and kinds != ["points"]:
            raise _unusable("平分只能分积分", "only points can be shared")
        case "quiz" if len(kinds) > 5:
            raise _unusable("最多 5 种奖品", "there are 5 prizes at most")
        case _:
            pass
    if new.kind != "check-in":
        _check_each(new.prizes)
    if not 1 <= new.claim_days <= 30:
        raise TimeUnusable(field="claim_days")


def _check_each(prizes: Sequence[PrizeWanted]) -> None:
    for prize in prizes:
        _check_prize(prize)
    if sum(prize.count for prize in prizes) > MOST_PRIZES:
        raise _unusable(f"一轮最多 {MOST_PRIZES} 份", f"a round has {MOST_PRIZES} at most")


def _is_affordable(prize: PrizeWanted) -> bool:
    """What each one gets for checking in, and for how many."""
    return 1 <= prize.points <= MOST_FOR_COMING and 1 <= prize.count <= MOST_PEOPLE


def _check_prize(prize: PrizeWanted) -> None:
    if not 1 <= prize.count <= MOST_PRIZES:
        raise _unusable(f"份数在 1 到 {MOST_PRIZES} 之间", f"there are 1 to {MOST_PRIZES} of each")
    if prize.kind == "points" and not 1 <= prize.points <= MOST_POINTS:
        raise _unusable("积分在 1 到 1000000 之间", "points lie between 1 and 1,000,000")
    if prize.kind == "coupon" and not prize.promotion:
        raise _unusable("请选一张优惠券", "choose a coupon")
    if prize.kind == "goods" and not prize.sku:
        raise _unusable("请选一个商品规格", "choose an article")


def _unusable(why: str, why_en: str) -> PrizesUnusable:
    return PrizesUnusable(why=why, why_en=why_en, field="prizes")
