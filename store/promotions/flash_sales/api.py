"""Flash sales over HTTP: what viewers see of them, and how staff run them. Grabbing goes over the socket."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from appliance.house import house
from appliance.http import Api
from appliance.identity.permissions import Permission
from appliance.identity.tokens import Claims
from store.accounts.problems import NobodyLogsIn
from store.promotions.flash_sales import actions, reads
from store.promotions.flash_sales.actions import Plan
from store.promotions.flash_sales.models import FlashClaim
from store.promotions.flash_sales.reads import Standing, Word
from store.stage import show

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
api = Api("flash_sales", __name__)


class MyClaim(msgspec.Struct, frozen=True):
    claim: str
    quantity: int
    state: str
    """won (order it: POST /orders with `claim`), ordered or paid."""
    order: str | None
    until: Aware


class SaleShown(msgspec.Struct, frozen=True, kw_only=True):
    sale: str
    product: str
    sku: str
    title: str
    spec: str
    picture: str
    price: int
    plain_price: int
    quantity: int
    per_member: int
    members: bool
    """登录后可参加."""
    left: int
    state: Word
    """未开始 announced, 抢购中 open, 排队中 queueing, 已抢光 sold-out, 已结束 ended."""
    opens_at: Aware
    ends_at: Aware
    mine: MyClaim | None = None


class Sales(msgspec.Struct, frozen=True):
    items: list[SaleShown]
    now: Aware
    """The server's clock, which countdowns follow."""


class SaleRun(msgspec.Struct, frozen=True):
    """A sale as staff see it."""

    sale: SaleShown
    unpaid: int
    """Pieces that were grabbed and wait for their money."""
    paid: int


class NewSale(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """It is announced where the room's prices are known (`store.shelf`)."""

    sku: str
    price: int
    quantity: int
    per_member: int = 1
    members: bool | None = None
    """Only who has logged in, so that nobody grabs by many guests; None: where one can log in."""
    opens_at: Aware | None = None
    """None: three, two, one, now."""
    minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] = 10
    key: Annotated[str, msgspec.Meta(max_length=60)] = ""
    """New for each wish: the same again announces nothing. Empty: every time is another."""

    def plan(self, room: str, *, can_log_in: bool) -> Plan:
        """Raises NobodyLogsIn."""
        if self.members and not can_log_in:
            raise NobodyLogsIn(field="members")
        return Plan(
            room=room, sku=self.sku, price=self.price, quantity=self.quantity, per_member=self.per_member,
            members=can_log_in if self.members is None else self.members, opens_at=self.opens_at,
            lasts=timedelta(minutes=self.minutes),
        )  # fmt: skip


class SalesRun(msgspec.Struct, frozen=True):
    items: list[SaleRun]
    now: Aware


@api.route_to("GET", "/rooms/<room>/sales", summary="The room's flash sales", answers=Sales, viewer=True)
async def sales(viewer: Claims, room: str) -> Sales:
    """Announced, open and just over, with what the viewer holds of them."""
    now = house().clock.now()
    async with house().db.read() as session:
        await show(session, room)
        found = await reads.of_room(session, room, now)
        mine = await reads.claims_of(session, viewer.viewer, [standing.sale.id for standing in found])
    return Sales([_shown(standing, now, mine.get(standing.sale.id)) for standing in found], now)


@api.route_to(
    "GET", "/rooms/<room>/sales/whole", summary="The room's flash sales with all about them",
    allow=Permission.SHELF_RUN, answers=SalesRun,
)  # fmt: skip
async def run(room: str) -> SalesRun:
    now = house().clock.now()
    async with house().db.read() as session:
        await show(session, room)
        return SalesRun([_run(standing, now) for standing in await reads.of_room(session, room, now)], now)


@api.route_to(
    "POST", "/sales/<sale>/opening", summary="Open it now: three, two, one", allow=Permission.SHELF_RUN,
    answers=SaleRun,
)  # fmt: skip
async def open_now(sale: str) -> SaleRun:
    await house().db.write(actions.open_now, sale)
    return await sale_run(sale)


@api.route_to("DELETE", "/sales/<sale>", summary="End it", allow=Permission.SHELF_RUN, answers=SaleRun)
async def end(sale: str) -> SaleRun:
    """What was won stays won; the rest is ordinary stock again."""
    await house().db.write(actions.end, sale, "staff")
    return await sale_run(sale)


async def sale_run(sale: str) -> SaleRun:
    """As staff see it now. Raises FlashSaleNotFound."""
    async with house().db.read() as session:
        return _run(await reads.sale(session, sale), house().clock.now())


def _run(standing: Standing, now: datetime) -> SaleRun:
    return SaleRun(_shown(standing, now, None), standing.unpaid, standing.paid)


def _shown(standing: Standing, now: datetime, claim: FlashClaim | None) -> SaleShown:
    sale = standing.sale
    return SaleShown(
        sale=sale.id, product=sale.product, sku=sale.sku, title=sale.title, spec=sale.spec, picture=sale.picture,
        price=sale.price, plain_price=sale.plain_price, quantity=sale.quantity, per_member=sale.per_member,
        members=sale.members, left=sale.left, state=standing.word(now), opens_at=sale.opens_at, ends_at=sale.ends_at,
        mine=None if claim is None else MyClaim(claim.id, claim.quantity, claim.state, claim.order, claim.until),
    )  # fmt: skip
