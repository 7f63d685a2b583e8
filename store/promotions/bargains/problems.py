"""What can be wrong with a bargain, or with cutting a price in it."""

from appliance.errors import BadInput, Conflict, NotAllowed, NotFound


class BargainNotFound(NotFound):
    zh = "没有这个砍价活动"
    en = "There is no such bargain"


class HaggleNotFound(NotFound):
    zh = "没有找到这次砍价，请核对链接"
    en = "This bargain was not found, please check the link"


class BargainMovedOn(Conflict):
    zh = "这个砍价活动的状态已经变了，请刷新后再看"
    en = "This bargain has moved on meanwhile, please reload"


class BargainNotOpen(Conflict):
    zh = "砍价还没有开始，到点就能发起"
    en = "The bargain has not begun yet"


class BargainOver(Conflict):
    zh = "这个砍价活动已经结束了"
    en = "This bargain is over"


class BargainSoldOut(Conflict):
    zh = "砍价的商品已经被买完了"
    en = "All pieces of this bargain have been sold"


class HaggleOver(Conflict):
    zh = "这次砍价已经结束，不能再砍了"
    en = "This price cannot be cut any more, its time is over"


class FloorReached(Conflict):
    zh = "已经砍到底价了，不用再砍"
    en = "The price has reached its floor already"


class BargainBought(Conflict):
    zh = "这个砍价活动您已经买过了，每人限一件"
    en = "You have bought in this bargain already, a person may get one piece"


class PhoneHelped(Conflict):
    zh = "这部手机已经帮砍过这一次了，换一位朋友来吧"
    en = "This phone has cut this price already, please ask another friend"


class HelpedEnough(Conflict):
    zh = "今天在这个活动里已经帮 {most} 位朋友砍过了，明天再来"
    en = "You have helped {most} people in this bargain today, please come again tomorrow"


class StaffMayNotHaggle(NotAllowed):
    zh = "这台设备登录着店里的后台，工作人员不能参加砍价"
    en = "This device is signed in to the console, and staff do not take part in bargains"


class GoodsNotBargained(Conflict):
    zh = "这件商品没有上架，不能砍价"
    en = "This product is not on sale, so there can be no bargain of it"


class FloorUnusable(BadInput):
    zh = "底价要在 0.01 元以上，并且低于现价 {price} 元，每一刀至少要能砍 1 分钱"
    en = "The floor is at least 0.01 yuan and below today's {price} yuan, with a fen or more for every cut"


class HelpersUnusable(BadInput):
    zh = "砍到底价要 2 到 50 刀，每人每天可以帮 1 到 20 位朋友"
    en = "It takes 2 to 50 cuts to reach the floor, and a person may help 1 to 20 others in a day"


class PiecesUnusable(BadInput):
    zh = "砍价数量要是 1 到 10000，并且不能超过库存 {available} 件"
    en = "A bargain has 1 to 10,000 pieces, and no more than the {available} in stock"


class BargainTimeUnusable(BadInput):
    zh = "砍价要在 30 天之内开始，开放 1 小时到 90 天，发起后持续 1 到 72 小时"
    en = "A bargain opens within 30 days for an hour to 90 days, and what somebody begins lasts from 1 to 72 hours"


class TooManyBargains(Conflict):
    zh = "没有结束的砍价太多了，请先结束几个"
    en = "There are too many unfinished bargains, please end some first"
