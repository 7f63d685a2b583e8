"""Where something that a viewer asked for goes: to one of their addresses, or as they typed it."""

import msgspec

from appliance.house import house
from store.members import contact as contacts
from store.members import reads
from store.members.contact import To
from store.members.regions import region as usable_region


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom it goes to; `region` and `street` are not asked of who picks up."""

    name: str
    phone: str
    region: str = ""
    street: str = ""


async def destination(member: str, address: str | None, typed: Contact | None, *, picks_up: bool) -> To:
    """Raises PlaceNotFound, RegionUnusable, NameUnusable, PhoneUnusable, StreetUnusable."""
    keys = house().keys
    if address:
        async with house().db.read() as session:
            place = await reads.place(session, member, address)
        person = reads.contact(keys, place)
        return _to(place.region, place.sealed, person)
    if typed is None:
        return To()
    nowhere = picks_up and not typed.street
    person = contacts.contact(typed.name, typed.phone, None if nowhere else typed.street)
    region = "" if nowhere and not typed.region else usable_region(typed.region)
    return _to(region, contacts.seal(keys, person), person)


def _to(region: str, sealed: str, person: contacts.Contact) -> To:
    keys = house().keys
    address = contacts.address_fingerprint(keys, region, person.street) if person.street else None
    return To(region, sealed, contacts.fingerprint(keys, person.phone), address)
