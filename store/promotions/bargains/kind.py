"""砍价 as whoever knows no kind by name asks for it (`store.promotions.deals`)."""

from store.promotions.bargains.actions import (
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
from store.promotions.bargains.mine import mine
from store.promotions.bargains.reads import offered

__all__ = [
    "KIND",
    "give_back",
    "has",
    "mine",
    "offered",
    "order",
    "question",
    "settle",
    "share",
    "take_again",
    "told",
    "took",
]
