"""What changes about promotions, coupons and points. Every counter moves by a conditional UPDATE only."""

from store.promotions.actions.asking import buyer, rules
from store.promotions.actions.coupons import claim, expire_coupons, issue_coupon, void_coupon
from store.promotions.actions.keeping import adopt, forget
from store.promotions.actions.making import add_promotion, change_promotion, end_promotions, move_promotion
from store.promotions.actions.points import (
    earn,
    expire_points,
    give_points,
    return_gift,
    return_points,
    spend_on_gift,
    take_back,
)
from store.promotions.actions.prizes import issue_promised, promise_coupons, unpromise_coupons
from store.promotions.actions.using import consume, give_back, give_back_gifts

__all__ = [
    "add_promotion",
    "adopt",
    "buyer",
    "change_promotion",
    "claim",
    "consume",
    "earn",
    "end_promotions",
    "expire_coupons",
    "expire_points",
    "forget",
    "give_back",
    "give_back_gifts",
    "give_points",
    "issue_coupon",
    "issue_promised",
    "move_promotion",
    "promise_coupons",
    "return_gift",
    "return_points",
    "rules",
    "spend_on_gift",
    "take_back",
    "unpromise_coupons",
    "void_coupon",
]
