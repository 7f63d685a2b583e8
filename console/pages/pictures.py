"""A product's pictures, its videos, and the long pictures of its details."""

from collections.abc import Sequence
from typing import Any

from quart import request
from quart.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, signed
from appliance.identity.permissions import Permission
from appliance.pictures import PictureUnreadable, scaled
from console.i18n import gettext as _
from console.looks import again, page
from console.pages.goods import learn_pinyin
from console.said import went
from store.catalogue import actions, reads
from store.catalogue.actions.pictures import MOST_PICTURES
from store.catalogue.video import VideoUnreadable, cleaned

pages = Pages("console_pictures", __name__)
LENGTHS = (200, 750, 1500)
DETAIL_LENGTH = 6000
"""Long pictures are the custom; a phone's width of them stays sharp."""


@pages.page("/console/goods/<product>/pictures", allow=Permission.GOODS_SEE)
async def pictures(product: str) -> ResponseReturnValue:
    return await page("goods/pictures.html", **await _about(product))


@pages.page("/console/goods/<product>/pictures", allow=Permission.GOODS_EDIT, methods=("POST",))
async def add(product: str) -> ResponseReturnValue:
    await learn_pinyin()
    try:
        for uploaded in await _uploaded("pictures"):
            picture = await scaled(uploaded, LENGTHS, "pictures")
            sizes = {str(length): await house().blobs.put(jpeg, ".jpg") for length, jpeg in picture.jpegs.items()}
            await house().db.write(actions.add_picture, product, sizes, picture.width, picture.height, by=signed().id)
    except Problem as problem:
        return await again("goods/pictures.html", problem, **await _about(product))
    return went(f"/console/goods/{product}/pictures", _("图片放好了"))


@pages.page("/console/goods/<product>/pictures/order", allow=Permission.GOODS_EDIT, methods=("POST",))
async def arrange(product: str) -> ResponseReturnValue:
    """All of them in a new order, or one of them some places further."""
    posted = await request.form
    await learn_pinyin()
    if "picture" in posted:
        further = -1 if posted.get("to") == "front" else 1
        await house().db.write(actions.move_picture, product, posted["picture"], further, staff=signed().id)
    else:
        await house().db.write(actions.arrange_pictures, product, posted.getlist("order"), signed().id)
    return went(f"/console/goods/{product}/pictures", _("顺序改好了"))


@pages.page("/console/goods/<product>/pictures/<picture>/remove", allow=Permission.GOODS_EDIT, methods=("POST",))
async def remove(product: str, picture: str) -> ResponseReturnValue:
    await learn_pinyin()
    await house().db.write(actions.remove_picture, product, picture, signed().id)
    return went(f"/console/goods/{product}/pictures", _("图片拿掉了"))


@pages.page("/console/goods/<product>/videos", allow=Permission.GOODS_EDIT, methods=("POST",))
async def add_video(product: str) -> ResponseReturnValue:
    await learn_pinyin()
    try:
        found = await _uploaded("video")
        if not found:
            raise VideoUnreadable(field="video")
        for raw in found:
            name = await house().blobs.put(cleaned(raw), ".mp4")
            await house().db.write(actions.add_video, product, name, signed().id)
    except Problem as problem:
        return await again("goods/pictures.html", problem, **await _about(product))
    return went(f"/console/goods/{product}/pictures", _("视频放好了"))


@pages.page("/console/goods/<product>/videos/<video>/place", allow=Permission.GOODS_EDIT, methods=("POST",))
async def move_video(product: str, video: str) -> ResponseReturnValue:
    await learn_pinyin()
    step = -1 if (await request.form).get("to") == "front" else 1
    await house().db.write(actions.move_video, product, video, step, staff=signed().id)
    return went(f"/console/goods/{product}/pictures", _("顺序改好了"))


@pages.page("/console/goods/<product>/videos/<video>/remove", allow=Permission.GOODS_EDIT, methods=("POST",))
async def remove_video(product: str, video: str) -> ResponseReturnValue:
    await learn_pinyin()
    await house().db.write(actions.remove_video, product, video, signed().id)
    return went(f"/console/goods/{product}/pictures", _("视频拿掉了"))


@pages.page("/console/goods/<product>/detail", allow=Permission.GOODS_EDIT, methods=("POST",))
async def add_to_detail(product: str) -> ResponseReturnValue:
    await learn_pinyin()
    try:
        for uploaded in await _uploaded("detail"):
            largest = (await scaled(uploaded, (DETAIL_LENGTH,), "detail")).jpegs[DETAIL_LENGTH]
            name = await house().blobs.put(largest, ".jpg")
            await house().db.write(actions.append_to_detail, product, name, signed().id)
    except Problem as problem:
        return await again("goods/pictures.html", problem, **await _about(product))
    return went(f"/console/goods/{product}/pictures", _("图片接在详情后面了"))


async def _uploaded(name: str) -> list[bytes]:
    """Raises PictureUnreadable when no file was chosen."""
    chosen: Sequence[FileStorage] = (await request.files).getlist(name)
    raw = [one.read() for one in chosen if one.filename]
    if not raw and name != "video":
        raise PictureUnreadable(field=name)
    return raw


async def _about(product: str) -> dict[str, Any]:
    async with house().db.read() as session:
        known = await reads.product(session, product)
        found = await reads.pictures(session, product)
        videos = await reads.videos(session, product)
    return {"product": known, "pictures": found, "videos": videos, "most": MOST_PICTURES, "entered": {}}
