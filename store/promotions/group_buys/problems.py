"""What can be wrong with a group buy, or with a place in a team."""

from appliance.errors import BadInput, Conflict, NotAllowed, NotFound


class GroupBuyNotFound(NotFound):
    zh = "没有这个拼团"
    en = "There is no such group buy"


class TeamNotFound(NotFound):
    zh = "没有这个团"
    en = "There is no such team"


class GroupBuyMovedOn(Conflict):
    zh = "这个拼团的状态已经变了，请刷新后再看"
    en = "This group buy has moved on meanwhile, please reload"


class GroupBuyNotOpen(Conflict):
    zh = "拼团还没有开始，倒计时结束就能开团"
    en = "The group buy has not begun, it opens when the countdown is over"


class GroupBuyOver(Conflict):
    zh = "这个拼团已经结束了，不能再开新的团"
    en = "This group buy is over, no team can be opened any more"


class GroupBuySoldOut(Conflict):
    zh = "拼团的名额用完了；还差人的团可以参加"
    en = "All pieces of this group buy are taken; a team that lacks somebody can still be joined"


class TeamFull(Conflict):
    zh = "这个团刚刚满员了，可以参加别的团，或自己开一个"
    en = "This team has just become full: join another one, or open your own"


class TeamWaits(Conflict):
    zh = "团里的人还没有付款，等团长付了款就能参团"
    en = "Nobody in this team has paid yet: it can be joined once its leader has"


class TeamOver(Conflict):
    zh = "这个团的时间到了，可以参加别的团，或自己开一个"
    en = "This team's time is over: join another one, or open your own"


class InAlready(Conflict):
    zh = "这个拼团您已经参加了，每人只能参加一次"
    en = "You are in a team of this group buy already, a person can be in one"


class TooManyForOne(BadInput):
    zh = "这个拼团每人限买 {per_member} 件"
    en = "In this group buy a person may take {per_member} pieces"


class StaffMayNotJoin(NotAllowed):
    zh = "这台设备登录着店里的后台，工作人员不能参加拼团"
    en = "This device is signed in to the console, and staff do not take part in group buys"


class GoodsNotGrouped(Conflict):
    zh = "这件商品没有上架，不能拼团"
    en = "This product is not on sale, so there can be no group buy of it"


class GroupPriceUnusable(BadInput):
    zh = "拼团价要在 0.01 元以上，并且低于这个规格现在的价格"
    en = "A group buy's price is at least 0.01 yuan and below the variant's present price"


class TeamSizeUnusable(BadInput):
    zh = "几人成团写 2 到 10"
    en = "A team has 2 to 10 members"


class GroupQuantityUnusable(BadInput):
    zh = "总件数要够一个团买（人数 × 每人限购），最多 10000 件，每人限购 1 到 20 件"
    en = "The pieces are enough for one team (members × pieces each), 10,000 at most, and 1 to 20 for a person"


class TeamHoursUnusable(BadInput):
    zh = "成团时间写 1 到 72 小时"
    en = "A team has 1 to 72 hours"


class GroupTimeUnusable(BadInput):
    zh = "拼团要在 30 天之内开始，持续 10 分钟到 30 天"
    en = "A group buy opens within 30 days and lasts from ten minutes to 30 days"


class TooManyGroupBuys(Conflict):
    zh = "没有结束的拼团太多了，请先结束几个"
    en = "There are too many unfinished group buys, please end some first"
