"""What is asked about members."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Prepared
from appliance.keys import Keys
from store.members import contact as contacts
from store.members.actions import MemberNotFound
from store.members.contact import Contact
from store.members.models import Consent, Favourite, Footprint, Identity, Member, Place
from store.members.names import guest_name
from store.members.places import PlaceNotFound


class KnownAs(msgspec.Struct, frozen=True):
    """Somebody as everybody may know them."""

    name: str
    level: str = ""
    avatar: str = ""
    """The name of a blob, if they gave a picture."""
    logs_in: bool = False


async def member(session: AsyncSession, wanted: str) -> Member:
    """Raises MemberNotFound, also for a guest who has left nothing yet."""
    found = await session.get(Member, wanted)
    if found is None:
        raise MemberNotFound
    return found


async def nicknames(session: AsyncSession, wanted: Collection[str]) -> dict[str, str]:
    """By member; who has none is left out."""
    if not wanted:
        return {}
    named = select(Member.id, Member.nickname).where(Member.id.in_(wanted), Member.nickname != "")
    return {row.id: row.nickname for row in await session.execute(named)}


async def levels(session: AsyncSession) -> list[str]:
    """Those that members have."""
    asked = select(Member.level).where(Member.level != "").distinct().order_by(Member.level)
    return list(await session.scalars(asked))


async def level(session: AsyncSession, wanted: str) -> str:
    """Empty for guests who have left nothing yet, too."""
    return next((str(row.level) for row in await _LEVEL.asked(session, member=wanted)), "")


async def logs_in(session: AsyncSession, wanted: str) -> bool:
    """Whether this member can be recognised on another device, too."""
    return await session.scalar(select(Identity.member).where(Identity.member == wanted).limit(1)) is not None


async def openid(session: AsyncSession, wanted: str, provider: str = "wechat-mini") -> str:
    """By which WeChat knows this member; empty when it does not."""
    mine = select(Identity.subject).where(Identity.member == wanted, Identity.provider == provider)
    return await session.scalar(mine.order_by(Identity.at.desc()).limit(1)) or ""


async def places(session: AsyncSession, wanted: str) -> list[Place]:
    """The usual one first."""
    mine = select(Place).where(Place.member == wanted)
    return list(await session.scalars(mine.order_by(Place.usual.desc(), Place.changed_at.desc(), Place.id)))


async def place(session: AsyncSession, member: str, wanted: str) -> Place:
    """Raises PlaceNotFound, also for somebody else's."""
    found = await session.get(Place, wanted)
    if found is None or found.member != member:
        raise PlaceNotFound
    return found


def contact(keys: Keys, place: Place) -> Contact:
    return contacts.unseal(keys, place.sealed)


def phone(keys: Keys, known: Member) -> str:
    """Empty when none is bound."""
    return keys.unseal("phone", known.phone_sealed) if known.phone_sealed else ""


async def favourites(session: AsyncSession, wanted: str) -> list[str]:
    """Products, the latest first."""
    mine = select(Favourite.product).where(Favourite.member == wanted)
    return list(await session.scalars(mine.order_by(Favourite.at.desc(), Favourite.product)))


async def likes(session: AsyncSession, wanted: str, product: str) -> bool:
    return bool(await _LIKES.asked(session, member=wanted, product=product))


async def footprints(session: AsyncSession, wanted: str) -> list[Footprint]:
    """The latest first."""
    mine = select(Footprint).where(Footprint.member == wanted)
    return list(await session.scalars(mine.order_by(Footprint.at.desc(), Footprint.product)))


async def consents(session: AsyncSession, wanted: str) -> list[Consent]:
    """The latest first."""
    mine = select(Consent).where(Consent.member == wanted)
    return list(await session.scalars(mine.order_by(Consent.at.desc(), Consent.id.desc())))


async def has_agreed(session: AsyncSession, wanted: str, document: str) -> bool:
    """Whether somebody's latest word on a document is yes."""
    asked = select(Consent.given).where(Consent.member == wanted, Consent.document == document)
    return bool(await session.scalar(asked.order_by(Consent.at.desc(), Consent.id.desc()).limit(1)))


async def has_denied(session: AsyncSession, wanted: str, document: str, since: datetime) -> bool:
    """Whether somebody has said no to a document since then, whatever they said after."""
    asked = select(Consent.id).where(Consent.member == wanted, Consent.document == document, Consent.at > since)
    return await session.scalar(asked.where(Consent.given.is_(False)).limit(1)) is not None


async def known_as(session: AsyncSession, keys: Keys, wanted: str) -> KnownAs:
    """By nickname, in full; a guest by `guest_name`."""
    logs_in = exists().where(Identity.member == Member.id).label("logs_in")
    asked = select(Member.nickname, Member.level, Member.avatar, logs_in).where(Member.id == wanted)
    found = (await session.execute(asked)).first()
    guest = guest_name(keys, wanted)
    if found is None:
        return KnownAs(guest)
    return KnownAs(found.nickname or guest, found.level, found.avatar or "", found.logs_in)


async def everything(session: AsyncSession, keys: Keys, wanted: str) -> dict[str, Any]:
    """All that this feature keeps of somebody, in the clear, for themselves (PIPL Art. 45)."""
    known = await session.get(Member, wanted)
    return {
        "member": None if known is None else _profile(keys, known),
        "addresses": [
            {"region": one.region, "usual": one.usual, **msgspec.structs.asdict(contact(keys, one))}
            for one in await places(session, wanted)
        ],
        "identities": [
            {"provider": one.provider, "subject": one.subject, "at": one.at}
            for one in await session.scalars(select(Identity).where(Identity.member == wanted))
        ],
        "favourites": await favourites(session, wanted),
        "footprints": [{"product": one.product, "at": one.at} for one in await footprints(session, wanted)],
        "consents": [
            {"document": one.document, "version": one.version, "given": one.given, "at": one.at}
            for one in await consents(session, wanted)
        ],
    }


def _profile(keys: Keys, known: Member) -> dict[str, Any]:
    return {
        "id": known.id,
        "nickname": known.nickname,
        "avatar": known.avatar,
        "level": known.level,
        "level_reason": known.level_reason,
        "birthday": known.birthday,
        "phone": phone(keys, known),
        "personalised": known.personalised,
        "joined_at": known.joined_at,
    }


_LEVEL = Prepared(select(Member.level).where(Member.id == bindparam("member")))
_LIKES = Prepared(
    select(Favourite.at).where(Favourite.member == bindparam("member"), Favourite.product == bindparam("product"))
)
