"""What is asked about the shop itself."""

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from store.shop.actions import ROW, Particulars, placed
from store.shop.models import Shop

UNNAMED = "本店"


async def particulars(session: AsyncSession) -> Particulars:
    """A shop that has not been described yet has a name all the same."""
    found = await session.get(Shop, ROW)
    if found is None:
        return Particulars(name=UNNAMED)
    return Particulars(**{name: getattr(found, name) for name in Particulars.__struct_fields__})


def pick_up_place(shop: Particulars) -> str:
    """Where buyers come to: empty while nobody has said it."""
    return placed(shop.region, shop.street)


def returns_to(shop: Particulars) -> str:
    """What goes on a parcel that comes back."""
    return shop.returns or " ".join(part for part in (shop.name, shop.phone, pick_up_place(shop)) if part)


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What viewers see of the shop (亮证: 电子商务法 Art. 15)."""

    name: str
    phone: str
    region: str
    """Province, city and district with a space between: where an address is most likely to be."""
    place: str
    hours: str
    company: str
    licence: str
    icp: str


def card(shop: Particulars) -> Card:
    return Card(
        name=shop.name, phone=shop.phone, region=shop.region, place=pick_up_place(shop), hours=shop.hours,
        company=shop.company, licence=shop.licence, icp=shop.icp,
    )  # fmt: skip
