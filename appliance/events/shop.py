"""Goods, members, orders and money."""

from datetime import datetime
from typing import ClassVar

from appliance.events.fact import Audience, Event
from appliance.identity.permissions import Permission


class ProductChanged(Event, frozen=True, tag=True):
    """A product was made or changed, shelved or taken off the shelf."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.GOODS_SEE
    product: str
    title: str
    state: str
    by: str


class StockRanLow(Event, frozen=True, tag=True):
    """A SKU fell to its warning level."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.GOODS_SEE
    product: str
    sku: str
    available: int


class PromotionChanged(Event, frozen=True, tag=True):
    """A promotion was made, changed, started, paused or ended."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.PROMOTIONS_RUN
    promotion: str
    name: str
    state: str
    by: str


class InviteTermsSet(Event, frozen=True, tag=True):
    """Staff said what an inviter and a friend get, or that nothing is promised any more."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.PROMOTIONS_RUN
    enabled: bool
    by: str


class InviteEnded(Event, frozen=True, tag=True):
    """A friend's first order was completed and both were rewarded, or nothing comes of it for a `reason`."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.PROMOTIONS_RUN
    inviter: str
    invitee: str
    state: str
    reason: str = ""


class CouponIssued(Event, frozen=True, tag=True):
    """A member got a coupon."""

    member: str
    coupon: str
    promotion: str
    source: str


class PointsMoved(Event, frozen=True, tag=True):
    """Points were earned, spent, given back or taken back."""

    member: str
    points: int
    reason: str
    order: str = ""


class MemberJoined(Event, frozen=True, tag=True):
    """Somebody became known: by a log-in, or by the first thing worth keeping."""

    member: str
    provider: str


class MembersMerged(Event, frozen=True, tag=True):
    """A guest turned out to be a member we know; everything of the guest is the member's now."""

    guest: str
    member: str


class MemberLevelChanged(Event, frozen=True, tag=True):
    """Somebody rose or fell to a level (none: empty), by what they spent, or by a colleague for a `reason`."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.MEMBERS_SEE
    member: str
    level: str
    reason: str = ""
    by: str = ""


class MemberDeleted(Event, frozen=True, tag=True):
    """Somebody had their data deleted; orders stay, without the person."""

    member: str


class PersonalDataSeen(Event, frozen=True, tag=True):
    """A colleague looked at a name, phone or address in full; `order` is empty when it was the member's own page."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.STAFF_MANAGE
    member: str
    order: str
    by: str


class OrderPlaced(Event, frozen=True, tag=True):
    """An order was made; its goods are reserved."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ORDERS_SEE
    order: str
    number: str
    member: str
    total: int
    room: str = ""


class PaymentReminded(Event, frozen=True, tag=True):
    """催付: the shop reminds a buyer of an order that waits for its money, until `until`."""

    audience: ClassVar[Audience] = Audience.VIEWER
    room: str
    member: str
    order: str
    total: int
    until: datetime | None


class OrderPaid(Event, frozen=True, tag=True):
    """All of an order's money is here; with nothing to pay, at once."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ORDERS_SEE
    order: str
    number: str
    member: str
    total: int
    room: str = ""


class OrderClosed(Event, frozen=True, tag=True):
    """An order will not happen: not paid in time, taken back, or wholly refunded."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ORDERS_SEE
    order: str
    reason: str


class OrderChanged(Event, frozen=True, tag=True):
    """Staff changed the price or a parcel's number, somebody the address or a note; or a refund left a gift unearned
    (`gift`, by nobody).
    """

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ORDERS_SEE
    order: str
    what: str
    by: str
    parcel: str = ""


class ParcelSent(Event, frozen=True, tag=True):
    """Goods left the shop, or were handed over in it."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ORDERS_SEE
    order: str
    parcel: str
    all: bool


class OrderReceived(Event, frozen=True, tag=True):
    """The buyer has everything, says the buyer or the calendar."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ORDERS_SEE
    order: str


class OrderCompleted(Event, frozen=True, tag=True):
    """The time for returning without a reason is over; points are the member's."""

    order: str
    member: str


class PaymentSettled(Event, frozen=True, tag=True):
    """A provider confirmed that somebody paid."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.MONEY_SEE
    order: str
    attempt: str
    provider: str
    amount: int


class RefundAsked(Event, frozen=True, tag=True):
    """Money is to go back."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ORDERS_SEE
    order: str
    refund: str
    amount: int
    cause: str


class RefundSettled(Event, frozen=True, tag=True):
    """Money went back, or the provider gave up (`abnormal`): then staff decide."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.ORDERS_SEE
    order: str
    refund: str
    amount: int
    state: str


class AfterSaleMoved(Event, frozen=True, tag=True):
    """A claim was made, answered, sent back, or ended."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.AFTER_SALES_RUN
    after_sale: str
    order: str
    state: str
    by: str


class OrderSuspected(Event, frozen=True, tag=True):
    """Rules found an order odd; a colleague decides."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.RISK_DECIDE
    order: str
    reasons: list[str]


class DayReconciled(Event, frozen=True, tag=True):
    """Our books were compared with the providers' bills."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.MONEY_SEE
    day: str
    provider: str
    differences: int
