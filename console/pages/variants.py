"""A product's specs 规格 and what each SKU costs."""

from collections.abc import Mapping, Sequence
from typing import Any

from quart import request
from quart.typing import ResponseReturnValue

from appliance.db import Transaction
from appliance.errors import Problem
from appliance.house import house
from appliance.http import Pages, signed
from appliance.identity.permissions import Permission
from appliance.ids import new_id
from console.figures import fen_of, fen_or_none, pieces_of
from console.i18n import gettext as _
from console.looks import again, page
from console.pages.goods import doubts_of, learn_pinyin
from console.said import went
from console.several import options_of, options_text
from store.catalogue import actions, reads
from store.catalogue.actions.skus import MOST_SPECS
from store.catalogue.models import Sku
from store.money import yuan

pages = Pages("console_variants", __name__)


@pages.page("/console/goods/<product>/variants", allow=Permission.GOODS_SEE)
async def variants(product: str) -> ResponseReturnValue:
    about = await _about(product)
    return await page("goods/variants.html", **about, entered=_as_entered(about))


@pages.page("/console/goods/<product>/specs", allow=Permission.GOODS_EDIT, methods=("POST",))
async def set_specs(product: str) -> ResponseReturnValue:
    posted = await request.form
    await learn_pinyin()
    try:
        specs = [
            actions.Spec(posted.get(f"name-{place}", ""), tuple(options_of(posted.get(f"values-{place}", ""))))
            for place in range(MOST_SPECS)
            if posted.get(f"name-{place}", "").strip() or posted.get(f"values-{place}", "").strip()
        ]
        await house().db.write(actions.set_specs, product, specs, signed().id, posted.getlist("confirmed"))
    except Problem as problem:
        about = await _about(product)
        entered = {**_as_entered(about), **posted.to_dict()}
        doubts = doubts_of(problem)
        return await again("goods/variants.html", problem, **about, entered=entered, doubts=doubts)
    return went(f"/console/goods/{product}/variants", _("规格排好了，填一下每种的价格"))


@pages.page("/console/goods/<product>/variants", allow=Permission.GOODS_EDIT, methods=("POST",))
async def price(product: str) -> ResponseReturnValue:
    """Prices and what came in, all or none: pressed twice, both are done once."""
    posted = await request.form
    about = await _about(product)
    await learn_pinyin()
    try:
        skus = [sku.id for sku in about["skus"] if f"price-{sku.id}" in posted]
        received = {sku: count for sku in skus if (count := pieces_of(posted, f"add-{sku}", 0))}
        pricings = [_pricing(posted, sku) for sku in skus]
        await house().db.write(_save, product, pricings, received, posted.get("key", ""), by=signed().id)
    except Problem as problem:
        entered = {**_as_entered(about), **posted.to_dict()}
        about["key"] = posted.get("key") or about["key"]
        return await again("goods/variants.html", problem, **about, entered=entered)
    return went(f"/console/goods/{product}/variants", _("已保存"))


def _save(
    tx: Transaction,
    product: str,
    pricings: Sequence[actions.Pricing],
    received: Mapping[str, int],
    key: str,
    *,
    by: str,
) -> None:
    actions.price_skus(tx, product, pricings, by)
    for sku, count in received.items():
        actions.receive(tx, sku, count, key, by=by)


async def _about(product: str) -> dict[str, Any]:
    async with house().db.read() as session:
        known = await reads.product(session, product)
        skus = await reads.skus(session, product)
        pictures = await reads.pictures(session, product)
    return {
        "product": known,
        "skus": [sku for sku in skus if sku.active],
        "resting": [sku for sku in skus if not sku.active],
        "pictures": pictures,
        "places": range(MOST_SPECS),
        "key": new_id(house().clock.now()),
    }


def _as_entered(about: Mapping[str, Any]) -> dict[str, str]:
    specs = about["product"].specs
    entered = {f"name-{place}": spec["name"] for place, spec in enumerate(specs)}
    entered |= {f"values-{place}": options_text(spec["values"]) for place, spec in enumerate(specs)}
    for sku in about["skus"]:
        entered |= {f"{name}-{sku.id}": text for name, text in _figures(sku).items()}
    return entered


def _figures(sku: Sku) -> dict[str, str]:
    return {
        "price": yuan(sku.price),
        "strike_price": _yuan(sku.strike_price),
        "member_price": _yuan(sku.member_price),
        "cost": _yuan(sku.cost),
        "code": sku.code or "",
        "barcode": sku.barcode or "",
        "weight": str(sku.weight or ""),
        "low": str(sku.low or ""),
        "picture": sku.picture or "",
    }


def _yuan(price: int | None) -> str:
    return "" if price is None else yuan(price)


def _pricing(posted: Mapping[str, str], sku: str) -> actions.Pricing:
    """Raises BadInput with the `field` that cannot be read."""
    return actions.Pricing(
        sku=sku,
        price=fen_of(posted, f"price-{sku}"),
        strike_price=fen_or_none(posted, f"strike_price-{sku}"),
        member_price=fen_or_none(posted, f"member_price-{sku}"),
        cost=fen_or_none(posted, f"cost-{sku}"),
        code=posted.get(f"code-{sku}") or None,
        barcode=posted.get(f"barcode-{sku}") or None,
        weight=pieces_of(posted, f"weight-{sku}", 0),
        low=pieces_of(posted, f"low-{sku}", 0),
        picture=posted.get(f"picture-{sku}") or None,
    )
