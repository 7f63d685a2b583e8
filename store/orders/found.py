"""What staff look for among orders."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from appliance.plain import one_line
from store.members import contact as contacts
from store.members.contact import PhoneUnusable
from store.orders.models import PAID, Order, OrderLine, Parcel
from store.orders.reads import Tab, Whole, in_tab, wholes
from store.promotions import deals

PAGE = 50


class Search(msgspec.Struct, frozen=True, kw_only=True):
    text: str = ""
    """Part of a number or of a title, a whole phone, pick-up code or tracking number."""
    tab: Tab = "all"
    delivery: str = ""
    since: datetime | None = None
    until: datetime | None = None
    member: str = ""


async def found(session: AsyncSession, keys: Keys, search: Search, cursor: str = "", limit: int = PAGE) -> list[Whole]:
    """The latest first, from below the `cursor`, which is the id of the last one seen."""
    statement = select(Order).where(*_conditions(keys, search)).order_by(Order.id.desc()).limit(limit)
    if cursor:
        statement = statement.where(Order.id < cursor)
    return await wholes(session, (await session.scalars(statement)).all())


async def to_pack(session: AsyncSession, ids: Sequence[str]) -> list[Whole]:
    """Those of them of which something may leave now, the oldest first: what is packed first."""
    waiting = (*in_tab("to-ship"), Order.payment.in_(PAID), ~Order.held, ~deals.waits(Order.id))
    orders = await session.scalars(select(Order).where(Order.id.in_(list(ids)), *waiting).order_by(Order.id))
    return [one for one in await wholes(session, orders.all()) if any(line.sendable for line in one.lines)]


async def counts(session: AsyncSession) -> dict[str, int]:
    """How many wait: for money, for others (等成团), for shipping, for who picks up."""
    waiting = select(func.count()).select_from(Order)
    to_ship = (*in_tab("to-ship"), ~deals.waits(Order.id))
    return {
        "to-pay": await session.scalar(waiting.where(*in_tab("to-pay"))) or 0,
        "waiting": await session.scalar(waiting.where(*in_tab("waiting"))) or 0,
        "to-ship": await session.scalar(waiting.where(*to_ship, Order.delivery != "pickup", ~Order.held)) or 0,
        "to-pick-up": await session.scalar(waiting.where(*to_ship, Order.delivery == "pickup", ~Order.held)) or 0,
    }


async def of_code(session: AsyncSession, code: str) -> Order | None:
    """Who comes with this pick-up code, and has not been yet."""
    waiting = select(Order).where(Order.pickup_code == "".join(code.split()), *in_tab("to-ship"))
    return (await session.scalars(waiting)).one_or_none()


def _conditions(keys: Keys, search: Search) -> list[ColumnElement[bool]]:
    conditions = [*in_tab(search.tab)]
    if search.tab == "to-ship":
        conditions.append(~deals.waits(Order.id))
    if search.delivery:
        conditions.append(Order.delivery == search.delivery)
    if search.member:
        conditions.append(Order.member == search.member)
    if search.since:
        conditions.append(Order.created_at >= search.since)
    if search.until:
        conditions.append(Order.created_at < search.until)
    text = one_line(search.text)
    return [*conditions, or_(*_meant(keys, text))] if text else conditions


def _meant(keys: Keys, text: str) -> list[ColumnElement[bool]]:
    titled = select(OrderLine.order).where(OrderLine.title.icontains(text, autoescape=True))
    sent = select(Parcel.order).where(Parcel.tracking == text)
    meant = [Order.id == text, Order.pickup_code == text, Order.id.in_(titled), Order.id.in_(sent)]
    if text.isdecimal():
        meant.append(Order.number.contains(text, autoescape=True))
    with suppress(PhoneUnusable):
        meant.append(Order.phone_fingerprint == contacts.fingerprint(keys, contacts.number(text)))
    return meant
