"""What a shop may promise for a friend, and the words for what came of it (pure)."""

from typing import Literal

import msgspec

from appliance.errors import BadInput

MOST_POINTS = 100_000
MOST_FRIENDS = 100_000
MOST_LEAST = 1_000_000
MOST_DAYS = 180

Why = Literal[
    "device", "phone", "address", "payer", "again", "old-buyer", "oneself", "not-new", "lapsed", "used-up", "left",
    "over-day", "over-all",
]  # fmt: skip
WHY: dict[str, tuple[str, str]] = {
    "device": ("和邀请人是同一台设备", "The same device as the inviter's"),
    "phone": ("和邀请人是同一个电话", "The same phone number as the inviter's"),
    "address": ("和邀请人是同一个收货地址", "The same delivery address as the inviter's"),
    "payer": ("和邀请人是同一个付款账户", "The same payment account as the inviter's"),
    "again": ("和这位邀请人的另一位好友是同一个人", "The same person as another friend of this inviter"),
    "old-buyer": ("这个电话或付款账户以前买过", "This phone number or payment account has bought before"),
    "oneself": ("邀请人自己", "The inviter themselves"),
    "not-new": ("登录后发现是老会员", "Turned out to be a member already"),
    "lapsed": ("到期没有下单", "No order in time"),
    "used-up": ("店里的名额用完了", "The shop's number of friends is used up"),
    "left": ("有一方注销了", "One of the two left"),
    "over-day": ("邀请人当天的名额满了，只给了好友", "Over the inviter's limit of the day: only the friend got theirs"),
    "over-all": ("邀请人的名额满了，只给了好友", "Over the inviter's limit: only the friend got theirs"),
}


class NothingPromised(BadInput):
    zh = "邀请人和好友，至少给一方一点积分或一张券"
    en = "Give points or a coupon to the inviter or to the friend, at the least"


class PointsOutOfRange(BadInput):
    zh = "积分要在 0 到 10 万之间"
    en = "Points lie between 0 and 100,000"


class LeastOutOfRange(BadInput):
    zh = "订单金额要在 0 到 1 万元之间"
    en = "The order's amount lies between 0 and 10,000 yuan"


class DaysOutOfRange(BadInput):
    zh = "天数要在 1 到 180 之间"
    en = "The days lie between 1 and 180"


class LimitOutOfRange(BadInput):
    zh = "人数要在 1 到 10 万之间，一位邀请人每天的不能多过一共的"
    en = "Limits lie between 1 and 100,000, and an inviter's of a day is at most the one in all"


class CouponNotRunning(BadInput):
    zh = "这张优惠券没有在发，请选一张进行中的"
    en = "This coupon is not handed out now: choose one that runs"


class Reward(msgspec.Struct, frozen=True):
    """What one of the two gets."""

    points: int = 0
    coupon: str = ""
    """A promotion of the kind coupon; empty: none."""

    def __bool__(self) -> bool:
        return bool(self.points or self.coupon)


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    inviter: Reward = Reward(points=100)
    invitee: Reward = Reward(points=50)
    least: int = 0
    """Fen that the friend pays for goods, and keeps."""
    days: int = 30
    """In which the friend orders."""
    per_day: int = 5
    """Friends in a day for whom an inviter gets something."""
    in_all: int = 50
    """And altogether."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Off until somebody turns it on."""

    enabled: bool = False
    promise: Promise = Promise()
    most: int = 1000
    """Friends that are rewarded in all of the shop."""
    used: int = 0


def checked(promise: Promise, most: int) -> None:
    """Raises one of this file's problems, which names the `field`."""
    if not promise.inviter and not promise.invitee:
        raise NothingPromised(field="inviter_points")
    for field, one in (("inviter_points", promise.inviter), ("invitee_points", promise.invitee)):
        if not 0 <= one.points <= MOST_POINTS:
            raise PointsOutOfRange(field=field)
    if not 0 <= promise.least <= MOST_LEAST:
        raise LeastOutOfRange(field="least")
    if not 1 <= promise.days <= MOST_DAYS:
        raise DaysOutOfRange(field="days")
    for field, limit, above in (
        ("per_day", promise.per_day, promise.in_all),
        ("in_all", promise.in_all, MOST_FRIENDS),
        ("most", most, MOST_FRIENDS),
    ):  # fmt: skip
        if not 1 <= limit <= above:
            raise LimitOutOfRange(field=field)
