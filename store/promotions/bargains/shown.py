"""Bargains and haggles as viewers see them: names masked, and nothing of how the next cuts fall."""

from datetime import datetime
from typing import Annotated

import msgspec

from appliance.keys import Keys
from store.members.names import called
from store.promotions.bargains.models import Bargain, Haggle
from store.promotions.bargains.reads import Cut, HaggleWord, Whole, Word, haggle_word, word

Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class MyHaggle(msgspec.Struct, frozen=True):
    haggle: str
    """Its page, and the `claim` of an order while it is cutting or at the floor."""
    price: int
    helped: int
    state: HaggleWord
    order: str | None
    until: Aware


class BargainShown(msgspec.Struct, frozen=True, kw_only=True):
    bargain: str
    room: str
    """Empty: the whole shop's."""
    product: str
    sku: str
    title: str
    spec: str
    picture: str
    start_price: int
    floor_price: int
    helpers: int
    """Cuts from the start to the floor, the beginner's own among them."""
    per_helper: int
    hours: int
    quantity: int
    left: int
    state: Word
    """未开始 announced, 进行中 open, 已抢光 sold-out, 已结束 ended."""
    opens_at: Aware
    ends_at: Aware
    mine: MyHaggle | None = None


class CutShown(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    avatar: str | None
    amount: int
    at: Aware
    mine: bool


class HaggleShown(msgspec.Struct, frozen=True, kw_only=True):
    haggle: str
    bargain: BargainShown
    name: str
    """Who began, masked."""
    avatar: str | None
    price: int
    helped: int
    state: HaggleWord
    """砍价中 cutting, 到底价 floor, 不再砍 stopped, 待付款 ordered, 已买到 bought, 已抢光 sold-out, 过期 lapsed."""
    until: Aware
    mine: bool
    """The viewer began it, and may order it with `haggle` as the claim."""
    order: str | None
    """Of the viewer's own."""
    cuts: list[CutShown]
    """In their order; the first is the beginner's."""
    now: Aware


def shown(bargain: Bargain, now: datetime, mine: Haggle | None = None) -> BargainShown:
    return BargainShown(
        bargain=bargain.id, room=bargain.room, product=bargain.product, sku=bargain.sku, title=bargain.title,
        spec=bargain.spec, picture=bargain.picture, start_price=bargain.start_price, floor_price=bargain.floor_price,
        helpers=bargain.helpers, per_helper=bargain.per_helper, hours=bargain.hours, quantity=bargain.quantity,
        left=bargain.left, state=word(bargain, now), opens_at=bargain.opens_at, ends_at=bargain.ends_at,
        mine=None if mine is None else _mine(mine, bargain, now),
    )  # fmt: skip


def haggle_shown(keys: Keys, whole: Whole, viewer: str, now: datetime) -> HaggleShown:
    haggle, mine = whole.haggle, whole.haggle.member == viewer
    cuts = [_cut(keys, one, viewer) for one in whole.cuts]
    return HaggleShown(
        haggle=haggle.id,
        bargain=shown(whole.bargain, now),
        name=cuts[0].name,
        avatar=cuts[0].avatar,
        price=haggle.price,
        helped=haggle.helped,
        state=haggle_word(haggle, whole.bargain, now),
        until=haggle.until,
        mine=mine,
        order=haggle.order if mine else None,
        cuts=cuts,
        now=now,
    )


def _mine(haggle: Haggle, bargain: Bargain, now: datetime) -> MyHaggle:
    state = haggle_word(haggle, bargain, now)
    return MyHaggle(haggle.id, haggle.price, haggle.helped, state, haggle.order, haggle.until)


def _cut(keys: Keys, cut: Cut, viewer: str) -> CutShown:
    chop = cut.chop
    return CutShown(
        name=called(keys, chop.member, cut.nickname),
        avatar=f"/blobs/{cut.avatar}" if cut.avatar else None,
        amount=chop.amount,
        at=chop.at,
        mine=chop.member == viewer,
    )
