"""Whether a friend is the inviter, another friend of theirs, or an old buyer, under another name.

Sightings of devices are let go after a day or so (`store.risk`): a friend is looked at when the order is paid, and once
more before anything is given, by what orders, attempts and addresses keep.
"""

from sqlalchemy import ColumnElement, and_, select

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.keys import Keys
from store.invites.models import Invite, InviteCode
from store.invites.terms import Why
from store.members import contact as contacts
from store.members.models import Member, Place
from store.orders.models import Order
from store.payments.models import Attempt
from store.risk.models import Sighting

LATEST = 100
"""Orders and addresses of an inviter that are compared."""


def likeness(tx: Transaction, keys: Keys, invite: AnyRow) -> Why | None:
    """Of an invite with its order; None: somebody else, and new."""
    order = tx.execute(select(Order.__table__).where(Order.id == invite.order)).one()
    phone, payers = order.phone_fingerprint, _payers(tx, Attempt.order == invite.order)
    devices = _devices(tx, Sighting.order == invite.order) | ({invite.device} - {""})
    if devices & _devices_of(tx, invite.inviter):
        return "device"
    if phone and phone in _phones_of(tx, invite.inviter):
        return "phone"
    address = _address(keys, order.region, order.contact_sealed)
    if address and address in _addresses_of(tx, keys, invite.inviter):
        return "address"
    if payers & _payers(tx, Order.member == invite.inviter):
        return "payer"
    if _is_another_friend(tx, invite, phone, payers, devices):
        return "again"
    return "old-buyer" if _has_bought(tx, invite, phone, payers) else None


def _devices(tx: Transaction, where: ColumnElement[bool]) -> set[str]:
    return set(tx.execute(select(Sighting.subject).where(Sighting.kind == "device", where)).scalars())


def _devices_of(tx: Transaction, member: str) -> set[str]:
    asked = select(InviteCode.device).where(InviteCode.member == member, InviteCode.device != "")
    opened = select(Invite.device).where(Invite.invitee == member, Invite.device != "")
    told = {*tx.execute(asked).scalars(), *tx.execute(opened).scalars()}
    return told | _devices(tx, Sighting.member == member)


def _phones_of(tx: Transaction, member: str) -> set[str]:
    bought = select(Order.phone_fingerprint).where(Order.member == member, Order.phone_fingerprint.is_not(None))
    own = tx.scalar(select(Member.phone_fingerprint).where(Member.id == member))
    return {*tx.execute(bought.distinct()).scalars(), *([own] if own else [])}


def _addresses_of(tx: Transaction, keys: Keys, member: str) -> set[str]:
    bought = select(Order.region, Order.contact_sealed.label("sealed")).where(Order.member == member)
    kept = select(Place.region, Place.sealed).where(Place.member == member)
    rows = [*tx.execute(bought.order_by(Order.id.desc()).limit(LATEST)), *tx.execute(kept.limit(LATEST))]
    return {found for row in rows if (found := _address(keys, row.region, row.sealed))}


def _address(keys: Keys, region: str, sealed: str | None) -> str:
    """Empty where goods are picked up."""
    try:
        street = contacts.unseal(keys, sealed).street if sealed else ""
    except ValueError:
        return ""  # sealed by another house: its backup lives here now
    return contacts.address_fingerprint(keys, region, street) if street else ""


def _payers(tx: Transaction, where: ColumnElement[bool]) -> set[tuple[str, str]]:
    asked = select(Attempt.provider, Attempt.payer).join(Order, Order.id == Attempt.order)
    paid = asked.where(where, Attempt.payer != "", Attempt.paid_at.is_not(None))
    return {(row.provider, row.payer) for row in tx.execute(paid)}


def _is_another_friend(
    tx: Transaction, invite: AnyRow, phone: str | None, payers: set[tuple[str, str]], devices: set[str]
) -> bool:
    other = (
        *(Invite.inviter == invite.inviter, Invite.invitee != invite.invitee, Invite.order.is_not(None)),
        Invite.state != "void",  # of two names of one person the one that came first stays
    )
    if devices and tx.scalar(select(Invite.invitee).where(*other, Invite.device.in_(devices)).limit(1)):
        return True
    theirs = select(Order.id).join(Invite, Invite.order == Order.id).where(*other)
    if phone and tx.scalar(theirs.where(Order.phone_fingerprint == phone).limit(1)):
        return True
    return bool(payers & _payers(tx, Order.id.in_(theirs)))


def _has_bought(tx: Transaction, invite: AnyRow, phone: str | None, payers: set[tuple[str, str]]) -> bool:
    before = (Order.member != invite.invitee, Order.paid_at < invite.bound_at)
    if phone and tx.scalar(select(Order.id).where(*before, Order.phone_fingerprint == phone).limit(1)):
        return True
    of_them = Attempt.payer.in_([payer for _, payer in payers])
    return bool(payers) and bool(payers & _payers(tx, and_(*before, of_them)))
