"""Whom a parcel goes to: checked as it is typed, sealed as it is kept, masked as staff see it."""

import re
import unicodedata

import msgspec

from appliance.errors import BadInput
from appliance.keys import Keys
from appliance.plain import one_line

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}")
_PURPOSE = "contact"
_BETWEEN = "(?:号楼|号院|号|栋|幢|座|楼|单元|门|层|室|房|#|[-—–_/])+"
"""What stands between the figures of a house, a staircase and a door."""


class PhoneUnusable(BadInput):
    zh = "请填 11 位手机号，或带区号的座机号，例如 022-23456789"
    en = "Give a Chinese mobile number, or a landline with its area code such as 022-23456789"


class NameUnusable(BadInput):
    zh = "收货人写 1 到 30 个字"
    en = "A recipient has 1 to 30 characters"


class PickerUnusable(NameUnusable):
    zh = "取货人写 1 到 30 个字"
    en = "Who picks it up has a name of 1 to 30 characters"


class StreetUnusable(BadInput):
    zh = "详细地址写 2 到 120 个字：街道、小区、门牌号"
    en = "A street has 2 to 120 characters, with the number of the house"


class Contact(msgspec.Struct, frozen=True):
    name: str
    phone: str
    street: str = ""
    """Empty for somebody who picks the goods up."""


class To(msgspec.Struct, frozen=True):
    """Where something goes, sealed."""

    region: str = ""
    sealed: str | None = None
    fingerprint: str | None = None
    """Of the phone."""
    address: str | None = None
    """The fingerprint of region and street; None for who picks up."""


def contact(name: str, phone: str, street: str | None = None) -> Contact:
    """As typed by a person; no street is asked of who picks up. Raises NameUnusable, PhoneUnusable, StreetUnusable."""
    name, written = one_line(name), one_line(street or "")
    if not 1 <= len(name) <= 30:
        raise PickerUnusable(field="name") if street is None else NameUnusable(field="name")
    if street is not None and not 2 <= len(written) <= 120:
        raise StreetUnusable(field="street")
    return Contact(name, number(phone), written)


def number(phone: str) -> str:
    """13800138000 or 022-23456789, however it was typed. Raises PhoneUnusable."""
    typed = re.sub(r"[\s()（）\-－]", "", phone.strip())
    typed = re.sub(r"^(\+|00)?86(?=(1[3-9]\d{9}|0?\d{10,11})$)", "", typed)
    if _MOBILE.fullmatch(typed):
        return typed
    if _LANDLINE.fullmatch(typed):
        area = 3 if typed[1] in "12" else 4
        return f"{typed[:area]}-{typed[area:]}"
    raise PhoneUnusable(field="phone")


def seal(keys: Keys, person: Contact) -> str:
    return keys.seal(_PURPOSE, msgspec.json.encode(person).decode())


def unseal(keys: Keys, sealed: str) -> Contact:
    """Raises ValueError when this house did not seal it."""
    return msgspec.json.decode(keys.unseal(_PURPOSE, sealed), type=Contact)


def fingerprint(keys: Keys, phone: str) -> str:
    """By which a phone is found without being read."""
    return keys.fingerprint("phone", phone)


def address_fingerprint(keys: Keys, region: str, street: str) -> str:
    """By which an address is known again however it was written, without being read."""
    return keys.fingerprint("address", f"{region}|{folded(street)}")


def folded(street: str) -> str:
    """南京路 1 号楼２单元，301 室 and 南京路1-2-301 are one door."""
    plain = re.sub(r"[\s,，.。、;；()（）]", "", unicodedata.normalize("NFKC", street).lower())
    return re.sub(rf"(?<=\d){_BETWEEN}", "-", plain).strip("-")


def masked(person: Contact) -> Contact:
    """张**, 138****8000, the street up to its first figure."""
    return Contact(masked_name(person.name), masked_number(person.phone), masked_street(person.street))


def masked_name(name: str) -> str:
    return name[:1] + "*" * min(len(name) - 1, 2)


def masked_number(phone: str) -> str:
    """138****8000; of a landline the area and the last two figures."""
    if "-" in phone:
        area, _, rest = phone.partition("-")
        return f"{area}-{'*' * (len(rest) - 2)}{rest[-2:]}"
    return f"{phone[:3]}****{phone[-4:]}"


def masked_street(street: str) -> str:
    road = re.match(r"\D{0,6}", street)
    return f"{road[0] if road else ''}***" if street else ""
