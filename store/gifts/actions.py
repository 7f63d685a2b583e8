"""What changes about gifts."""

from datetime import datetime, timedelta
from typing import Literal

import msgspec
from sqlalchemy import func, insert, select, update

from appliance.clock import CHINA
from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.events import GiftGiven, Speaker
from appliance.ids import new_id
from appliance.plain import one_line
from store.gifts.models import Gift, GiftRecord, GiftRules
from store.gifts.problems import (
    AdultsOnly,
    CountUnusable,
    DayIsFull,
    GiftNotFound,
    GiftsOff,
    LimitUnusable,
    MinorsGiveNothing,
    NameUnusable,
    NotOnAir,
    PointsLacking,
    PriceUnusable,
    RecordNotFound,
    ReturnedBefore,
    TooManyGifts,
)
from store.members import actions as members
from store.promotions import actions as promotions
from store.promotions.problems import PointsShort

ROW = "gifts"
MOST_GIFTS = 12
MOST_AT_ONCE = 99
MINOR_FOR = timedelta(days=30)
"""Who said to be under age is not of age by the next tap: the word stands so long, whatever is said after."""
COMBO = timedelta(seconds=5)
"""Who gives the same again within it goes on counting."""

Effect = Literal["float", "burst", "full"]


class Giving(msgspec.Struct, frozen=True, kw_only=True):
    """What a viewer gives."""

    room: str
    broadcast: str
    """What is on air there; empty: nothing."""
    speaker: Speaker
    gift: str
    count: int = 1


def give(tx: Transaction, giving: Giving) -> dict[str, object]:
    """Points leave, and everybody sees it; as JSON, so that the same request can be answered the same again.

    Raises GiftsOff, NotOnAir, MinorsGiveNothing, AdultsOnly, GiftNotFound, CountUnusable, DayIsFull, PointsLacking,
    MemberGone.
    """
    member = giving.speaker.viewer
    rules = _open_rules(tx)
    if not giving.broadcast:
        raise NotOnAir
    members.know(tx, member)
    if members.has_denied(tx, member, "adult", tx.now - MINOR_FOR):
        raise MinorsGiveNothing
    if not members.has_agreed(tx, member, "adult"):
        raise AdultsOnly
    gift = _offered(tx, giving.gift)
    if not 1 <= giving.count <= MOST_AT_ONCE:
        raise CountUnusable(field="count")
    points, record = gift.points * giving.count, new_id(tx.now)
    left = rules.daily_points - given_today(tx, member)
    if points > left:
        raise DayIsFull(daily_points=rules.daily_points, left=max(left, 0))
    try:
        promotions.spend_on_gift(tx, member, record, points)
    except PointsShort:
        raise PointsLacking(points=points) from None
    combo = _combo(tx, giving) + giving.count
    tx.execute(
        insert(GiftRecord).values(
            id=record,
            room=giving.room,
            broadcast=giving.broadcast,
            member=member,
            gift=gift.id,
            name=gift.name,
            points=points,
            count=giving.count,
            combo=combo,
            returned_by="",
            at=tx.now,
        )
    )
    tx.record(
        GiftGiven(
            room=giving.room,
            speaker=giving.speaker,
            gift=gift.id,
            name=gift.name,
            effect=gift.effect,
            count=giving.count,
            combo=combo,
            picture=picture_of(gift),
        )
    )
    return {"given": record, "points": points, "combo": combo}


def picture_of(gift: Gift | AnyRow) -> str:
    """Where it is shown from; empty where the shop drew none."""
    return f"/blobs/{gift.picture}" if gift.picture else ""


def give_back(tx: Transaction, record: str, by: str) -> None:
    """A child had given: the points are the member's again. Raises RecordNotFound, ReturnedBefore."""
    found = tx.one_or_none(select(GiftRecord.member, GiftRecord.points).where(GiftRecord.id == record))
    if found is None or found.member is None:
        raise RecordNotFound
    fresh = update(GiftRecord).where(GiftRecord.id == record, GiftRecord.returned_at.is_(None))
    if not tx.execute(fresh.values(returned_at=tx.now, returned_by=by)).rowcount:
        raise ReturnedBefore
    promotions.return_gift(tx, found.member, record, found.points)


