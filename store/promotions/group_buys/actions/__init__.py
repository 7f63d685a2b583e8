"""What changes about group buys, and who sits in their teams."""

from store.promotions.group_buys.actions.joining import join, open_team
from store.promotions.group_buys.actions.keeping import adopt, forget
from store.promotions.group_buys.actions.ordering import (
    KIND,
    has,
    order,
    question,
    settle,
    share,
    take_again,
    told,
    took,
)
from store.promotions.group_buys.actions.planning import Plan, announce, announced, end, end_due, open_due
from store.promotions.group_buys.actions.returning import fail_due, give_back, lapse

__all__ = [
    "KIND",
    "Plan",
    "adopt",
    "announce",
    "announced",
    "end",
    "end_due",
    "fail_due",
    "forget",
    "give_back",
    "has",
    "join",
    "lapse",
    "open_due",
    "open_team",
    "order",
    "question",
    "settle",
    "share",
    "take_again",
    "told",
    "took",
]
