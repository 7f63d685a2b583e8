"""Members 会员: finding one, and what the shop knows of them; masked unless somebody asks, and says so by asking."""

from typing import Any

import msgspec
from quart import request
from quart.typing import ResponseReturnValue
from sqlalchemy import select

from appliance.house import house
from appliance.http import Pages, signed
from appliance.identity.permissions import Permission
from console.looks import page
from console.pages.orders import standing
from store.members import contact as contacts
from store.members import found, reads
from store.members.actions import MemberNotFound, note_look
from store.members.contact import Contact
from store.members.levels import listed
from store.members.models import Member
from store.orders import reads as orders
from store.orders.models import Order
from store.promotions import reads as promotions

pages = Pages("console_members", __name__)
LIST = "/console/members"
MOST_MOVES = 20


class Reached(msgspec.Struct, frozen=True):
    """An address as this colleague may read it."""

    region: str
    usual: bool
    person: Contact


@pages.page(LIST, allow=Permission.MEMBERS_SEE)
async def members() -> ResponseReturnValue:
    text, cursor = request.args.get("search", "").strip()[:60], request.args.get("cursor", "")
    async with house().db.read() as session:
        fingerprint = found.print_of(house().keys, text)
        bought = select(Order.member).where(Order.phone_fingerprint == fingerprint).distinct()
        also = (await session.scalars(bought)).all() if fingerprint else ()
        rows = await found.found(session, house().keys, text, cursor, also)
        count = await found.count(session)
    more = rows[-1].id if len(rows) == found.PAGE else ""
    return await page("members/list.html", rows=rows, search=text, more=more, count=count, phone_of=_masked_phone)


@pages.page("/console/members/<member>", allow=Permission.MEMBERS_SEE)
async def member(member: str) -> ResponseReturnValue:
    return await page("members/member.html", **await about_member(member))


@pages.page("/console/members/<member>/contact", allow=Permission.PERSONAL_SEE, methods=("POST",))
async def reveal(member: str) -> ResponseReturnValue:
    """In full, which the journal remembers. Who only packs parcels reads what stands on them, not this."""
    if not signed().may(Permission.MEMBERS_SEE):
        raise MemberNotFound
    about = await about_member(member, in_full=True)
    await house().db.write(note_look, member, "", signed().id)
    return await page("members/member.html", **about)


async def about_member(member: str, *, in_full: bool = False) -> dict[str, Any]:
    async with house().db.read() as session:
        known = await reads.member(session, member)
        return {
            "member": known,
            "phone": reads.phone(house().keys, known) if in_full else _masked_phone(known),
            "places": [
                Reached(one.region, one.usual, _seen(reads.contact(house().keys, one), in_full=in_full))
                for one in await reads.places(session, member)
            ],
            "logs_in": await reads.logs_in(session, member),
            "consents": await reads.consents(session, member),
            "orders": await orders.of_member(session, member),
            "word": standing,
            "points": await promotions.points(session, member),
            "moves": await promotions.points_moves(session, member, MOST_MOVES),
            "coupons": (await promotions.buyer(session, member, known.level, house().clock.now())).coupons,
            "levels": await listed(session),
            "in_full": in_full,
        }


def _seen(person: Contact, *, in_full: bool) -> Contact:
    return person if in_full else contacts.masked(person)


def _masked_phone(known: Member) -> str:
    phone = reads.phone(house().keys, known)
    return contacts.masked_number(phone) if phone else ""
