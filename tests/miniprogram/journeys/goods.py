"""What stands on the shelf of the journeys' shop: one thing to choose, one to give away, one that cannot come back."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw
from sqlalchemy import select

from appliance import pictures
from appliance.house import House
from store.catalogue import actions as catalogue
from store.catalogue.models import Sku
from store.pricing.cart import CouponRule, PointsRule, Reduction, ShippingRule, Tier
from store.promotions import actions as promotions
from store.promotions.checking import Draft
from store.shop import actions as shop

BY = "journey"


async def furnish(house: House) -> dict[str, str]:
    """Products by name; the shop with its particulars, categories, goods, a reduction, a coupon and shipping."""
    write = house.db.write
    await write(shop.describe, shop.Particulars(name="津味小店", region="天津市 和平区", street="滨江道 200 号"), BY)
    snacks = await write(catalogue.add_category, "糕点零食")
    fresh = await write(catalogue.add_category, "生鲜")
    made = {
        "mahua": await _product(house, "桂花小麻花", 1990, (201, 140, 60), categories=(snacks,), tags=("老字号",)),
        "crab": await _product(house, "七里海河蟹", 8800, (160, 70, 60), categories=(fresh,), return_kind="perishable"),
        "tea": await _product(house, "茉莉花茶", 4500, (90, 130, 90), categories=(snacks,)),
    }
    await _offers(house)
    return made


async def _product(house: House, title: str, price: int, colour: tuple[int, int, int], **wording: object) -> str:
    words = catalogue.Wording(title=title, subtitle="天津手工", detail="<p>现做现发</p>", **wording)  # type: ignore[arg-type]
    product = await house.db.write(catalogue.draft, words, price, BY)
    await _picture(house, product, colour)
    if title == "桂花小麻花":
        tastes = [catalogue.Spec("口味", ("原味", "咸香")), catalogue.Spec("规格", ("250 克", "500 克"))]
        await house.db.write(catalogue.set_specs, product, tastes, BY)
    async with house.db.read() as session:
        skus = list(
            await session.scalars(select(Sku.id).where(Sku.product == product, Sku.active).order_by(Sku.position))
        )
    for sku in skus:
        await house.db.write(catalogue.receive, sku, 20, f"first/{sku}", by=BY)
    await house.db.write(catalogue.shelve, product, BY)
    return product


async def _picture(house: House, product: str, colour: tuple[int, int, int]) -> None:
    drawn = io.BytesIO()
    picture = Image.new("RGB", (900, 900), colour)
    ImageDraw.Draw(picture).ellipse((200, 200, 700, 700), fill=tuple(min(255, part + 60) for part in colour))
    picture.save(drawn, "JPEG")
    scaled = await pictures.scaled(drawn.getvalue(), [200, 750, 1500])
    sizes = {str(size): await house.blobs.put(jpeg, ".jpg") for size, jpeg in scaled.jpegs.items()}
    await house.db.write(catalogue.add_picture, product, sizes, scaled.width, scaled.height, by=BY)


async def _offers(house: House) -> None:
    everyone = [
        Draft(name="满 50 减 5", rule=Reduction(tiers=(Tier(amount=5000, off=500),))),
        Draft(name="新客券", rule=CouponRule(off=300, threshold=1000), total=100, per_member=1),
        Draft(name="积分抵扣", rule=PointsRule()),
        Draft(name="快递", rule=ShippingRule(first=800, free_from=9900)),
    ]
    for draft in everyone:
        promotion = await house.db.write(promotions.add_promotion, draft, BY)
        await house.db.write(promotions.move_promotion, promotion, "start", BY)
