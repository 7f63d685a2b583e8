"""What can be wrong with a flash sale, or with grabbing at it."""

from appliance.errors import BadInput, Conflict, NotAllowed, NotFound


class FlashSaleNotFound(NotFound):
    zh = "没有这场秒杀"
    en = "There is no such flash sale"


class FlashSaleMovedOn(Conflict):
    zh = "这场秒杀的状态已经变了，请刷新后再看"
    en = "This flash sale has moved on meanwhile, please reload"


class FlashSaleNotOpen(Conflict):
    zh = "秒杀还没有开始，倒计时结束就能抢"
    en = "The flash sale has not begun, it opens when the countdown is over"


class FlashSaleOver(Conflict):
    zh = "这场秒杀已经结束了"
    en = "This flash sale is over"


class TooManyAtOnce(Conflict):
    zh = "这场秒杀每人限抢 {per_member} 件"
    en = "In this flash sale a person may get {per_member} pieces"


class BoughtAlready(Conflict):
    zh = "这场秒杀您已经买到了，每人只能抢一次"
    en = "You have bought in this flash sale already, a person may get pieces once"


class TooManyOnOneLine(Conflict):
    zh = "这个网络抢得太多了，先把抢到的付了款再来"
    en = "Too much was grabbed on this network, please pay for that first"


class LogInToGrab(Conflict):
    zh = "这场秒杀登录后才能抢，请从微信里打开直播间"
    en = "This flash sale is for members: open the room in WeChat to log in"


class StaffMayNotGrab(NotAllowed):
    zh = "工作人员不能参加秒杀"
    en = "Staff do not take part in flash sales"


class GoodsNotOnSale(Conflict):
    zh = "这件商品没有上架，不能秒杀"
    en = "This product is not on sale, so there can be no flash sale of it"


class FlashPriceUnusable(BadInput):
    zh = "秒杀价要在 0.01 元以上，并且低于这个规格现在的价格"
    en = "A flash sale's price is at least 0.01 yuan and below the variant's present price"


class FlashQuantityUnusable(BadInput):
    zh = "秒杀数量要是 1 到 10000，每人限购 1 到 20 件并且不能超过数量"
    en = "A flash sale has 1 to 10,000 pieces, and 1 to 20 of them for a person"


class FlashTimeUnusable(BadInput):
    zh = "秒杀要在 30 天之内开始，持续 1 分钟到 24 小时"
    en = "A flash sale opens within 30 days and lasts from a minute to 24 hours"


class TooManySales(Conflict):
    zh = "这个直播间没有结束的秒杀太多了，请先结束几场"
    en = "There are too many unfinished flash sales in this room, please end some first"
