"""The demo's promotions: a timed price, a reduction, coupons, points, and what bringing goods costs."""

from datetime import timedelta

from sqlalchemy import select

from appliance.clock import Clock
from appliance.db import Database, Transaction
from store.catalogue.models import Product, Sku
from store.pricing.cart import (
    Audience,
    CouponRule,
    PointsRule,
    Reduction,
    Scope,
    ShippingRule,
    Tier,
    TimedPrice,
)
from store.promotions.actions import add_promotion, move_promotion
from store.promotions.checking import Draft

BY = "demo"
TIMED = ("五香崩豆", 790)
FAR = ("新疆维吾尔自治区", "西藏自治区")
ABROAD = ("香港特别行政区", "澳门特别行政区", "台湾省")


async def start_promotions(db: Database, clock: Clock) -> None:
    await db.write(_start, clock)


def _start(tx: Transaction, clock: Clock) -> None:
    for draft in [_timed_price(tx, clock), *_reductions(), *_coupons(), *_shipping(), _points()]:
        move_promotion(tx, add_promotion(tx, draft, BY), "start", BY)


def _timed_price(tx: Transaction, clock: Clock) -> Draft:
    title, price = TIMED
    of_it = select(Sku.id).join(Product, Product.id == Sku.product).where(Product.title == title, Sku.active)
    prices = {row.id: price for row in tx.execute(of_it).all()}
    return Draft(name="开店限时价", rule=TimedPrice(prices=prices), ends_at=clock.now() + timedelta(days=7))


def _reductions() -> list[Draft]:
    tiers = (Tier(amount=10000, off=1000), Tier(amount=20000, off=3000))
    return [Draft(name="满 100 减 10，满 200 减 30", rule=Reduction(tiers=tiers), priority=10)]


def _coupons() -> list[Draft]:
    return [
        Draft(
            name="新客满 50 减 8",
            rule=CouponRule(off=800, threshold=5000, days=14),
            audience=Audience(new_only=True),
            total=1000,
            stack_group="goods",
        ),
        Draft(
            name="满 150 打 9 折，最多减 40",
            rule=CouponRule(percent=10, most=4000, threshold=15000, days=7),
            scope=Scope(),
            total=500,
            budget=500_000,
            per_member=2,
            stack_group="goods",
        ),
        Draft(
            name="直播间满 80 减 15",
            rule=CouponRule(off=1500, threshold=8000, days=3, claimable=False),
            total=500,
            stack_group="goods",
        ),
    ]


def _shipping() -> list[Draft]:
    return [
        Draft(
            name="同城送满 59 免运费",
            rule=ShippingRule(
                delivery="city", regions=("天津市",), first_weight=5000, first=500, more=200, free_from=5900
            ),
            priority=10,
        ),
        Draft(
            name="京津冀满 99 包邮",
            rule=ShippingRule(regions=("天津市", "北京市", "河北省"), first=600, more=200, free_from=9900),
            priority=10,
        ),
        Draft(name="暂不发往港澳台", rule=ShippingRule(regions=ABROAD, refused=True), priority=9),
        Draft(name="新疆西藏运费", rule=ShippingRule(regions=FAR, first=2500, more=1500), priority=8),
        Draft(name="全国满 199 包邮", rule=ShippingRule(first=1000, more=500, free_from=19900)),
    ]


def _points() -> Draft:
    return Draft(name="积分抵扣", rule=PointsRule())
