"""Posters over HTTP: somebody asks for one and is told where it lies; there anybody may look at it.

The code of a poster leads on by the link of whoever asked, when they have one (邀请有礼).
"""

import functools
import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

import msgspec
from quart import Quart, Response, current_app, request
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.blobs import Blobs
from appliance.errors import BadInput, Conflict, NotFound, TooMany
from appliance.house import house
from appliance.http import Api, host, language
from appliance.identity.tokens import Claims
from appliance.posters.face import Face, Priced, invite_face, name_of, named, product_face, room_face
from appliance.posters.maker import Maker
from media.broadcasts import reads as broadcasts
from media.broadcasts.addresses import own_name, web_origin
from media.broadcasts.playing import shown_ticket
from store.catalogue import promoted
from store.catalogue import reads as catalogue
from store.catalogue.proven import lowest_before, told_from
from store.catalogue.reads.shelf import SkuShown
from store.invites import actions as inviting
from store.invites import reads as invites
from store.shop import reads as shops
from store.wechat.client import Client
from store.wechat.codes import code as wechat_code
from store.wechat.opened import Weixin

A_DAY = "public, max-age=86400, immutable"
LONGEST_SCENE = 32
_NAME = re.compile(r"[0-9a-f]{40}")

api = Api("posters", __name__)


class Poster(msgspec.Struct, frozen=True):
    picture: str
    """Where the JPEG lies: nobody finds it who was not told."""


class Leads(msgspec.Struct, frozen=True):
    """Where the code leads: an address of the page; a page of the mini-program, and what it is told."""

    path: str
    page: str
    scene: str

    def by(self, code: str) -> "Leads":
        """The same, by somebody's link; where both do not fit into WeChat's letters, the place goes first."""
        scene = f"{self.scene}~{code}"
        path = f"{self.path}{'&' if '?' in self.path else '?'}by={code}"
        return Leads(path, self.page, scene if len(scene) <= LONGEST_SCENE else self.scene)


class Link(msgspec.Struct, frozen=True):
    link: str
    """To the shop, with my code."""


class InvitesOff(NotFound):
    zh = "店里现在没有邀请有礼"
    en = "The shop promises nothing for friends now"


class InvitedByLink(Conflict):
    zh = "小程序码带不了邀请，受邀才能进的直播间请直接分享给好友"
    en = "A mini-program code cannot carry an invitation: please share a room for invited guests with friends instead"


@api.route_to("GET", "/rooms/<room>/poster", summary="A picture that leads into a room", viewer=True, answers=Poster)
async def of_room(viewer: Claims, room: str) -> Poster:
    """`?code=mini` for a code of the mini-program, else it is one of the page's address. A private room's bears the
    `ticket` by which one came. Raises InvitedOnly, InvitedByLink, WeChatNotSet, MiniProgramUnpublished, TooMany.
    """
    ticket = ""
    async with house().db.read() as session:
        found = await broadcasts.room(session, room)
        shows = [await broadcasts.on_air(session, room), *await broadcasts.shows(session, room, "coming")]
        shop = (await shops.particulars(session)).name
        mark = await invites.code(session, viewer.viewer)
    if not found.public:
        ticket = _invitation(room)
    show = next((one for one in shows if one is not None), None)
    face = room_face(
        shop, show.title if show else found.title, found.cover or "", state=show.state if show else "off",
        starts_at=show.starts_at if show else None, language=language(),
    )  # fmt: skip
    query = f"?from=qr&ticket={quote(ticket)}" if ticket else "?from=qr"
    leads = Leads(f"/rooms/{quote(room)}{query}", "pages/room/room", f"room={room}")
    return await _poster(face, leads, viewer, mark)


@api.route_to(
    "GET", "/products/<product>/poster", summary="A picture that leads to a product", viewer=True, answers=Poster
)
async def of_product(viewer: Claims, product: str) -> Poster:
    """With the price that everybody pays. Raises ProductNotFound, WeChatNotSet, MiniProgramUnpublished, TooMany."""
    now = house().clock.now()
    async with house().db.read() as session:
        terms = await promoted.public_terms(session, now)
        found = await catalogue.product_page(session, terms, "", now, product)
        prices = await _prices(session, found.skus, now)
        shop = (await shops.particulars(session)).name
        mark = await invites.code(session, viewer.viewer)
    picture = found.pictures[0].large.removeprefix("/blobs/") if found.pictures else ""
    face = product_face(shop, found.product.title, picture, prices, language())
    leads = Leads(f"/products/{quote(product)}", "pages/product/product", f"id={product}")
    return await _poster(face, leads, viewer, mark)


