"""The demo's goods: pictures drawn, products written, priced, received and shelved, as staff would do it."""

import asyncio
from html import escape

from sqlalchemy import select

from appliance.blobs import Blobs
from appliance.db import Database, Transaction
from appliance.demo.drawings import drawn
from appliance.demo.wares import CATEGORIES, WARES, Ware
from appliance.pictures import Scaled, scaled
from store.catalogue import actions
from store.catalogue.models import Product, Sku

BY = "demo"
LENGTHS = (200, 750, 1500)
LOW = 10


async def put_goods_on_the_shelf(db: Database, blobs: Blobs) -> bool:
    """Unless there are goods already; whether it did."""
    async with db.read() as session:
        if await session.scalar(select(Product.id).limit(1)) is not None:
            return False
    categories = await db.write(_add_categories)
    for position, ware in enumerate(WARES):
        pictures = [await _picture(blobs, ware.drawing, mood) for mood in (position, position + 1)]
        await db.write(_put, ware, categories[ware.category], pictures)
    return True


def _add_categories(tx: Transaction) -> dict[str, str]:
    return {name: actions.add_category(tx, name) for name in CATEGORIES}


async def _picture(blobs: Blobs, name: str, mood: int) -> tuple[Scaled, dict[str, str]]:
    made = await scaled(await asyncio.to_thread(drawn, name, mood), LENGTHS)
    return made, {str(length): await blobs.put(jpeg, ".jpg") for length, jpeg in made.jpegs.items()}


def _put(tx: Transaction, ware: Ware, category: str, pictures: list[tuple[Scaled, dict[str, str]]]) -> None:
    wording = actions.Wording(
        title=ware.title,
        subtitle=ware.subtitle,
        detail="".join(f"<p>{escape(paragraph)}</p>" for paragraph in ware.story),
        categories=(category,),
        tags=ware.tags,
        return_kind=ware.return_kind,
        most=ware.most,
    )
    product = actions.draft(tx, wording, next(iter(ware.skus.values()))[0], BY)
    if ware.specs:
        actions.set_specs(tx, product, _specs(ware), BY)
    for made, sizes in pictures:
        actions.add_picture(tx, product, sizes, made.width, made.height, by=BY)
    _price_and_receive(tx, product, ware)
    actions.shelve(tx, product, BY)


def _specs(ware: Ware) -> list[actions.Spec]:
    columns = zip(*ware.skus, strict=True)
    return [actions.Spec(name, tuple(dict.fromkeys(column))) for name, column in zip(ware.specs, columns, strict=True)]


def _price_and_receive(tx: Transaction, product: str, ware: Ware) -> None:
    known = tx.execute(select(Sku.id, Sku.values.label("chosen")).where(Sku.product == product, Sku.active)).all()
    pricings = []
    for row in known:
        price, weight, pieces = ware.skus[tuple(row.chosen)]
        member = price * (100 - ware.member_off) // 1000 * 10 if ware.member_off else None
        pricings.append(actions.Pricing(sku=row.id, price=price, weight=weight, member_price=member, low=LOW))
        actions.receive(tx, row.id, pieces, f"received/opening/{row.id}", by=BY, note="开店进货")
    actions.price_skus(tx, product, pricings, BY)
