"""秒杀 as whoever knows no kind by name asks for it (`store.promotions.deals`)."""

from store.promotions.flash_sales.actions import (
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
from store.promotions.flash_sales.reads import offered
from store.promotions.mine import Mine

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

mine: Mine | None = None
"""A piece is bought where it was grabbed, within minutes."""
