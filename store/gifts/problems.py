"""Why nothing can be given, or a gift cannot be offered."""

from appliance.errors import BadInput, Conflict, NotAllowed, NotFound


class GiftsOff(NotAllowed):
    zh = "这家店没有开放送礼"
    en = "This shop has not opened its gifts"


class NotOnAir(Conflict):
    zh = "直播时才能送礼"
    en = "Gifts can be given while the show is on"


class AdultsOnly(NotAllowed):
    zh = "未成年人不能送礼；请先确认您已年满 18 周岁"
    en = "Minors cannot give; please confirm first that you are 18 or older"


class MinorsGiveNothing(NotAllowed):
    zh = "您说过自己未满 18 周岁，不能送礼"
    en = "You said that you are under 18, so you cannot give"


class DayIsFull(Conflict):
    zh = "今天最多送 {daily_points} 积分的礼物，还能送 {left} 积分"
    en = "Gifts of {daily_points} points are the limit of a day; {left} are left"


class PointsLacking(Conflict):
    zh = "积分不够，送这个要 {points} 积分"
    en = "There are not enough points: this takes {points}"


class GiftNotFound(NotFound):
    zh = "没有这个礼物"
    en = "There is no such gift"


class CountUnusable(BadInput):
    zh = "一次送 1 到 99 个"
    en = "From 1 to 99 can be given at once"


class NameUnusable(BadInput):
    zh = "礼物名要有 1 到 8 个字"
    en = "A gift's name has 1 to 8 characters"


class PriceUnusable(BadInput):
    zh = "积分要在 1 到 10000 之间"
    en = "Points lie between 1 and 10,000"


class LimitUnusable(BadInput):
    zh = "每天的上限要在 1 到 100000 积分之间"
    en = "The limit of a day lies between 1 and 100,000 points"


class TooManyGifts(Conflict):
    zh = "最多摆 12 个礼物，先收起一个"
    en = "There are 12 gifts at most, take one away first"


class RecordNotFound(NotFound):
    zh = "没有这条送礼记录"
    en = "There is no such record"


class ReturnedBefore(Conflict):
    zh = "这些积分已经退过了"
    en = "These points were given back before"
