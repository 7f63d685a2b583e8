"""What a round is: as staff write it down, and as it is kept once it was announced (pure)."""

from typing import Any, Literal

import msgspec

Kind = Literal["coupon-drop", "lottery", "poll", "quiz", "red-packets", "check-in"]
FIRST_COME: tuple[Kind, ...] = ("coupon-drop", "red-packets", "check-in")
"""Whose prizes are won by who is first."""
Rule = Literal["all", "keyword", "follow", "share", "buyer", "level"]
Way = Literal["first-come", "draw", "split", "none"]
"""Who is first wins; the draw decides; all who were right share; nothing is won."""


class PrizeWanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: Literal["coupon", "points", "goods"]
    count: int = 1
    """How many of them; of red packets how many packets, of a check-in how many people."""
    promotion: str = ""
    """Of a coupon."""
    points: int = 0
    """Each; of red packets and of a quiz that is shared: in all."""
    sku: str = ""
    """Of goods."""


class NewRound(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: Kind
    title: str
    opens_in: int = 0
    """Seconds from now."""
    lasts: int = 60
    """Seconds."""
    prizes: list[PrizeWanted] = []
    options: list[str] = []
    """Of a poll or a quiz."""
    answer: int = -1
    """Of a quiz: the number of the right option, from 0."""
    shared: bool = False
    """Of a quiz: all who are right share the points; otherwise prizes are drawn among them."""
    rule: Rule = "all"
    keyword: str = ""
    """What to say, or the level."""
    members: bool | None = None
    """Only who has logged in, so that nobody enters by many guests; None: as the kind and the house have it."""
    claim_days: int = 7
    """Goods have to be claimed within so many days."""


class Prize(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    title: str
    count: int
    promotion: str = ""
    terms: dict[str, Any] | None = None
    """Of a coupon, as promised: `store.promotions.running.Terms`."""
    points: int = 0
    sku: str = ""
    picture: str = ""
    """The name of a blob."""
    value: int = 0
    """Fen of one; 0 where it cannot be known."""


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """Never changed once it was announced."""

    way: Way
    prizes: tuple[Prize, ...] = ()
    options: tuple[str, ...] = ()
    answer: int = -1
    rule: Rule = "all"
    keyword: str = ""
    members: bool = False
    claim_days: int = 7

    @property
    def pieces(self) -> int:
        """Prizes that can be won at most."""
        return sum(prize.count for prize in self.prizes)
