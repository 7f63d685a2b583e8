"""Why a promotion, a coupon or points do not lower this price."""

from appliance.errors import BadInput, Conflict, NotAllowed, NotFound


class PromotionNotFound(NotFound):
    zh = "没有这个活动"
    en = "There is no such promotion"


class PromotionMovedOn(Conflict):
    zh = "这个活动的状态已经变了，请刷新后再看"
    en = "This promotion has moved on meanwhile, please reload"


class PromotionOver(Conflict):
    zh = "活动“{name}”刚刚结束或者名额用完了，请看看新的价格"
    en = "The promotion '{name}' has just ended or is used up, please look at the new price"


class CouponGone(Conflict):
    zh = "这张优惠券已经用过或者过期了，请看看新的价格"
    en = "This coupon has been used or has expired, please look at the new price"


class PointsShort(Conflict):
    zh = "积分不够了，请看看新的价格"
    en = "There are not enough points any more, please look at the new price"


class CouponsOut(Conflict):
    zh = "优惠券“{name}”已经领完了"
    en = "All coupons '{name}' have been taken"


class AlreadyClaimed(Conflict):
    zh = "优惠券“{name}”您已经领过了，每人限 {per_member} 张"
    en = "You have had your coupons '{name}', there are {per_member} for each person"


class NotForYou(Conflict):
    zh = "优惠券“{name}”不在您可以领的范围里"
    en = "The coupon '{name}' is not for you to claim"


class PointsUnusable(BadInput):
    zh = "积分要是 1 到 1000000 的整数"
    en = "Points are a number from 1 to 1000000"


class ClaimLapsed(Conflict):
    zh = "抢到的名额已经过期或者用过了，请再来一次"
    en = "What you won has lapsed or was ordered already, please try again"


class ClaimIsWhole(BadInput):
    zh = "活动价的商品要单独下单"
    en = "What is bought at an activity's price is ordered by itself"


class StaffMayNotBuyWon(NotAllowed):
    zh = "这台设备登录着店里的后台，秒杀、拼团、砍价得来的不能下单；退出后台再买"
    en = (
        "This device is signed in to the console, and staff do not buy what flash sales, group buys and bargains "
        "bring: sign out of the console first"
    )
