"""Somebody begins, and others help: one cut each, until the floor."""

import secrets
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import func, insert, or_, select, update

from appliance.clock import CHINA
from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.events import PriceChopped
from appliance.ids import new_id
from store.members import actions as members
from store.promotions.bargains.actions.planning import of
from store.promotions.bargains.cuts import cuts
from store.promotions.bargains.models import Chop, Haggle
from store.promotions.bargains.problems import (
    BargainNotOpen,
    BargainOver,
    BargainSoldOut,
    FloorReached,
    HaggleNotFound,
    HaggleOver,
    HelpedEnough,
    PhoneHelped,
)

SEED_BYTES = 16


class Friend(msgspec.Struct, frozen=True, kw_only=True):
    """Who cuts."""

    member: str
    name: str = ""
    """As others read it."""
    device: str = ""
    """The fingerprint of the phone."""


class Chopped(msgspec.Struct, frozen=True, kw_only=True):
    amount: int
    price: int
    """Reached by now."""
    again: bool = False
    """They had helped before, with this amount."""


def begin(tx: Transaction, bargain: str, who: Friend) -> str:
    """The price of this bargain comes down for them, by their own cut first; the haggle's id.

    Who has a standing one gets that. Raises BargainNotFound, BargainNotOpen, BargainOver, BargainSoldOut, MemberGone.
    """
    found = of(tx, bargain)
    mine = (Haggle.bargain == bargain, Haggle.member == who.member, Haggle.state != "lapsed")
    standing = tx.one_or_none(select(Haggle.id, Haggle.state, Haggle.until).where(*mine))
    if standing is not None and (standing.state != "cutting" or standing.until > tx.now):
        return str(standing.id)
    _check_open(tx.now, found)
    members.know(tx, who.member)
    if standing is not None:
        tx.execute(update(Haggle).where(Haggle.id == standing.id, Haggle.state == "cutting").values(state="lapsed"))
    haggle = new_id(tx.now)
    tx.execute(
        insert(Haggle).values(
            id=haggle, bargain=bargain, member=who.member, seed=secrets.token_hex(SEED_BYTES),
            price=found.start_price, helped=0, state="cutting", order=None, began_at=tx.now,
            until=tx.now + timedelta(hours=found.hours),
        )
    )  # fmt: skip
    _cut(tx, _locked(tx, haggle), found, who)
    return haggle


def chop(tx: Transaction, haggle: str, who: Friend) -> Chopped:
    """One cut for somebody else's price; who had cut it before is told so.

    Raises HaggleNotFound, HaggleOver, FloorReached, BargainOver, PhoneHelped, HelpedEnough, MemberGone.
    """
    row = _locked(tx, haggle)
    before = tx.scalar(select(Chop.amount).where(Chop.haggle == haggle, Chop.member == who.member))
    if before is not None:
        return Chopped(amount=int(before), price=row.price, again=True)
    bargain = of(tx, row.bargain)
    _check_cutting(tx, row, bargain, who)
    members.know(tx, who.member)
    amount = _cut(tx, row, bargain, who)
    price = row.price - amount
    tx.record(
        PriceChopped(
            room=bargain.room, member=row.member, bargain=bargain.id, haggle=haggle, name=who.name, amount=amount,
            price=price, helped=row.helped + 1, helpers=bargain.helpers,
        )
    )  # fmt: skip
    return Chopped(amount=amount, price=price)


def _locked(tx: Transaction, haggle: str) -> AnyRow:
    """Its row, whose cuts nobody else takes before the end of the transaction. Raises HaggleNotFound."""
    touched = update(Haggle).where(Haggle.id == haggle).values(helped=Haggle.helped)
    row = tx.one_or_none(touched.returning(*Haggle.__table__.c))
    if row is None:
        raise HaggleNotFound
    return row


def _cut(tx: Transaction, row: AnyRow, bargain: AnyRow, who: Friend) -> int:
    """The next cut in its row; fen. Raises FloorReached."""
    if row.helped >= bargain.helpers:
        raise FloorReached
    amount: int = cuts(row.seed, bargain.start_price - bargain.floor_price, bargain.helpers)[row.helped]
    here = (Haggle.id == row.id, Haggle.helped == row.helped, Haggle.price - amount >= bargain.floor_price)
    cut = update(Haggle).where(*here, Haggle.state == "cutting")
    if not tx.execute(cut.values(helped=Haggle.helped + 1, price=Haggle.price - amount)).rowcount:
        raise FloorReached
    tx.execute(
        insert(Chop).values(
            haggle=row.id, place=row.helped + 1, bargain=bargain.id, member=who.member, device=who.device,
            amount=amount, at=tx.now,
        )
    )  # fmt: skip
    return amount


def _check_open(now: datetime, bargain: AnyRow) -> None:
    if bargain.state == "ended" or now >= bargain.ends_at:
        raise BargainOver
    if now < bargain.opens_at:
        raise BargainNotOpen
    if not bargain.left:
        raise BargainSoldOut


def _check_cutting(tx: Transaction, row: AnyRow, bargain: AnyRow, who: Friend) -> None:
    if bargain.reason == "staff":
        raise BargainOver
    if row.state != "cutting" or row.until <= tx.now:
        raise HaggleOver
    if row.helped >= bargain.helpers:
        raise FloorReached
    same_phone = select(Chop.place).where(Chop.haggle == row.id, Chop.device == who.device)
    if who.device and tx.scalar(same_phone) is not None:
        raise PhoneHelped
    if _helped_today(tx, bargain.id, who) >= bargain.per_helper:
        raise HelpedEnough(most=bargain.per_helper)


def _helped_today(tx: Transaction, bargain: str, who: Friend) -> int:
    """Others, since the shop's midnight: by this person, and by whoever else held the same phone."""
    midnight = tx.now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    whose = Chop.member == who.member
    if who.device:
        whose = or_(whose, Chop.device == who.device)
    mine = (Chop.bargain == bargain, whose, Chop.at >= midnight, Chop.place > 1)
    return int(tx.scalar(select(func.count()).select_from(Chop).where(*mine)) or 0)
