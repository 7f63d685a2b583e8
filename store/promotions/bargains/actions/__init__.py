"""What changes about bargains."""

from store.promotions.bargains.actions.chopping import Chopped, Friend, begin, chop
from store.promotions.bargains.actions.keeping import adopt, forget
from store.promotions.bargains.actions.lapsing import lapse
from store.promotions.bargains.actions.ordering import (
    KIND,
    give_back,
    has,
    order,
    question,
    settle,
    share,
    take_again,
    told,
    took,
)
from store.promotions.bargains.actions.planning import Plan, end, end_due, open_bargain, open_due, opened

__all__ = [
    "KIND",
    "Chopped",
    "Friend",
    "Plan",
    "adopt",
    "begin",
    "chop",
    "end",
    "end_due",
    "forget",
    "give_back",
    "has",
    "lapse",
    "open_bargain",
    "open_due",
    "opened",
    "order",
    "question",
    "settle",
    "share",
    "take_again",
    "told",
    "took",
]
