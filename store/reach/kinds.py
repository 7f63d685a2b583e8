"""What a member can be told by WeChat, and in which fields of a template it may stand (pure)."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from appliance.clock import CHINA

Sort = Literal["words", "code", "moment", "money"]
"""Of a fact: words in Chinese; a number as people copy it; a moment; fen."""


class Fact(msgspec.Struct, frozen=True):
    name: str
    sort: Sort


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    facts: tuple[Fact, ...]
    lasts: timedelta
    """Later than so long afterwards nobody wants to hear it."""
    at_night: bool = True
    """About one's own order or reservation: told at any hour."""


NOTE = Fact("note", "words")
"""The shop's own few words, the same in every message of a kind."""

KINDS: dict[str, Kind] = {
    "show": Kind(facts=(Fact("title", "words"), Fact("begun", "moment"), NOTE), lasts=timedelta(minutes=30)),
    "shipped": Kind(
        facts=(
            Fact("goods", "words"),
            Fact("number", "code"),
            Fact("carrier", "words"),
            Fact("tracking", "code"),
            Fact("at", "moment"),
            NOTE,
        ),
        lasts=timedelta(days=3),
    ),
    "refund": Kind(
        facts=(Fact("goods", "words"), Fact("number", "code"), Fact("amount", "money"), Fact("at", "moment"), NOTE),
        lasts=timedelta(days=3),
    ),
    "won": Kind(facts=(Fact("title", "words"), Fact("until", "moment"), NOTE), lasts=timedelta(days=7), at_night=False),
    "team": Kind(
        facts=(Fact("goods", "words"), Fact("number", "code"), Fact("paid", "money"), Fact("at", "moment"), NOTE),
        lasts=timedelta(days=3),
    ),
    "team-failed": Kind(
        facts=(Fact("goods", "words"), Fact("number", "code"), Fact("amount", "money"), Fact("at", "moment"), NOTE),
        lasts=timedelta(days=3),
    ),
    "haggle": Kind(
        facts=(Fact("goods", "words"), Fact("price", "money"), Fact("stands", "words"), Fact("until", "moment"), NOTE),
        lasts=timedelta(days=3),
        at_night=False,
    ),
}
"""show 开播, shipped 发货, refund 退款, won 中奖或抢到待付, team 成团, team-failed 拼团未成功,
haggle 砍到底价或快到期.
"""

OF_ORDERS = ("shipped", "refund")
"""Asked for after paying."""
OF_TEAMS = ("team", "team-failed")
"""Asked for beside the payment of a place in a team, with `shipped`, or by a button on the team's page."""
OF_SHOWS = ("show", "won")
"""Asked for by who wants to see a show."""

QUIET = (22, 8)
"""From ten in the evening to eight: only about one's own orders and reservations."""


def told_at(now: datetime) -> list[str]:
    """Kinds of which somebody may hear at this hour."""
    hour = now.astimezone(CHINA).hour
    quiet = hour >= QUIET[0] or hour < QUIET[1]
    return [name for name, kind in KINDS.items() if kind.at_night or not quiet]
