"""Who may enter a round, asked for many at once."""

from collections.abc import Collection, Mapping

from sqlalchemy import Select, select

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.errors import Problem
from store.members.models import Identity, Member
from store.orders.models import Order
from store.play.models import RoomFollow, RoomShare
from store.play.problems import BuyFirst, FollowFirst, LevelNeeded, LogInFirst, SayKeyword, ShareFirst
from store.play.spec import Spec


def kept_out(
    tx: Transaction, found: AnyRow, spec: Spec, who: Collection[str], said: Collection[str]
) -> Mapping[str, Problem]:
    """Those of `who` that may not enter, with what each has to do first; `said` are those who have said the keyword.

    `found` has the round's room and since.
    """
    let_in = _by_rule(tx, found, spec, who, said)
    refused: dict[str, Problem] = {one: _refusal(spec) for one in who if one not in let_in}
    if spec.members:
        known = set(tx.execute(select(Identity.member).where(Identity.member.in_(list(who)))).scalars().all())
        refused |= {one: LogInFirst() for one in who if one not in known}
    return refused


def _by_rule(tx: Transaction, found: AnyRow, spec: Spec, who: Collection[str], said: Collection[str]) -> set[str]:
    if spec.rule == "all":
        return set(who)
    if spec.rule == "keyword":
        return set(said)
    asked = list(who)
    questions: dict[str, Select[str]] = {
        "follow": select(RoomFollow.member).where(RoomFollow.room == found.room, RoomFollow.member.in_(asked)),
        "share": select(RoomShare.member).where(
            RoomShare.room == found.room, RoomShare.at >= found.since, RoomShare.member.in_(asked)
        ),
        "buyer": select(Order.member).where(
            Order.room == found.room,
            Order.paid_at >= found.since,
            Order.payment.in_(("paid", "part-refunded")),
            Order.total > 0,
            Order.member.in_(asked),
        ),
        "level": select(Member.id).where(Member.level == spec.keyword, Member.id.in_(asked)),
    }
    return set(tx.execute(questions[spec.rule]).scalars().all())


def _refusal(spec: Spec) -> Problem:
    match spec.rule:
        case "keyword":
            return SayKeyword(keyword=spec.keyword)
        case "follow":
            return FollowFirst()
        case "share":
            return ShareFirst()
        case "buyer":
            return BuyFirst()
        case _:
            return LevelNeeded(level=spec.keyword)
