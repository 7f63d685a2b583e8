"""What can be wrong with what is wanted of an order."""

from appliance.errors import BadInput, Conflict, NotFound


class OrderNotFound(NotFound):
    zh = "没有这个订单"
    en = "There is no such order"


class OrderMovedOn(Conflict):
    zh = "订单的状态已经变了，请刷新后再试"
    en = "This order has moved on meanwhile, please reload"


class OrderHeld(Conflict):
    zh = "这笔订单还在等同事核对，核对后才能发货"
    en = "A colleague has to look at this order before it is shipped"


class OrderWaits(Conflict):
    zh = "这笔订单还在等成团，成团后才能发货"
    en = "This order waits for its team: it is shipped once the team is full"


class ClaimFirst(Conflict):
    zh = "买家为这些商品（或带来赠品的商品）申请了退款退货，先办完售后，再发货"
    en = "The buyer wants to be paid back for these, or for what earned them: settle the claim first, then ship"


class NothingToShip(BadInput):
    zh = "没有可以发的货：每行最多发还没发的件数"
    en = "There is nothing to ship: each line at most the pieces that have not left"


class TrackingUnusable(BadInput):
    zh = "运单号写 6 到 40 位字母或数字，快递公司从列表里选"
    en = "A tracking number has 6 to 40 letters or digits, and the carrier is one of the list"


class ParcelNotFound(NotFound):
    zh = "没有这个包裹"
    en = "There is no such parcel"


class ParcelArrived(Conflict):
    zh = "这个包裹已经签收，运单号不用再改了"
    en = "This parcel has been received: its number needs no change any more"


class TrackingSame(Conflict):
    zh = "包裹上已经是这个运单号了"
    en = "The parcel has this number already"


class PickupCodeUnknown(NotFound):
    zh = "没有这个取货码，或者货已经取走了"
    en = "This pick-up code is unknown, or the goods are gone already"


class PriceUnusable(BadInput):
    zh = "改价只能往下改：至少要付 0.01 元，运费不能高于原来的"
    en = "A price can only go down: at least 0.01 yuan is to pay, shipping not above what it was"


class NoteTooLong(BadInput):
    zh = "备注最多 200 个字"
    en = "A note has at most 200 characters"


class RefundTooLarge(Conflict):
    zh = "退款超过了这笔订单还能退的金额或件数"
    en = "This is more than the order can still give back"


class AddressFixed(Conflict):
    zh = "已经发货或不需要寄送，不能再改地址"
    en = "The address can no longer be changed: the goods are on their way, or none are sent"


class DeliveryNotOffered(Conflict):
    zh = "本店没有这种配送方式，请换一种"
    en = "The shop does not deliver like that, please choose another way"
