"""What changes about promotions, coupons and points. Every counter moves by a conditional UPDATE only."""

from store.promotions.actions.asking import buyer, rules
from store.promotions.actions.coupons import claim, expire_coupons, issue_coupon, void_coupon
from store.promotions.actions.points import earn, expire_points, give_points, return_points, take_back
from store.promotions.actions.using import consume, give_back

__all__ = [
    "buyer",
    "claim",
    "consume",
    "earn",
    "expire_coupons",
    "expire_points",
    "give_back",
    "give_points",
    "issue_coupon",
    "return_points",
    "rules",
    "take_back",
    "void_coupon",
]
