"""How a viewer gets a token, and what they see and change of themselves."""

import hmac
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

import msgspec
from quart import current_app, request

from appliance.errors import NotSignedIn
from appliance.house import house
from appliance.http import Api, the_viewer
from appliance.identity import tokens
from appliance.identity.tokens import Claims
from appliance.ids import new_id
from appliance.pictures import OF_A_VIEWER, fitted, singular
from appliance.subscriber import subscriber
from store.members import actions, contact, holdings, places, reads
from store.members.models import Member, Place
from store.wechat.client import CodeUnusable, Person
from store.wechat.door import PageDoor
from store.wechat.opened import WeChatNotSet, Weixin

SESSION_DAYS = 30
MINI = "wechat-mini"
WEB = "wechat-web"
AVATAR = (256, 256)
Aware = Annotated[datetime, msgspec.Meta(tz=True)]
api = Api("members", __name__)


class NewSession(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    provider: Literal["guest", "wechat", "wechat-web"]
    """wechat-web: in WeChat's own browser, by the shop's official account."""
    code: Annotated[str, msgspec.Meta(max_length=128)] = ""
    """What `wx.login` gave, or what a page came back with. With the bearer of a guest, that guest's things become the
    member's."""
    state: Annotated[str, msgspec.Meta(max_length=128)] = ""
    """What a page came back with beside `code`: that this viewer set out, and nobody else."""


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


class PhoneCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
    """What the phone button gave."""


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
    document: Literal["privacy", "terms", "adult"]
    """adult: I am 18 or older."""
    version: Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=r"^[\w.-]+$")]
    given: bool = True


@api.route_to("POST", "/sessions", summary="Enter the shop", body=NewSession, answers=Session, status=201)
async def enter(body: NewSession) -> Session:
    if body.provider == "guest":
        return _session(new_id(house().clock.now()))
    if body.provider == "wechat":
        known = (MINI, *_names(await (await weixin().client()).person(body.code)))
    else:
        known = (WEB, *_names(await (await _door(body.state)).person(body.code)))
    return _session(await house().db.write(holdings.enter, holdings.holdings(), *known, _guest()))


@api.route_to("POST", "/me/session", summary="Stay who I am", viewer=True, answers=Session, status=201)
async def go_on(viewer: Claims) -> Session:
    """Raises MemberGone."""
    await house().db.write(actions.here, viewer.viewer)
    return _session(viewer.viewer)


@api.route_to("GET", "/me", summary="Who I am here", viewer=True, answers=Me)
async def me(viewer: Claims) -> Me:
    return await _who(viewer.viewer)


@api.route_to("PATCH", "/me", summary="Change what is known of me", viewer=True, body=Changes, answers=Me)
async def change(viewer: Claims, body: Changes) -> Me:
    """Raises NicknameUnusable, NicknameImproper: everybody in a room reads a nickname."""
    if body.nickname and not current_app.extensions["decent"](actions.usable_nickname(body.nickname)):
        raise actions.NicknameImproper(field="nickname")
    await house().db.write(holdings.change, holdings.holdings(), viewer.viewer, **msgspec.structs.asdict(body))
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


@api.route_to(
    "POST", "/me/avatar", summary="Send a picture of me: JPG, PNG or WebP", viewer=True, files=True, answers=Me
)
async def put_avatar(viewer: Claims) -> Me:
    """The body is the picture, or a form with it as `file` (wx.uploadFile, which can only POST).

    Raises TooMany, PictureUnreadable, PictureTooLarge.
    """
    current_app.extensions["sending"].check(subscriber(request.remote_addr or ""))
    posted = (await request.files).get("file")
    raw: bytes = posted.read() if posted is not None else await request.get_data()  # type: ignore[assignment]
    jpeg = singular(await fitted(raw, AVATAR, "avatar", unfolded=OF_A_VIEWER))
    await house().db.write(actions.change, viewer.viewer, avatar=await house().blobs.put(jpeg, ".jpg"))
    return await _who(viewer.viewer)


@api.route_to("POST", "/me/phone", summary="Bind the number that WeChat knows", viewer=True, body=PhoneCode, answers=Me)
async def bind_phone(viewer: Claims, body: PhoneCode) -> Me:
    phone = await (await weixin().client()).phone(body.code)
    await house().db.write(actions.bind_phone, house().keys, viewer.viewer, phone)
    return await _who(viewer.viewer)


@api.route_to(
    "GET", "/me/export", summary="A copy of everything that is kept of me", viewer=True, answers=dict[str, Any]
)
async def export(viewer: Claims) -> dict[str, Any]:
    keys = house().keys
    async with house().db.read() as session:
        told = await reads.everything(session, keys, viewer.viewer)
        for one in holdings.holdings():
            told[one.name] = await one.everything(session, keys, viewer.viewer)
    return told


@api.route_to("DELETE", "/me", summary="Forget me", viewer=True)
async def forget(viewer: Claims) -> None:
    await house().db.write(holdings.forget, holdings.holdings(), viewer.viewer)
    current_app.extensions["gone"].add(viewer.viewer)


async def recognised_at(viewer: str, back_to: str) -> str:
    """Where WeChat's browser goes to tell who this viewer is; empty while the shop has no official account."""
    door = await weixin().door()
    return door.address(back_to, _state(viewer)) if door else ""


def _names(person: Person) -> tuple[str, str]:
    return person.openid, person.unionid


async def _door(state: str) -> PageDoor:
    """Raises WeChatNotSet, CodeUnusable for a page that another viewer was sent to."""
    door = await weixin().door()
    if door is None:
        raise WeChatNotSet
    if not hmac.compare_digest(state.encode(), _state(the_viewer().viewer).encode()):
        raise CodeUnusable(field="state")
    return door


def _state(viewer: str) -> str:
    return house().keys.fingerprint("oauth", viewer)[:40]


def _guest() -> str:
    """Who came before the log-in; a token that is no longer good is nobody's."""
    try:
        return the_viewer().viewer
    except NotSignedIn:
        return ""


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


def weixin() -> Weixin:
    """That of the app which answers the current request."""
    found = current_app.extensions["weixin"]
    assert isinstance(found, Weixin)  # noqa: S101 - set by create_app and by nobody else
    return found
