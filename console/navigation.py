"""Where staff can go from any page: all of it beside a desk's page, four places and the rest under a phone's thumb."""

import msgspec

from appliance.http import SignedIn
from appliance.identity.permissions import Permission, Role
from console.i18n import gettext as _

ROOMS, SHOWS, ACCOUNT = "/console/rooms", "/console/shows", "/console/account"
TODAY, ORDERS, CLAIMS = "/console/today", "/console/orders", "/console/after-sales"
GOODS, MEMBERS = "/console/goods", "/console/members"
SYSTEM = "/console/system"
TALK = "/console/talk"

AT_HAND = {
    Role.OWNER: (TODAY, ORDERS, GOODS, ROOMS),
    Role.OPERATOR: (ROOMS, TODAY, ORDERS, GOODS),
    Role.HOST: (ROOMS, SHOWS, GOODS, ACCOUNT),
    Role.SERVICE: (ORDERS, CLAIMS, MEMBERS, TODAY),
    Role.WAREHOUSE: (ORDERS, GOODS, TODAY, ROOMS),
    Role.SCREEN: (ROOMS, SHOWS, ACCOUNT),
}
"""What each role opens most, four at the most: so many fit beside 更多 on the narrowest phone."""


class Place(msgspec.Struct, frozen=True):
    to: str
    picture: str
    words: str
    allow: Permission
    of_shop: bool = True


def places(colleague: SignedIn) -> list[Place]:
    """All that this colleague may open, in the order of the side."""
    return [place for place in (*_live(), *_shop(colleague), *_house()) if colleague.may(place.allow)]


def at_hand(colleague: SignedIn) -> list[Place]:
    known = {place.to: place for place in places(colleague)}
    return [known[to] for to in AT_HAND[colleague.role]]


def further(colleague: SignedIn) -> list[Place]:
    """What stands behind 更多."""
    return [place for place in places(colleague) if place.to not in AT_HAND[colleague.role]]


def _live() -> tuple[Place, ...]:
    return (
        Place(ROOMS, "video", _("直播间"), Permission.ROOMS_SEE, of_shop=False),
        Place(SHOWS, "calendar", _("场次"), Permission.ROOMS_SEE, of_shop=False),
        Place("/console/recordings", "film", _("录像"), Permission.ROOMS_SEE, of_shop=False),
        Place(TALK, "message-circle", _("发言管理"), Permission.CHAT_MODERATE, of_shop=False),
    )


def _shop(colleague: SignedIn) -> tuple[Place, ...]:
    return (
        Place(TODAY, "layout-dashboard", _("今日"), Permission.ORDERS_SEE),
        Place(ORDERS, "clipboard-list", _("订单"), Permission.ORDERS_SEE),
        Place(CLAIMS, "undo-2", _("售后"), Permission.AFTER_SALES_RUN),
        Place("/console/risk", "shield", _("风控"), Permission.RISK_DECIDE),
        Place(GOODS, "package", _("商品"), Permission.GOODS_SEE),
        Place(MEMBERS, "user", _("会员"), Permission.MEMBERS_SEE),
        Place("/console/promotions", "ticket-percent", _("营销"), Permission.PROMOTIONS_RUN),
        Place("/console/rounds", "gift", _("互动"), Permission.PLAY_RUN),
        _till(colleague),
        Place("/console/shop", "store", _("店铺资料"), Permission.ACCOUNTS_SET),
    )


def _till(colleague: SignedIn) -> Place:
    """Who sees no books goes straight to the counter."""
    if colleague.may(Permission.MONEY_SEE):
        return Place("/console/payments", "wallet", _("收款"), Permission.MONEY_SEE)
    return Place("/console/payments/counter", "hand-coins", _("收银台"), Permission.COUNTER_RUN)


def _house() -> tuple[Place, ...]:
    return (
        Place("/console/audit", "history", _("操作记录"), Permission.ROOMS_RUN, of_shop=False),
        Place("/console/staff", "users", _("同事"), Permission.STAFF_MANAGE, of_shop=False),
        Place("/console/stores", "link", _("友店"), Permission.ACCOUNTS_SET, of_shop=False),
        Place("/console/cloud", "radio", _("云"), Permission.SYSTEM_SEE, of_shop=False),
        Place(SYSTEM, "gauge", _("系统"), Permission.SYSTEM_SEE, of_shop=False),
        Place(ACCOUNT, "circle-user", _("我的"), Permission.ACCOUNT, of_shop=False),
    )
