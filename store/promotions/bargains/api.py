"""Bargains over HTTP: what viewers see of them, begin and cut, and how staff run them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from quart import request
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.house import house
from appliance.http import Api, let_in, staff
from appliance.identity.permissions import Permission
from appliance.identity.tokens import Claims
from store.members.names import called
from store.promotions.bargains import actions, reads
from store.promotions.bargains.actions import Friend, Plan
from store.promotions.bargains.models import Bargain
from store.promotions.bargains.problems import StaffMayNotHaggle
from store.promotions.bargains.reads import Standing
from store.promotions.bargains.shown import BargainShown, HaggleShown, haggle_shown, shown
from store.stage import show

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
PHONE = {"X-Device": "A random name that the phone keeps of itself; one phone helps somebody once"}
api = Api("bargains", __name__)


class Bargains(msgspec.Struct, frozen=True):
    items: list[BargainShown]
    now: Aware
    """The server's clock, which countdowns follow."""


class BargainRun(msgspec.Struct, frozen=True, kw_only=True):
    """A bargain as staff see it."""

    bargain: BargainShown
    begun: int
    helped: int
    """Cuts by others."""
    bought: int
    fresh: int
    """Helpers whom the shop did not know before."""


class BargainsRun(msgspec.Struct, frozen=True):
    items: list[BargainRun]
    now: Aware


class NewBargain(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It begins where prices are known (`store.shelf`)."""

    sku: str
    floor_price: int
    helpers: int
    quantity: int
    hours: int = 24
    per_helper: int = 3
    opens_at: Aware | None = None
    """None: now."""
    lasts_hours: Annotated[int, msgspec.Meta(ge=1, le=2160)] = 24
    """For so long others may begin."""
    key: Annotated[str, msgspec.Meta(max_length=60)] = ""
    """New for each wish: the same again opens nothing. Empty: every time is another."""

    def plan(self, room: str) -> Plan:
        return Plan(
            sku=self.sku, floor_price=self.floor_price, helpers=self.helpers, quantity=self.quantity, room=room,
            hours=self.hours, per_helper=self.per_helper, opens_at=self.opens_at,
            lasts=timedelta(hours=self.lasts_hours),
        )  # fmt: skip


class Chopped(msgspec.Struct, frozen=True):
    amount: int
    again: bool
    """They had helped before, with this amount."""
    haggle: HaggleShown


@api.route_to("GET", "/rooms/<room>/bargains", summary="The room's bargains", answers=Bargains, viewer=True)
async def of_room(viewer: Claims, room: str) -> Bargains:
    """Announced, open and just over, with what the viewer has begun in them."""
    now = house().clock.now()
    async with house().db.read() as session:
        await show(session, room)
        return await _seen(session, await reads.of_room(session, room, now), viewer.viewer, now)


@api.route_to("GET", "/products/<product>/bargains", summary="Bargains of a product", answers=Bargains, viewer=True)
async def of_product(viewer: Claims, product: str) -> Bargains:
    """Of the whole shop, that may be begun now; those of a room are told there."""
    now = house().clock.now()
    async with house().db.read() as session:
        return await _seen(session, await reads.of_product(session, product, now), viewer.viewer, now)


@api.route_to(
    "POST", "/bargains/<bargain>/haggles", summary="Begin to haggle; one's own cut is the first", answers=HaggleShown,
    status=201, viewer=True, headers=PHONE,
)  # fmt: skip
async def begin(viewer: Claims, bargain: str) -> HaggleShown:
    """Who has begun already gets what there is."""
    _check_no_colleague()
    async with house().db.read() as session:
        room = (await reads.bargain(session, bargain)).room
    if room:
        await let_in(room, viewer.viewer)
    return await _haggle(await house().db.write(actions.begin, bargain, await _friend(viewer.viewer)), viewer.viewer)


@api.route_to("GET", "/haggles/<haggle>", summary="A price that is being cut", answers=HaggleShown, viewer=True)
async def haggle(viewer: Claims, haggle: str) -> HaggleShown:
    await _let_in(haggle, viewer.viewer)
    return await _haggle(haggle, viewer.viewer)


@api.route_to(
    "POST", "/haggles/<haggle>/chops", summary="Help: one cut", answers=Chopped, status=201, viewer=True, headers=PHONE
)
async def chop(viewer: Claims, haggle: str) -> Chopped:
    _check_no_colleague()
    await _let_in(haggle, viewer.viewer)
    done = await house().db.write(actions.chop, haggle, await _friend(viewer.viewer))
    return Chopped(done.amount, done.again, await _haggle(haggle, viewer.viewer))


@api.route_to(
    "GET", "/rooms/<room>/bargains/whole", summary="The room's bargains with all about them",
    allow=Permission.SHELF_RUN, answers=BargainsRun,
)  # fmt: skip
async def run(room: str) -> BargainsRun:
    now = house().clock.now()
    async with house().db.read() as session:
        await show(session, room)
        found = await reads.standing(session, await reads.of_room(session, room, now))
    return BargainsRun([_run(one, now) for one in found], now)


@api.route_to("GET", "/bargains", summary="All bargains", allow=Permission.PROMOTIONS_RUN, answers=BargainsRun)
async def listed() -> BargainsRun:
    """Of the shop and all rooms, the latest first."""
    now = house().clock.now()
    async with house().db.read() as session:
        return BargainsRun([_run(one, now) for one in await reads.listed(session)], now)


@api.route_to("DELETE", "/bargains/<bargain>", summary="End it", allow=Permission.SHELF_RUN, answers=BargainRun)
async def end(bargain: str) -> BargainRun:
    """Nobody begins or cuts any more; what was begun may be bought at the price it reached."""
    await house().db.write(actions.end, bargain, "staff")
    return await bargain_run(bargain)


async def bargain_run(bargain: str) -> BargainRun:
    """As staff see it now. Raises BargainNotFound."""
    async with house().db.read() as session:
        found = await reads.standing(session, [await reads.bargain(session, bargain)])
    return _run(found[0], house().clock.now())


async def _seen(session: AsyncSession, found: Sequence[Bargain], member: str, now: datetime) -> Bargains:
    begun = await reads.mine(session, member, [one.id for one in found])
    return Bargains([shown(one, now, begun.get(one.id)) for one in found], now)


async def _haggle(haggle: str, member: str) -> HaggleShown:
    async with house().db.read() as session:
        whole = await reads.whole(session, haggle)
    return haggle_shown(house().keys, whole, member, house().clock.now())


async def _let_in(haggle: str, member: str) -> None:
    """Whoever may not be in its room does not cut there either. Raises HaggleNotFound, SentOut, InvitedOnly."""
    async with house().db.read() as session:
        room = await reads.where(session, haggle)
    if room:
        await let_in(room, member)


def _check_no_colleague() -> None:
    """Nobody of the shop cuts its prices. Raises StaffMayNotHaggle."""
    if staff() is not None:
        raise StaffMayNotHaggle


async def _friend(member: str) -> Friend:
    keys, device = house().keys, request.headers.get("x-device", "")[:100]
    async with house().db.read() as session:
        nickname = await reads.nickname(session, member)
    return Friend(
        member=member,
        name=called(keys, member, nickname),
        device=keys.fingerprint("device", device) if device else "",
    )


def _run(standing: Standing, now: datetime) -> BargainRun:
    return BargainRun(
        bargain=shown(standing.bargain, now),
        begun=standing.begun,
        helped=standing.helped,
        bought=standing.bought,
        fresh=standing.fresh,
    )
