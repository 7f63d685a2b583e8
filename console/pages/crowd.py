"""Who watches a show and who has not paid yet, for the control room."""

from datetime import UTC, datetime

import msgspec
from quart.typing import ResponseReturnValue
from sqlalchemy import select

from appliance.house import house
from appliance.http import Pages, json_answer
from appliance.identity.permissions import Permission
from chat.visits import reads as visits
from console.looks import page
from console.pages.control import may
from console.recent import recent
from console.words import source_name
from media.broadcasts import reads
from media.broadcasts.board import board
from store.orders.actions import remindable
from store.orders.actions.reminding import AFTER
from store.orders.models import Order
from store.shelf.figures import Stretch, between
from store.shelf.insight import new_buyers as new_buyers_of

pages = Pages("console_crowd", __name__)
MOST_UNPAID = 100


class Unpaid(msgspec.Struct, frozen=True):
    """An order that waits for its money."""

    order: str
    number: str
    total: int
    at: datetime
    until: datetime | None
    state: str
    """new (its buyer is at it), due (may be reminded), reminded or late (as good as expired)."""


class Crowd(msgspec.Struct, frozen=True):
    """Who has watched this show so far, and who of them bought."""

    viewers: int = 0
    new: int = 0
    stay: int = 0
    """Seconds, on average."""
    sources: list[tuple[str, int]] = []
    """By name, most first."""
    buyers: int = 0
    new_buyers: int = 0


@pages.page("/console/rooms/<room>/board", allow=Permission.FIGURES_SEE)
async def on_the_wall(room: str) -> ResponseReturnValue:
    """大屏: what the show brings, for the shop's wall."""
    async with house().db.read() as session:
        found = await reads.room(session, room)
        on_air = await reads.on_air(session, room)
    return await page("control/board.html", room=found, on_air=on_air, viewers=board().viewers(room), may=may())


@pages.page("/console/rooms/<room>/audience", allow=Permission.ROOMS_SEE)
async def audience(room: str) -> ResponseReturnValue:
    """The viewer curve of the show so far: pairs of unix milliseconds and viewers.

    The rows know it since the show began, the last hours are finer; neither a restart nor another page loses it.
    """
    fine = recent().audience(room)
    until = datetime.fromtimestamp(fine[0][0] / 1000, UTC) if fine else house().clock.now()
    async with house().db.read() as session:
        on_air = await reads.on_air(session, room)
        begun = on_air.aired_at if on_air and on_air.aired_at else None
        kept = await visits.curve(session, room, begun, until) if begun else []
    since = begun.timestamp() * 1000 if begun else 0
    return json_answer([
        *((int(at.timestamp() * 1000), viewers) for at, viewers in kept),
        *((at, viewers) for at, viewers in fine if at >= since),
    ])  # fmt: skip


@pages.page("/console/rooms/<room>/crowd", allow=Permission.FIGURES_SEE)
async def crowd(room: str) -> ResponseReturnValue:
    """Who has come to the show that is on air; of none nobody."""
    async with house().db.read() as session:
        await reads.room(session, room)
        on_air = await reads.on_air(session, room)
        if on_air is None or on_air.aired_at is None:
            return json_answer(Crowd())
        people = await visits.people(session, on_air.id)
        stretch = Stretch(room, on_air.aired_at, None, on_air.id)
        sold = await between(session, stretch, people.viewers)
        new_buyers = await new_buyers_of(session, stretch)
    named = [(source_name(source), count) for source, count in people.sources]
    return json_answer(Crowd(people.viewers, people.new, people.average_stay, named, sold.buyers, new_buyers))


@pages.page("/console/rooms/<room>/unpaid", allow=Permission.ORDERS_SEE)
async def unpaid(room: str) -> ResponseReturnValue:
    """Orders of the room that wait for their money, those that wait longest first; and `now`, unix milliseconds."""
    now = house().clock.now()
    waits = select(Order).where(Order.room == room, Order.state == "pending").order_by(Order.id).limit(MOST_UNPAID)
    async with house().db.read() as session:
        await reads.room(session, room)
        due = set(await session.scalars(select(Order.id).where(Order.room == room, *remindable(now))))
        rows = list(await session.scalars(waits))
    orders = [_waiting(row, due, now) for row in rows]
    return json_answer({"orders": orders, "now": int(now.timestamp() * 1000)})


def _waiting(order: Order, due: set[str], now: datetime) -> Unpaid:
    state = (
        "reminded" if order.reminded_at
        else "due" if order.id in due
        else "new" if order.created_at > now - AFTER
        else "late"
    )  # fmt: skip
    return Unpaid(order.id, order.number, order.total, order.created_at, order.expires_at, state)
