"""Rounds that a room plays: coupon drops, lotteries, polls, quizzes, red-packet rain, check-ins."""

from datetime import datetime
from typing import ClassVar

import msgspec

from appliance.events.fact import Audience, Event, Pace
from appliance.identity.permissions import Permission


class PrizeShown(msgspec.Struct, frozen=True, omit_defaults=True):
    """What can be won."""

    kind: str
    """coupon, points or goods."""
    title: str
    """满 100 减 20 券, 200 积分, 十八街麻花礼盒."""
    count: int
    """How many of them; of points in red packets: the points in all."""
    picture: str = ""
    points: int = 0
    """Of points: how many each, or in all where they are shared or hidden in packets."""


class RoundOpened(Event, frozen=True, tag=True):
    """A round is on everybody's screen: it takes entries from `opens_at` until `closes_at`, by the server's clock."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    round: str
    kind: str
    """coupon-drop 发券, lottery 福袋, poll 投票, quiz 答题, red-packets 红包雨 or check-in 签到."""
    title: str
    opens_at: datetime
    closes_at: datetime
    prizes: tuple[PrizeShown, ...] = ()
    options: tuple[str, ...] = ()
    """Of a poll or a quiz."""
    rule: str = ""
    """Who may enter, of a lottery: all, keyword, follow, share, buyer or level; follow of a drop for followers."""
    keyword: str = ""
    """What to say in the chat, when the rule is keyword; the level, when it is level."""
    members: bool = False
    """Only who has logged in may enter."""
    commitment: str = ""
    """SHA-256 of the seed that the draw will use, in hex: told before anybody enters."""
    way: str = ""
    """How it is decided: first-come, draw (everybody has the same chance), split among who is right, or none."""
    claim_days: int = 0
    """Goods have to be claimed within so many days; 0 where no goods can be won."""


class RoundCounted(Event, frozen=True, tag=True):
    """How many have entered, and what they chose."""

    audience: ClassVar[Audience] = Audience.ROOM
    durable: ClassVar[bool] = False
    pace: ClassVar[Pace] = Pace.COUNT
    counted_by: ClassVar[str] = "round"
    room: str
    round: str
    entries: int
    tallies: tuple[int, ...] = ()
    """By option; empty in a quiz until it is over."""
    left: int = -1
    """Prizes of a first-come round that are still there; -1: not of that kind."""


class RoundEnded(Event, frozen=True, tag=True):
    """It is over, and this came of it. Who won what is each winner's own news too."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    round: str
    kind: str
    reason: str
    """closed, used-up or cancelled."""
    entries: int
    tallies: tuple[int, ...] = ()
    answer: int = -1
    """Of a quiz."""
    winners: tuple[str, ...] = ()
    """Names as everybody may know them, up to fifty."""
    won: int = 0
    """Winners in all."""
    proof: str = ""
    """Where everything that the draw rests on can be read: /api/v1/rounds/ID/proof."""


class PrizeWon(Event, frozen=True, tag=True):
    """A member won; points and coupons are theirs already, goods have to be claimed until `until`."""

    audience: ClassVar[Audience] = Audience.VIEWER
    room: str
    member: str
    round: str
    win: str
    kind: str
    title: str
    until: datetime | None


class PrizeClaimed(Event, frozen=True, tag=True):
    """A winner said where the prize is to go."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.PLAY_RUN
    room: str
    round: str
    win: str


class PrizeLapsed(Event, frozen=True, tag=True):
    """Nobody claimed a prize in time; it is the shop's again."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.PLAY_RUN
    room: str
    round: str
    win: str


class RoomFollowed(Event, frozen=True, tag=True):
    """A member follows a room, or no longer does."""

    room: str
    member: str
    follows: bool
