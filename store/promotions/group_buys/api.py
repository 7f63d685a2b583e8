"""Group buys over HTTP: what viewers see of them, teams that are opened and joined, and how staff run them."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from quart import request

from appliance.house import house
from appliance.http import Api, let_in, may_enter, staff
from appliance.identity.permissions import Permission
from appliance.identity.tokens import Claims
from store.once.actions import once
from store.once.asked import asked
from store.promotions.group_buys import actions, reads
from store.promotions.group_buys.actions import Plan
from store.promotions.group_buys.problems import StaffMayNotJoin
from store.promotions.group_buys.shown import GroupBuyShown, TeamShown, all_shown, shown, team_shown
from store.stage import show

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
RoomId = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z_-]{0,40}$")]
api = Api("group_buys", __name__)


class GroupBuys(msgspec.Struct, frozen=True):
    items: list[GroupBuyShown]
    now: Aware
    """The server's clock, which countdowns follow."""


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    quantity: int = 1


class Sat(msgspec.Struct, frozen=True):
    team: str
    claim: str
    """Order it within its time: POST /orders with `claim`."""


class GroupBuyRun(msgspec.Struct, frozen=True):
    """A group buy as staff see it."""

    group_buy: GroupBuyShown
    paid: int
    """Pieces that were bought in full teams."""


class NewGroupBuy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It is announced where the room's prices are known (`store.shelf`)."""

    sku: str
    price: int
    quantity: int
    size: int = 2
    hours: int = 24
    """That a team has to become full."""
    per_member: int = 1
    opens_at: Aware | None = None
    """None: now."""
    minutes: Annotated[int, msgspec.Meta(ge=10, le=43200)] = 1440
    """That teams can be opened."""
    key: Annotated[str, msgspec.Meta(max_length=60)] = ""
    """New for each wish: the same again begins nothing. Empty: every time is another."""

    def plan(self, room: str) -> Plan:
        return Plan(
            room=room, sku=self.sku, price=self.price, quantity=self.quantity, size=self.size, hours=self.hours,
            per_member=self.per_member, opens_at=self.opens_at, lasts=timedelta(minutes=self.minutes),
        )  # fmt: skip


class GroupBuysRun(msgspec.Struct, frozen=True):
    items: list[GroupBuyRun]
    now: Aware


@api.route_to("GET", "/rooms/<room>/group-buys", summary="The room's group buys", answers=GroupBuys, viewer=True)
async def of_room(viewer: Claims, room: str) -> GroupBuys:
    """Announced, open and just over, with the viewer's seats and the teams that can be joined."""
    now = house().clock.now()
    async with house().db.read() as session:
        await show(session, room)
        found = await reads.of_room(session, room, now)
        return GroupBuys(await all_shown(session, found, viewer.viewer, now), now)


@api.route_to(
    "GET", "/products/<product>/group-buys", summary="A product's group buys that are open", answers=GroupBuys,
    viewer=True,
)  # fmt: skip
async def of_product(viewer: Claims, product: str) -> GroupBuys:
    """The whole shop's, and with `?room=` those of the room where the product was found."""
    now, room = house().clock.now(), request.args.get("room", "")[:40]
    here = room if room and await may_enter(room, viewer.viewer) else ""
    async with house().db.read() as session:
        found = await reads.of_product(session, product, now, here)
        return GroupBuys(await all_shown(session, found, viewer.viewer, now), now)


@api.route_to("GET", "/teams/<team>", summary="A team: who is in it, and how many are missing", answers=TeamShown,
              viewer=True)  # fmt: skip
async def team(viewer: Claims, team: str) -> TeamShown:
    async with house().db.read() as session:
        return await team_shown(session, house().keys, team, viewer.viewer, house().clock.now())


@api.route_to(
    "POST", "/group-buys/<group_buy>/teams", summary="Open a team (Idempotency-Key)", body=Wanted, answers=Sat,
    status=201, viewer=True,
)  # fmt: skip
async def open_team(viewer: Claims, group_buy: str, body: Wanted) -> Sat:
    """A quarter of an hour to order and pay; then others can join. In a room it is for who may enter it."""
    _check_no_colleague()
    async with house().db.read() as session:
        room = (await reads.group_buy(session, group_buy, house().clock.now())).group_buy.room
    if room:
        await let_in(room, viewer.viewer)
    key, digest = await asked()
    act = (actions.open_team, group_buy, viewer.viewer, body.quantity)
    return msgspec.convert(await house().db.write(once, viewer.viewer, key, digest, *act), Sat)


@api.route_to(
    "POST", "/teams/<team>/seats", summary="Join a team (Idempotency-Key)", body=Wanted, answers=Sat, status=201,
    viewer=True,
)  # fmt: skip
async def join(viewer: Claims, team: str, body: Wanted) -> Sat:
    """A quarter of an hour to order and pay; the last one who pays makes the team full. Its link is an invitation."""
    _check_no_colleague()
    key, digest = await asked()
    act = (actions.join, team, viewer.viewer, body.quantity)
    return msgspec.convert(await house().db.write(once, viewer.viewer, key, digest, *act), Sat)


@api.route_to(
    "GET", "/rooms/<room>/group-buys/whole", summary="The room's group buys with all about them",
    allow=Permission.SHELF_RUN, answers=GroupBuysRun,
)  # fmt: skip
async def run(room: str) -> GroupBuysRun:
    now = house().clock.now()
    async with house().db.read() as session:
        await show(session, room)
        found = await reads.of_room(session, room, now)
    return GroupBuysRun([GroupBuyRun(shown(one, now), one.paid) for one in found], now)


@api.route_to("DELETE", "/group-buys/<group_buy>", summary="End it", allow=Permission.SHELF_RUN, answers=GroupBuyRun)
async def end(group_buy: str) -> GroupBuyRun:
    """No team is opened any more; those that are open go on until their time is over."""
    await house().db.write(actions.end, group_buy, "staff")
    return await group_buy_run(group_buy)


async def group_buy_run(group_buy: str) -> GroupBuyRun:
    """As staff see it now. Raises GroupBuyNotFound."""
    now = house().clock.now()
    async with house().db.read() as session:
        found = await reads.group_buy(session, group_buy, now)
    return GroupBuyRun(shown(found, now), found.paid)


def _check_no_colleague() -> None:
    """Nobody of the shop fills a team. Raises StaffMayNotJoin."""
    if staff() is not None:
        raise StaffMayNotJoin
