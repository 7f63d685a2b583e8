"""Orders over HTTP: what a buyer sees of them and may do about them."""

import msgspec
from quart import request

from appliance.errors import BadInput
from appliance.house import house
from appliance.http import Api
from appliance.identity.permissions import Permission
from appliance.identity.tokens import Claims
from store.orders import actions, reads
from store.orders.shown import OrderShown, shown

api = Api("orders", __name__)


class Orders(msgspec.Struct, frozen=True):
    items: list[OrderShown]
    next: str | None
    """The cursor of the next page."""


class Remind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    order: str = ""
    """Empty: every order that was made in the room and waits for its money."""


class Reminded(msgspec.Struct, frozen=True):
    reminded: int
    """Buyers who were told: nobody is reminded twice of an order, nor of one that was made just now."""


@api.route_to("GET", "/orders", summary="The buyer's orders, latest first", answers=Orders, viewer=True)
async def orders(viewer: Claims) -> Orders:
    """`state` is all, to-pay, to-ship, shipped or done; `cursor` is the last answer's `next`."""
    tab = _tab(request.args.get("state", "all"))
    async with house().db.read() as session:
        found = await reads.of_member(session, viewer.viewer, tab, request.args.get("cursor", ""))
    now = house().clock.now()
    more = found[-1].order.id if len(found) == reads.PAGE else None
    return Orders([shown(one, house().keys, now) for one in found], more)


@api.route_to("GET", "/orders/<order>", summary="An order", answers=OrderShown, viewer=True)
async def order(viewer: Claims, order: str) -> OrderShown:
    return await _shown(order, viewer.viewer)


@api.route_to("DELETE", "/orders/<order>", summary="Take back an order that is not paid", viewer=True)
async def cancel(viewer: Claims, order: str) -> None:
    await _mine(order, viewer.viewer)
    await house().db.write(actions.close, order, "buyer")


@api.route_to("POST", "/orders/<order>/receipt", summary="Everything is here", answers=OrderShown, viewer=True)
async def confirm(viewer: Claims, order: str) -> OrderShown:
    await _mine(order, viewer.viewer)
    await house().db.write(actions.receive, order)
    return await _shown(order, viewer.viewer)


@api.route_to(
    "POST", "/rooms/<room>/reminders", summary="Remind who has not paid yet", allow=Permission.ORDERS_RUN, body=Remind,
    answers=Reminded,
)  # fmt: skip
async def remind(room: str, body: Remind) -> Reminded:
    return Reminded(await house().db.write(actions.remind, room, body.order))


def _tab(state: str) -> reads.Tab:
    try:
        tab: reads.Tab = msgspec.convert(state, reads.Tab)
    except msgspec.ValidationError as error:
        raise BadInput(why=str(error), field="state") from error
    return tab


async def _mine(order: str, member: str) -> None:
    async with house().db.read() as session:
        await reads.order(session, order, member)


async def _shown(order: str, member: str) -> OrderShown:
    async with house().db.read() as session:
        found = await reads.whole(session, order, member)
    return shown(found, house().keys, house().clock.now())
