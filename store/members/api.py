"""How a viewer gets a token, and what they see and change of themselves."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec

from appliance.house import house
from appliance.http import Api
from appliance.identity import tokens
from appliance.identity.tokens import Claims
from appliance.ids import new_id
from store.members import actions, contact, places, reads
from store.members.models import Member, Place

SESSION_DAYS = 30
Aware = Annotated[datetime, msgspec.Meta(tz=True)]
api = Api("members", __name__)


class NewSession(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    provider: Literal["guest"]


class Session(msgspec.Struct, frozen=True):
    token: str
    expires_at: Aware


class Me(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    nickname: str = ""
    avatar: str | None = None
    level: str = ""
    birthday: str | None = None
    phone: str = ""
    """138****8000; empty until one is bound."""
    personalised: bool = True
    known: bool = False
    """By a log-in: what is kept survives this device."""


class Changes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is left out stays."""

    nickname: str | None = None
    birthday: str | None = None
    personalised: bool | None = None


class PlaceBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    phone: str
    region: str
    """天津市 和平区, parted by blanks."""
    street: str
    usual: bool = False


class PlaceCard(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    phone: str
    region: str
    street: str
    usual: bool


class Places(msgspec.Struct, frozen=True):
    items: list[PlaceCard]


class NewConsent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    document: Literal["privacy", "terms"]
    version: Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=r"^[\w.-]+$")]
    given: bool = True


@api.route_to("POST", "/sessions", summary="Enter the shop", body=NewSession, answers=Session, status=201)
async def enter(body: NewSession) -> Session:  # noqa: ARG001 - the only provider so far
    return _session(new_id(house().clock.now()))


@api.route_to("GET", "/me", summary="Who I am here", viewer=True, answers=Me)
async def me(viewer: Claims) -> Me:
    return await _who(viewer.viewer)


@api.route_to("PATCH", "/me", summary="Change what is known of me", viewer=True, body=Changes, answers=Me)
async def change(viewer: Claims, body: Changes) -> Me:
    await house().db.write(actions.change, viewer.viewer, **msgspec.structs.asdict(body))
    return await _who(viewer.viewer)


@api.route_to("GET", "/me/addresses", summary="My delivery addresses, the usual one first", viewer=True, answers=Places)
async def addresses(viewer: Claims) -> Places:
    async with house().db.read() as session:
        return Places([_place(one) for one in await reads.places(session, viewer.viewer)])


@api.route_to(
    "POST",
    "/me/addresses",
    summary="Keep a delivery address",
    viewer=True,
    body=PlaceBody,
    answers=PlaceCard,
    status=201,
)
async def add_address(viewer: Claims, body: PlaceBody) -> PlaceCard:
    person = contact.contact(body.name, body.phone, body.street)
    added = await house().db.write(
        places.add, house().keys, viewer.viewer, region=body.region, person=person, usual=body.usual
    )
    return await _address(viewer, added)


@api.route_to(
    "PUT",
    "/me/addresses/<place>",
    summary="Change a delivery address",
    viewer=True,
    body=PlaceBody,
    answers=PlaceCard,
)
async def change_address(viewer: Claims, body: PlaceBody, place: str) -> PlaceCard:
    person = contact.contact(body.name, body.phone, body.street)
    await house().db.write(
        places.change, house().keys, viewer.viewer, place, region=body.region, person=person, usual=body.usual
    )
    return await _address(viewer, place)


@api.route_to("DELETE", "/me/addresses/<place>", summary="Forget a delivery address", viewer=True)
async def remove_address(viewer: Claims, place: str) -> None:
    await house().db.write(places.remove, viewer.viewer, place)


@api.route_to(
    "POST", "/me/consents", summary="Agree to a document, or take it back", viewer=True, body=NewConsent, status=201
)
async def consent(viewer: Claims, body: NewConsent) -> None:
    await house().db.write(actions.consent, viewer.viewer, body.document, body.version, given=body.given)


def _session(member: str) -> Session:
    until = house().clock.now() + timedelta(days=SESSION_DAYS)
    claims = Claims("viewer", member, int(until.timestamp()))
    return Session(tokens.sign(house().keys.derive("tokens"), claims), until)


async def _who(viewer: str) -> Me:
    async with house().db.read() as session:
        known = await session.get(Member, viewer)
        return Me(id=viewer) if known is None else _me(known, await reads.logs_in(session, viewer))


def _me(known: Member, logs_in: bool) -> Me:
    phone = reads.phone(house().keys, known)
    return Me(
        id=known.id,
        nickname=known.nickname,
        avatar=f"/blobs/{known.avatar}" if known.avatar else None,
        level=known.level,
        birthday=known.birthday,
        phone=contact.masked_number(phone) if phone else "",
        personalised=known.personalised,
        known=logs_in,
    )


async def _address(viewer: Claims, place: str) -> PlaceCard:
    async with house().db.read() as session:
        return _place(await reads.place(session, viewer.viewer, place))


def _place(one: Place) -> PlaceCard:
    person = reads.contact(house().keys, one)
    return PlaceCard(
        id=one.id, name=person.name, phone=person.phone, region=one.region, street=person.street, usual=one.usual
    )
