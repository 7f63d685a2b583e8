"""Why there is no contest, or none any more."""

from appliance.errors import BadInput, Conflict, NotFound


class BattleNotFound(NotFound):
    zh = "没有这场 PK"
    en = "There is no such contest"


class BattleRunning(Conflict):
    zh = "这个直播间正在 PK"
    en = "A contest is going on in this room"


class NobodyToBattle(Conflict):
    zh = "对方不在台上：连上线以后再开始 PK"
    en = "The other one is not on stage: begin once you are connected"


class BattleOverAlready(Conflict):
    zh = "这场 PK 已经结束了"
    en = "This contest is over"


class LengthUnusable(BadInput):
    zh = "PK 可以是 1 到 10 分钟，惩罚 0 到 2 分钟"
    en = "A contest lasts 1 to 10 minutes, its forfeit up to 2"


class PunishmentTooLong(BadInput):
    zh = "惩罚最多 20 个字"
    en = "The forfeit has at most 20 characters"


class SideUnknown(BadInput):
    zh = "没有这一方"
    en = "There is no such side"


class OwnSideOnly(Conflict):
    zh = "和友店 PK 时，这里的人都给本店加分，不用选"
    en = "In a contest with another store everybody here is for this one: there is nothing to choose"


class StandingRefused(Conflict):
    zh = "友店的比分过期了或者不是它自己的，没有采用"
    en = "The other store's score is too old or not its own: it was not heard"


class StandingKnown(StandingRefused):
    zh = "友店的比分已经有更新的了"
    en = "A newer score of the other store is known"
