"""What changes about the shop itself."""

import re

import msgspec
from sqlalchemy import select, update

from appliance.db import Transaction
from appliance.errors import BadInput
from appliance.plain import one_line
from store.shop.models import Shop

ROW = "shop"
LONGEST = 100
_LICENCE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")


class NameMissing(BadInput):
    zh = "店名要有 1 到 30 个字"
    en = "A shop's name has 1 to 30 characters"


class TextTooLong(BadInput):
    zh = "最多 100 个字"
    en = "At most 100 characters"


class LicenceUnusable(BadInput):
    zh = "统一社会信用代码是 18 位数字和大写字母"
    en = "A unified social credit code has 18 digits and capitals"


class Particulars(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    phone: str = ""
    region: str = ""
    street: str = ""
    hours: str = ""
    returns: str = ""
    company: str = ""
    licence: str = ""
    icp: str = ""


def place(tx: Transaction) -> str:
    """Where buyers come to: empty while nobody has said it."""
    row = tx.one_or_none(select(Shop.region, Shop.street))
    return placed(row.region, row.street) if row else ""


def placed(region: str, street: str) -> str:
    return " ".join(part for part in (region.replace(" ", ""), street) if part)


def describe(tx: Transaction, given: Particulars, by: str) -> None:
    """Raises NameMissing, TextTooLong, LicenceUnusable."""
    values = {name: one_line(text) for name, text in msgspec.structs.asdict(given).items()}
    if not 1 <= len(values["name"]) <= 30:
        raise NameMissing(field="name")
    for name, text in values.items():
        if len(text) > LONGEST:
            raise TextTooLong(field=name)
    if values["licence"] and not _LICENCE.fullmatch(values["licence"]):
        raise LicenceUnusable(field="licence")
    kept = {**values, "changed_by": by, "changed_at": tx.now}
    if not tx.add_once(Shop, id=ROW, **kept):
        tx.execute(update(Shop).where(Shop.id == ROW).values(**kept))
