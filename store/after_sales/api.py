"""Claims over HTTP: what a buyer may ask after a sale."""

import msgspec
from quart import current_app, request

from appliance import pictures
from appliance.blobs import name_of
from appliance.errors import BadInput, NotAllowed
from appliance.house import house
from appliance.http import Api
from appliance.identity.tokens import Claims
from store.after_sales import actions, reads
from store.after_sales.actions import Application
from store.after_sales.reads import Claimable
from store.after_sales.shown import AfterSaleShown, shown
from store.members.pictures import send
from store.once.actions import once
from store.once.asked import asked
from store.orders import reads as orders
from store.shop import reads as shop

PHOTO = 1600
"""Pixels of the longer side."""
api = Api("after_sales", __name__)


class Applied(msgspec.Struct, frozen=True):
    after_sale: str


class AfterSales(msgspec.Struct, frozen=True):
    items: list[AfterSaleShown]


class Options(msgspec.Struct, frozen=True):
    lines: list[Claimable]
    claims: list[AfterSaleShown]
    """Those made already."""


class SentBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    carrier: str = ""
    """Empty: brought to the shop."""
    tracking: str = ""


class Photo(msgspec.Struct, frozen=True):
    name: str


class PhotoMissing(BadInput):
    zh = "请选一张照片"
    en = "Please choose a photo"


@api.route_to("POST", "/uploads", summary="A photo for a claim", answers=Photo, status=201, viewer=True, files=True)
async def upload(viewer: Claims) -> Photo:
    """The body is the picture (JPEG, PNG, WebP; at most 10 MB), or a form with it as `file` (wx.uploadFile).

    Only who has paid for something here may send one; what no claim names within a day is deleted.
    """
    async with house().db.read() as session:
        if not await reads.has_bought(session, viewer.viewer):
            raise NotAllowed
    current_app.extensions["sending"].check(viewer.viewer, known=True)
    posted = (await request.files).get("file")
    raw: bytes = posted.read() if posted is not None else await request.get_data()  # type: ignore[assignment]
    if not raw:
        raise PhotoMissing(field="file")
    scaled = await pictures.scaled(raw, [PHOTO], "file", unfolded=pictures.OF_A_VIEWER)
    photo = pictures.singular(scaled.jpegs[PHOTO])
    await house().db.write(send, name_of(photo, ".jpg"), viewer.viewer)
    return Photo(await house().blobs.put(photo, ".jpg"))


@api.route_to(
    "GET", "/orders/<order>/after-sales", summary="What may be claimed of an order", answers=Options, viewer=True
)
async def options(viewer: Claims, order: str) -> Options:
    now = house().clock.now()
    async with house().db.read() as session:
        whole = await orders.whole(session, order, viewer.viewer)
        lines = await reads.claimable(session, whole, now)
        claims = await reads.claims(session, member=viewer.viewer, order=order)
        returns_to = shop.returns_to(await shop.particulars(session))
    return Options(lines, [shown(claim, returns_to, now) for claim in claims])


@api.route_to(
    "POST",
    "/orders/<order>/after-sales",
    summary="Claim something (Idempotency-Key)",
    body=Application,
    answers=Applied,
    status=201,
    viewer=True,
)
async def apply(viewer: Claims, order: str, body: Application) -> Applied:
    key, digest = await asked()
    actions.measure(body)
    made = await house().db.write(once, viewer.viewer, key, digest, actions.apply, viewer.viewer, order, body)
    return Applied(made)


@api.route_to("GET", "/after-sales", summary="My claims, latest first", answers=AfterSales, viewer=True)
async def claims(viewer: Claims) -> AfterSales:
    async with house().db.read() as session:
        found = await reads.claims(session, member=viewer.viewer)
        returns_to = shop.returns_to(await shop.particulars(session))
    return AfterSales([shown(claim, returns_to, house().clock.now()) for claim in found])


@api.route_to("GET", "/after-sales/<after_sale>", summary="A claim", answers=AfterSaleShown, viewer=True)
async def claim(viewer: Claims, after_sale: str) -> AfterSaleShown:
    return await _shown(after_sale, viewer.viewer)


@api.route_to(
    "PUT",
    "/after-sales/<after_sale>/parcel",
    summary="The goods are on their way back",
    body=SentBack,
    answers=AfterSaleShown,
    viewer=True,
)
async def send_back(viewer: Claims, after_sale: str, body: SentBack) -> AfterSaleShown:
    await house().db.write(actions.send_back, after_sale, viewer.viewer, body.carrier, body.tracking)
    return await _shown(after_sale, viewer.viewer)


@api.route_to("DELETE", "/after-sales/<after_sale>", summary="Take a claim back", answers=AfterSaleShown, viewer=True)
async def cancel(viewer: Claims, after_sale: str) -> AfterSaleShown:
    await house().db.write(actions.cancel, after_sale, viewer.viewer)
    return await _shown(after_sale, viewer.viewer)


async def _shown(after_sale: str, member: str) -> AfterSaleShown:
    async with house().db.read() as session:
        found = await reads.claim(session, after_sale, member)
        returns_to = shop.returns_to(await shop.particulars(session))
    return shown(found, returns_to, house().clock.now())