def set_rules(tx: Transaction, *, enabled: bool, daily_points: int, by: str) -> None:
    """Raises LimitUnusable."""
    if not 1 <= daily_points <= 100_000:
        raise LimitUnusable(field="daily_points")
    kept = {"enabled": enabled, "daily_points": daily_points, "changed_by": by, "changed_at": tx.now}
    if not tx.add_once(GiftRules, id=ROW, **kept):
        tx.execute(update(GiftRules).where(GiftRules.id == ROW).values(kept))


def add_gift(tx: Transaction, *, name: str, points: int, effect: Effect, picture: str | None = None) -> str:
    """At the panel's end. Raises NameUnusable, PriceUnusable, TooManyGifts."""
    name = _name(name)
    _check_points(points)
    _check_room(tx)
    last = tx.scalar(select(func.max(Gift.position))) or 0
    gift = new_id(tx.now)
    values = {"name": name, "points": points, "effect": effect, "picture": picture, "changed_at": tx.now}
    tx.execute(insert(Gift).values(id=gift, position=last + 1, offered=True, **values))
    return gift


def change_gift(
    tx: Transaction, gift: str, *, name: str, points: int, effect: Effect, picture: str | None = None
) -> None:
    """Without a new picture the old one stays. Raises GiftNotFound, NameUnusable, PriceUnusable."""
    values: dict[str, object] = {"name": _name(name), "points": points, "effect": effect, "changed_at": tx.now}
    _check_points(points)
    if picture is not None:
        values["picture"] = picture
    if not tx.execute(update(Gift).where(Gift.id == gift, Gift.offered).values(values)).rowcount:
        raise GiftNotFound


def withdraw_gift(tx: Transaction, gift: str) -> None:
    """Raises GiftNotFound."""
    if not tx.execute(update(Gift).where(Gift.id == gift, Gift.offered).values(offered=False)).rowcount:
        raise GiftNotFound


def offer_again(tx: Transaction, gift: str) -> None:
    """Raises GiftNotFound, TooManyGifts."""
    _check_room(tx)
    if not tx.execute(update(Gift).where(Gift.id == gift, Gift.offered.is_(False)).values(offered=True)).rowcount:
        raise GiftNotFound


def adopt(tx: Transaction, guest: str, member: str) -> None:
    tx.execute(update(GiftRecord).where(GiftRecord.member == guest).values(member=member))


def forget(tx: Transaction, member: str) -> None:
    """What was given stays, without the person."""
    tx.execute(update(GiftRecord).where(GiftRecord.member == member).values(member=None))


def midnight(now: datetime) -> datetime:
    """At which the shop's day began."""
    return now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)


def given_today(tx: Transaction, member: str) -> int:
    mine = (GiftRecord.member == member, GiftRecord.at >= midnight(tx.now), GiftRecord.returned_at.is_(None))
    return int(tx.scalar(select(func.coalesce(func.sum(GiftRecord.points), 0)).where(*mine)))


def _open_rules(tx: Transaction) -> AnyRow:
    rules = tx.one_or_none(select(GiftRules.enabled, GiftRules.daily_points).where(GiftRules.id == ROW))
    if rules is None or not rules.enabled:
        raise GiftsOff
    return rules


def _offered(tx: Transaction, gift: str) -> AnyRow:
    columns = (Gift.id, Gift.name, Gift.points, Gift.effect, Gift.picture)
    found = tx.one_or_none(select(*columns).where(Gift.id == gift, Gift.offered))
    if found is None:
        raise GiftNotFound
    return found


def _combo(tx: Transaction, giving: Giving) -> int:
    """What this member has just given of the same in this room."""
    same = (GiftRecord.room == giving.room, GiftRecord.gift == giving.gift)
    mine = (GiftRecord.member == giving.speaker.viewer, GiftRecord.at > tx.now - COMBO)
    latest = select(GiftRecord.combo).where(*mine, *same).order_by(GiftRecord.at.desc(), GiftRecord.combo.desc())
    return tx.scalar(latest.limit(1)) or 0


def _check_room(tx: Transaction) -> None:
    if (tx.scalar(select(func.count()).select_from(Gift).where(Gift.offered)) or 0) >= MOST_GIFTS:
        raise TooManyGifts


def _name(text: str) -> str:
    name = one_line(text)
    if not 1 <= len(name) <= 8:
        raise NameUnusable(field="name")
    return name


def _check_points(points: int) -> None:
    if not 1 <= points <= 10_000:
        raise PriceUnusable(field="points")
