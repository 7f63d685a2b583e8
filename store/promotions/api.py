"""Coupons and points over HTTP: what a buyer may take, and what they have."""

from datetime import datetime
from typing import Annotated, Literal, get_args

import msgspec
from quart import request

from appliance.errors import BadInput
from appliance.house import house
from appliance.http import Api
from appliance.identity.tokens import Claims
from store.catalogue.promoted import Claimable
from store.members import reads as members
from store.once.actions import once
from store.once.asked import asked
from store.pricing.cart import CouponRule, Scope
from store.promotions import actions, deals, reads, running
from store.promotions.mine import MyDeal
from store.promotions.models import Coupon, PointsEntry

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
State = Literal["issued", "used", "expired", "void"]
api = Api("promotions", __name__)


class Claimables(msgspec.Struct, frozen=True):
    items: list[Claimable]


class CouponHeld(msgspec.Struct, frozen=True, kw_only=True):
    coupon: str
    promotion: str
    name: str
    state: State
    rule: CouponRule
    scope: Scope
    order: str | None
    """Where it was used."""
    valid_from: Aware
    valid_to: Aware


class CouponsHeld(msgspec.Struct, frozen=True):
    items: list[CouponHeld]


class Claimed(msgspec.Struct, frozen=True):
    coupon: str


class PointsMove(msgspec.Struct, frozen=True, kw_only=True):
    points: int
    reason: str
    """earned, taken-back, spent, returned, given, gift (given away in a room), gift-returned or expired."""
    order: str | None
    at: Aware
    expires_at: Aware | None


class Points(msgspec.Struct, frozen=True, kw_only=True):
    points: int
    """May be negative: then none can be spent until as many were earned again."""
    points_per_yuan: int | None
    """So many pay one yuan; null while they pay nothing."""
    most_percent: int | None
    earn_per_yuan: int | None
    entries: list[PointsMove]
    """The latest hundred."""


class MyDeals(msgspec.Struct, frozen=True):
    items: list[MyDeal]
    next: str | None
    """The cursor of the next page."""
    now: Aware
    """The server's clock, which countdowns follow."""


@api.route_to("GET", "/coupons", summary="Coupons that I may take", answers=Claimables, viewer=True)
async def claimable(viewer: Claims) -> Claimables:
    async with house().db.read() as session:
        level = await members.level(session, viewer.viewer)
        return Claimables(list(await reads.claimable(session, viewer.viewer, level, house().clock.now())))


@api.route_to(
    "POST", "/promotions/<promotion>/claim", summary="Take a coupon (Idempotency-Key)", answers=Claimed, status=201,
    viewer=True,
)  # fmt: skip
async def claim(viewer: Claims, promotion: str) -> Claimed:
    key, digest = await asked()
    act = (actions.claim, promotion, viewer.viewer)
    return Claimed(await house().db.write(once, viewer.viewer, key, digest, *act))


@api.route_to("GET", "/me/coupons", summary="My coupons: ?state=issued|used|expired", answers=CouponsHeld, viewer=True)
async def coupons(viewer: Claims) -> CouponsHeld:
    state = request.args.get("state") or "issued"
    if state not in get_args(State):
        raise BadInput(why="state", field="state")
    async with house().db.read() as session:
        return CouponsHeld([_coupon(one) for one in await reads.coupons(session, viewer.viewer, state)])


@api.route_to("GET", "/me/points", summary="My points, and why they moved", answers=Points, viewer=True)
async def points(viewer: Claims) -> Points:
    async with house().db.read() as session:
        rule = await reads.points_rule(session, house().clock.now())
        return Points(
            points=await reads.points(session, viewer.viewer),
            points_per_yuan=rule.points_per_yuan if rule else None,
            most_percent=rule.most_percent if rule else None,
            earn_per_yuan=rule.earn_per_yuan if rule else None,
            entries=[_move(one) for one in await reads.points_moves(session, viewer.viewer)],
        )


@api.route_to("GET", "/me/deals", summary="My teams and bargains, latest first", answers=MyDeals, viewer=True)
async def my_deals(viewer: Claims) -> MyDeals:
    """`kind` is group-buy or bargain; `cursor` is the last answer's `next`."""
    kind, now = request.args.get("kind", ""), house().clock.now()
    if kind and kind not in deals.PAGED:
        raise BadInput(why="kind", field="kind")
    async with house().db.read() as session:
        found = await deals.mine(session, viewer.viewer, now, kind, request.args.get("cursor", ""))
    return MyDeals(found, found[-1].id if len(found) == deals.PAGE else None, now)


def _coupon(one: Coupon) -> CouponHeld:
    terms = msgspec.convert(one.terms, running.Terms)
    return CouponHeld(
        coupon=one.id,
        promotion=one.promotion,
        name=terms.name,
        state=msgspec.convert(one.state, State),
        rule=terms.rule,
        scope=terms.scope,
        order=one.order,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
    )


def _move(one: PointsEntry) -> PointsMove:
    return PointsMove(
        points=one.points, reason=one.reason, order=one.order, at=one.at, expires_at=one.expires_at
    )  # fmt: skip
