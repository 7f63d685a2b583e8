"""What changes about flash sales, and whose the pieces are."""

from store.promotions.flash_sales.actions.claiming import Ask, Claimed, Held, claim
from store.promotions.flash_sales.actions.keeping import adopt, forget
from store.promotions.flash_sales.actions.ordering import (
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
from store.promotions.flash_sales.actions.planning import (
    Plan,
    announce,
    announced,
    end,
    end_show,
    open_due,
    open_now,
)
from store.promotions.flash_sales.actions.returning import give_back, lapse, offer_again

__all__ = [
    "KIND",
    "Ask",
    "Claimed",
    "Held",
    "Plan",
    "adopt",
    "announce",
    "announced",
    "claim",
    "end",
    "end_show",
    "forget",
    "give_back",
    "has",
    "lapse",
    "offer_again",
    "open_due",
    "open_now",
    "order",
    "question",
    "settle",
    "share",
    "take_again",
    "told",
    "took",
]
