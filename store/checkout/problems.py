"""What can be wrong with a cart or with an order in the making."""

from appliance.errors import BadInput, Conflict


class CartEmpty(BadInput):
    zh = "还没有选中要买的商品"
    en = "Nothing is chosen to buy"


class CartFull(Conflict):
    zh = "购物车最多放 100 种商品，请先清理一下"
    en = "A cart holds at most 100 different things, please tidy it up first"


class QuantityUnusable(BadInput):
    zh = "数量要是 1 到 999 的整数"
    en = "A quantity is between 1 and 999"


class GoodsGone(Conflict):
    zh = "有商品已经下架或暂时不能买，请从购物车里去掉：{titles}"
    en = "Some of this cannot be bought any more, please take it out: {titles}"


class TooFew(Conflict):
    zh = "{title} {least} 件起售"
    en = "{title} is sold from {least} pieces on"


class TooManyPieces(Conflict):
    zh = "{title} 每人限购 {most} 件（同一手机号合在一起算），您还能买 {left} 件"
    en = "{title} is limited to {most} pieces a person and phone number, you may buy {left} more"


class TooManyForPhone(Conflict):
    """How many others ordered to it is theirs to know."""

    zh = "{title} 每人限购 {most} 件，同一手机号合在一起算，加上这次就超过了"
    en = "{title} is limited to {most} pieces a person and phone number: with these it would be more"


class ExceptionsUnconfirmed(Conflict):
    zh = "有商品不支持七天无理由退货，请先确认：{titles}"
    en = "Some goods cannot be returned without a reason, please confirm first: {titles}"


class NotDelivered(Conflict):
    zh = "这个地区暂时不能配送，请换个地址或换一种配送方式"
    en = "This is not delivered there, choose another address or another way"


class ContactMissing(BadInput):
    zh = "请填取货人的姓名和手机号"
    en = "Please say who picks it up"


class AddressMissing(BadInput):
    zh = "请先填收货人和地址"
    en = "Please say where it should go"


class PriceMoved(Conflict):
    zh = "价格或赠品刚刚变了，请看一眼再下单"
    en = "The price or what comes along has just changed, please look first"


class OffersHad(Conflict):
    zh = "这个手机号已经享受过“{names}”，请看一眼新的金额再下单"
    en = "This phone number has had '{names}' already, please look at the new total first"


class ShippingWouldDiffer(Conflict):
    zh = "送到这个地区的运费不一样，请联系店家，或取消后重新下单"
    en = "Shipping to this region costs something else; ask the shop, or cancel and order again"
