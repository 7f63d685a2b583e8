"""What can be wrong about a room's shelf."""

from appliance.errors import BadInput, Conflict, NotAllowed, NotFound


class NotOnShelf(NotFound):
    zh = "这件商品不在直播间的货架上"
    en = "This product is not on the room's shelf"


class StaffMayNotWish(NotAllowed):
    zh = "店里的同事可以直接讲解，不用点想看"
    en = "Colleagues of the shop may explain it, they need not ask"


class ShelfFull(Conflict):
    zh = "一个直播间最多放 100 件商品，请先拿下几件"
    en = "A room's shelf holds at most 100 products, please take some off first"


class ShelfMovedOn(Conflict):
    zh = "货架刚刚变了，请刷新后再排"
    en = "The shelf has just changed, please reload before you arrange it"


class MinutesUnusable(BadInput):
    zh = "每件商品讲 0 到 240 分钟，0 是不排时间"
    en = "A product is explained for 0 to 240 minutes, 0 leaves that open"


class NotForSale(Conflict):
    zh = "{title} 没有上架或者在货架上被隐藏，观众看不到，不能讲解"
    en = "{title} is unshelved or hidden, so viewers cannot see it being explained"


class RoomPriceUnusable(BadInput):
    zh = "直播价要在 0.01 元以上，并且低于这个规格现在的价格"
    en = "A room's price is at least 0.01 yuan and below the variant's present price"


class FlashSaleDearer(BadInput):
    zh = "直播间现在就卖 {price} 元，秒杀价要比它低"
    en = "The room sells it for {price} yuan already, a flash sale's price is below that"


class GroupBuyDearer(BadInput):
    zh = "单独买现在就卖 {price} 元，拼团价要比它低"
    en = "Alone it is sold for {price} yuan already, a group buy's price is below that"
