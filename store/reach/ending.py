"""Bargains whose time is almost over: which of them, and when that is to be told."""

from datetime import datetime, timedelta

from sqlalchemy import Select, literal, select

from store.members.models import Identity
from store.promotions.bargains.models import Haggle
from store.reach.models import Message, MessageConsent

SOON = timedelta(hours=2)
"""Before a bargain's time is over; of a short one in its last quarter."""
AT_ONCE = 200
ENDS = "ends"
"""In the subject of what is told of it."""


def almost_over(now: datetime) -> Select[str, datetime, datetime]:
    """Id, beginning and end of haggles that end within `SOON` and whose beginners want, and were not, told so."""
    soon = (Haggle.state == "cutting", Haggle.until > now, Haggle.until <= now + SOON)
    wants = select(MessageConsent.kind).where(
        MessageConsent.member == Haggle.member, MessageConsent.kind == "haggle", MessageConsent.left > 0
    )
    known = select(Identity.member).where(Identity.member == Haggle.member, Identity.provider == "wechat-mini")
    told = select(Message.id).where(Message.kind == "haggle", Message.subject == Haggle.id + literal(f"-{ENDS}"))
    asked = select(Haggle.id, Haggle.began_at, Haggle.until).where(*soon, wants.exists(), known.exists())
    return asked.where(~told.where(Message.member == Haggle.member).exists()).order_by(Haggle.until).limit(AT_ONCE)


def is_soon(began: datetime, until: datetime, now: datetime) -> bool:
    return until - now <= min(SOON, (until - began) / 4)
