"""Rounds, prizes and following a room over HTTP."""

from datetime import datetime

import msgspec
from quart import request

from appliance.house import house
from appliance.http import Api, let_in, signed, the_viewer
from appliance.identity.permissions import Permission
from appliance.identity.tokens import Claims
from store.accounts import reads as accounts
from store.members.destination import Contact, destination
from store.orders.actions import note_of_buyer
from store.play import actions, drawing, reads, shown
from store.play.actions import Sending
from store.play.actions.opening import spec_of
from store.play.problems import AddressNeeded, NothingDrawn, ProofNotYet
from store.play.shown import Proof, RoundCard, WinCard
from store.play.spec import NewRound
from store.pricing.cart import Delivery
from store.promotions import reads as promotions
from store.shop.reads import Card, card, particulars
from store.stage import show

api = Api("play", __name__)


class Rounds(msgspec.Struct, frozen=True):
    items: list[RoundCard]
    follows: bool
    """I follow this room."""
    shared: bool
    """I have told others of it lately."""
    now: datetime
    """The server's clock, which countdowns follow."""


class Opened(msgspec.Struct, frozen=True):
    round: str


class Follows(msgspec.Struct, frozen=True):
    follows: bool
    followers: int


class Wins(msgspec.Struct, frozen=True):
    items: list[WinCard]
    deliveries: list[str]
    """How goods can be had: express, and pickup where the shop offers it."""
    shop: Card
    """Where and when they are picked up."""
    now: datetime


class Claim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    delivery: Delivery = "express"
    address: str | None = None
    """One of the member's."""
    contact: Contact | None = None
    note: str = ""


class Claimed(msgspec.Struct, frozen=True):
    order: str
    """By which it is sent; it costs nothing."""


@api.route_to("GET", "/rooms/<room>/rounds", summary="Rounds that go on or are just over", answers=Rounds, viewer=True)
async def rounds(viewer: Claims, room: str) -> Rounds:
    now = house().clock.now()
    async with house().db.read() as session:
        await show(session, room)
        found = [await reads.played(session, one, viewer.viewer) for one in await reads.going_on(session, room, now)]
        return Rounds(
            [shown.card(one, now) for one in found],
            await reads.follows(session, room, viewer.viewer),
            await reads.shared(session, room, viewer.viewer, shown.recent(now)),
            now,
        )


@api.route_to(
    "GET", "/rounds/<round_id>", summary="One round, and what I have to do with it", answers=RoundCard, viewer=True
)
async def one_round(viewer: Claims, round_id: str) -> RoundCard:
    async with house().db.read() as session:
        found = await reads.played(session, await reads.round_of(session, round_id), viewer.viewer)
    if found.entry is None:
        await let_in(found.round.room, viewer.viewer)
    return shown.card(found, house().clock.now())


@api.route_to("GET", "/rounds/<round_id>/proof", summary="Everything that its draw rests on", answers=Proof)
async def proof(round_id: str) -> Proof:
    """Of a private room's round: for its guests, and for who took part."""
    viewer = the_viewer().viewer if "authorization" in request.headers else ""
    async with house().db.read() as session:
        found = await reads.round_of(session, round_id)
        took_part = await reads.took_part(session, round_id, viewer)
    if not took_part:
        await let_in(found.room, viewer)
    async with house().db.read() as session:
        if spec_of(found.spec).way == "none":
            raise NothingDrawn
        if found.state != "ended":
            raise ProofNotYet
        entries, wins = await reads.entries(session, round_id), await reads.wins(session, round_id)
    return shown.proof(found, list(entries), list(wins))


@api.route_to(
    "POST", "/rooms/<room>/rounds", summary="Announce a round", body=NewRound, answers=Opened, status=201,
    allow=Permission.PLAY_RUN,
)  # fmt: skip
async def open_round(body: NewRound, room: str) -> Opened:
    async with house().db.read() as session:
        found = await show(session, room)
        can_log_in = await accounts.can_log_in(session, house().config)
    opened = await house().db.write(
        actions.open_round,
        house().keys,
        room,
        body,
        by=signed().id,
        broadcast=found.broadcast,
        since=found.since,
        can_log_in=can_log_in,
    )
    return Opened(opened)


@api.route_to("POST", "/rounds/<round_id>/closing", summary="End a round early", allow=Permission.PLAY_RUN)
async def close(round_id: str) -> None:
    """Not a lottery: its draw happens when it was announced."""
    await house().db.write(actions.close, house().keys, round_id)
    await drawing.draw_one(house().db, house().keys, round_id)


@api.route_to("DELETE", "/rounds/<round_id>", summary="Cancel a round: nothing is drawn", allow=Permission.PLAY_RUN)
async def cancel(round_id: str) -> None:
    await house().db.write(actions.cancel, house().keys, round_id)


@api.route_to("GET", "/me/wins", summary="What I have won", answers=Wins, viewer=True)
async def wins(viewer: Claims) -> Wins:
    """Points for coming are no prize: they stand among the points."""
    now = house().clock.now()
    async with house().db.read() as session:
        found = await reads.won_by(session, viewer.viewer, besides=("check-in",))
        place = card(await particulars(session))
        ways = actions.ways(await promotions.rules(session, now), place.place)
    return Wins([shown.win_card(one) for one in found], ways, place, now)


@api.route_to("POST", "/wins/<win>/claim", summary="Say where a prize goes", body=Claim, answers=Claimed, viewer=True)
async def claim(viewer: Claims, body: Claim, win: str) -> Claimed:
    """Twice is once: the same order is told."""
    to = await destination(viewer.viewer, body.address, body.contact, picks_up=body.delivery == "pickup")
    if to.sealed is None or (body.delivery != "pickup" and not to.region):
        raise AddressNeeded(field="address")
    sending = Sending(
        delivery=body.delivery,
        region=to.region,
        sealed=to.sealed,
        fingerprint=to.fingerprint,
        note=note_of_buyer(body.note),
    )
    return Claimed(await house().db.write(actions.claim, win, viewer.viewer, sending))


@api.route_to(
    "GET", "/me/follows/<room>", summary="Whether I follow a room, and how many do", answers=Follows, viewer=True
)
async def following(viewer: Claims, room: str) -> Follows:
    return await _following(viewer, room)


@api.route_to("PUT", "/me/follows/<room>", summary="Follow a room", answers=Follows, viewer=True)
async def follow(viewer: Claims, room: str) -> Follows:
    async with house().db.read() as session:
        await show(session, room)
    await house().db.write(actions.follow, room, viewer.viewer)
    return await _following(viewer, room)


@api.route_to("DELETE", "/me/follows/<room>", summary="Follow a room no longer", answers=Follows, viewer=True)
async def unfollow(viewer: Claims, room: str) -> Follows:
    await house().db.write(actions.unfollow, room, viewer.viewer)
    return await _following(viewer, room)


@api.route_to("POST", "/rooms/<room>/shares", summary="Tell that I have shared this room", viewer=True)
async def share(viewer: Claims, room: str) -> None:
    async with house().db.read() as session:
        await show(session, room)
    await house().db.write(actions.note_share, room, viewer.viewer)


async def _following(viewer: Claims, room: str) -> Follows:
    async with house().db.read() as session:
        await show(session, room)
        return Follows(await reads.follows(session, room, viewer.viewer), await reads.followers(session, room))