@api.route_to("GET", "/me/invites/poster", summary="A picture that invites into the shop", viewer=True, answers=Poster)
async def of_invite(viewer: Claims) -> Poster:
    """By my link. Raises InvitesOff, WeChatNotSet, MiniProgramUnpublished, TooMany."""
    leads = _into_shop(await _own_code(viewer))
    async with house().db.read() as session:
        friend = (await invites.terms(session)).promise.invitee
        coupon = (await invites.coupon_names(session, [friend.coupon])).get(friend.coupon, "")
        shop = (await shops.particulars(session)).name
    return await _poster(invite_face(shop, friend.points, coupon, language()), leads, viewer)


@api.route_to("GET", "/me/invites/link", summary="My link into the shop", viewer=True, answers=Link)
async def link(viewer: Claims) -> Link:
    """Raises InvitesOff."""
    return Link(web_origin(house().config, own_name(host())) + _into_shop(await _own_code(viewer)).path)


def mount(app: Quart) -> None:
    @app.get("/posters/<name>.jpg")
    async def poster(name: str) -> Response:
        found = await _maker().kept(name) if _NAME.fullmatch(name) else None
        if found is None:
            raise NotFound
        answer = Response(found, content_type="image/jpeg")
        answer.headers["cache-control"] = A_DAY
        return answer


def _invitation(room: str) -> str:
    """The ticket that the poster of a private room passes on. Raises InvitedOnly, InvitedByLink."""
    if _for_mini():
        raise InvitedByLink
    return shown_ticket(room)


def _for_mini() -> bool:
    """Raises BadInput."""
    asked = request.args.get("code", "page")
    if asked not in ("page", "mini"):
        raise BadInput(why="code", field="code")
    return asked == "mini"


async def _own_code(viewer: Claims) -> str:
    code = await house().db.write(inviting.code_for, viewer.viewer)
    if not code:
        raise InvitesOff
    return code


def _into_shop(code: str) -> Leads:
    return Leads(f"/shop?by={code}", "pages/shop/shop", f"by={code}")


async def _poster(face: Face, leads: Leads, viewer: Claims, mark: str = "") -> Poster:
    """With the viewer's own `mark`; when there are too many to draw, the one that is everybody's does."""
    if mark:
        try:
            return await _made(face, leads.by(mark), viewer)
        except TooMany:
            pass
    return await _made(face, leads, viewer)


async def _made(face: Face, leads: Leads, viewer: Claims) -> Poster:
    """Drawn unless the same one is kept. Of another account WeChat's code is another one."""
    client = await _weixin().client() if _for_mini() else None
    origin = web_origin(house().config, own_name(host()))
    address = _told(client, leads) if client else origin + leads.path
    blobs, maker = house().blobs, _maker()
    name = name_of(face, address)

    async def make() -> bytes:
        code = await _mini_code(client, leads, viewer) if client else None
        return await maker.draw(face, await _picture(blobs, face.picture), code, address)

    await maker.made(name, viewer.viewer, make)
    return Poster(f"/posters/{name}.jpg")


async def _mini_code(client: Client, leads: Leads, viewer: Claims) -> bytes:
    """WeChat draws one for each page once."""
    ask = functools.partial(wechat_code, client, leads.page, leads.scene)
    return await _maker().made(named(_told(client, leads)), viewer.viewer, ask)


def _told(client: Client, leads: Leads) -> str:
    return f"{client.account.appid} {leads.page}?{leads.scene}"


async def _picture(blobs: Blobs, name: str) -> bytes | None:
    """A poster without it is better than none."""
    try:
        return await blobs.get(name) if name else None
    except NotFound:
        return None


async def _prices(session: AsyncSession, skus: Sequence[SkuShown], now: datetime) -> list[Priced]:
    before = await session.run_sync(lambda here: lowest_before(here.execute, [sku.id for sku in skus], now))
    return [_priced(sku, before.get(sku.id)) for sku in skus]


def _priced(sku: SkuShown, before: int | None) -> Priced:
    """`before`: the lowest deal of the seven days before today."""
    if sku.deal_price is not None and sku.deal_price < sku.price:
        return Priced(sku.deal_price, told_from(sku.deal_price, sku.price, before))
    return Priced(sku.price, sku.strike_price)


def _maker() -> Maker:
    found: Maker = current_app.extensions["posters"]
    return found


def _weixin() -> Weixin:
    found: Weixin = current_app.extensions["weixin"]
    return found
