"""Categories 分类."""

from typing import Any

import msgspec
from quart import request
from quart.typing import ResponseReturnValue

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, form
from appliance.identity.permissions import Permission
from appliance.pictures import fitted
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from store.catalogue import actions, reads

pages = Pages("console_categories", __name__)
LIST = "/console/goods/categories"
FACE = (240, 240)


class NewCategory(msgspec.Struct, frozen=True):
    name: str
    parent: str = ""


class Rename(msgspec.Struct, frozen=True):
    name: str


@pages.page(LIST, allow=Permission.GOODS_SEE)
async def categories() -> ResponseReturnValue:
    return await page("goods/categories.html", **await _tree())


@pages.page(LIST, allow=Permission.GOODS_EDIT, methods=("POST",))
async def add() -> ResponseReturnValue:
    try:
        given = await form(NewCategory)
        await house().db.write(actions.add_category, given.name, given.parent or None)
    except Problem as problem:
        return await again("goods/categories.html", problem, **await _tree())
    return went(LIST, _("分类建好了"))


@pages.page("/console/goods/categories/<category>", allow=Permission.GOODS_EDIT)
async def edit(category: str) -> ResponseReturnValue:
    return await page("goods/category.html", **await _one(category))


@pages.page("/console/goods/categories/<category>", allow=Permission.GOODS_EDIT, methods=("POST",))
async def change(category: str) -> ResponseReturnValue:
    try:
        given = await form(Rename)
        await house().db.write(actions.rename_category, category, given.name)
        uploaded = (await request.files).get("picture")
        if uploaded is not None and uploaded.filename:
            face = await house().blobs.put(await fitted(uploaded.read(), FACE), ".jpg")
            await house().db.write(actions.put_category_picture, category, face)
    except Problem as problem:
        about = await _one(category)
        return await again("goods/category.html", problem, **{**about, "entered": (await request.form).to_dict()})
    return went(LIST, _("已保存"))


@pages.page("/console/goods/categories/<category>/place", allow=Permission.GOODS_EDIT, methods=("POST",))
async def move(category: str) -> ResponseReturnValue:
    down = (await request.form).get("to") != "up"
    await house().db.write(actions.move_category, category, 1 if down else -1)
    return went(LIST, _("顺序改好了"))


@pages.page("/console/goods/categories/<category>/remove", allow=Permission.GOODS_EDIT, methods=("POST",))
async def remove(category: str) -> ResponseReturnValue:
    try:
        await house().db.write(actions.remove_category, category)
    except actions.CategoryNotEmpty as problem:
        return await again("goods/categories.html", problem, **await _tree())
    return went(LIST, _("分类删掉了，里面的商品还在"))


async def _tree() -> dict[str, Any]:
    async with house().db.read() as session:
        return {"tree": await reads.tree(session)}


async def _one(category: str) -> dict[str, Any]:
    """Raises CategoryNotFound."""
    async with house().db.read() as session:
        found = [one for one in await reads.categories(session) if one.id == category]
    if not found:
        raise actions.CategoryNotFound
    return {"category": found[0], "entered": {"name": found[0].name}}
