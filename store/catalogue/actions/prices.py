"""What a SKU costs, and which price may honestly be struck through beside it."""

from sqlalchemy import func, select, update

from appliance.db import Transaction
from appliance.errors import BadInput
from store.catalogue.days import day_of
from store.catalogue.models import DayPrice, Product, Sku
from store.money import yuan

MOST_FEN = 100_000_000
BASIS_DAYS = 7
"""规范促销行为暂行规定 (2020), Article 21: a reduction is told from the lowest deal of the seven days before it."""


class PriceUnusable(BadInput):
    zh = "价格要在 0.01 到 1000000 元之间"
    en = "A price is between 0.01 and 1000000 yuan"


class StrikePriceTooHigh(BadInput):
    zh = "划线价最高写 {allowed} 元：那是最近七天的最低成交价，写得更高会被当作虚构原价"
    en = "The struck-through price may be {allowed} yuan at most, the lowest deal of the last seven days"


class StrikePriceUnproven(BadInput):
    zh = "还没有成交价可以依据，先按现在的价格卖，降价时再写划线价"
    en = "No deal proves this price yet: sell at the present price first, and strike it through when you lower it"


class StrikePriceBelow(BadInput):
    zh = "划线价要比现在的价格高，不然就不用写"
    en = "A struck-through price is above the present one, or left out"


def check_price(price: int, field: str = "price") -> None:
    if not 1 <= price <= MOST_FEN:
        raise PriceUnusable(field=field)


def check_strike(tx: Transaction, sku: str, strike: int, price: int, field: str) -> None:
    """Raises StrikePriceTooHigh(allowed=), StrikePriceUnproven, StrikePriceBelow."""
    check_price(strike, field)
    if strike <= price:
        raise StrikePriceBelow(field=field)
    allowed = lowest_deal(tx, sku)
    if allowed is None:
        raise StrikePriceUnproven(field=field)
    if strike > allowed:
        raise StrikePriceTooHigh(allowed=yuan(allowed), field=field)


def record_deal(tx: Transaction, sku: str, price: int) -> None:
    """Somebody paid, or could pay, `price` fen a piece today: no strike-through price may exceed the week's lowest."""
    today = day_of(tx.now)
    if not tx.add_once(DayPrice, sku=sku, day=today, lowest=price):
        here = (DayPrice.sku == sku, DayPrice.day == today)
        tx.execute(update(DayPrice).where(*here, DayPrice.lowest > price).values(lowest=price))


def lowest_deal(tx: Transaction, sku: str) -> int | None:
    """Fen: the lowest of today and the seven days before; None when nothing was offered before today."""
    known = tx.execute(
        select(func.min(DayPrice.day).label("first"), func.min(DayPrice.lowest).label("lowest")).where(
            DayPrice.sku == sku, DayPrice.day >= day_of(tx.now, ago=BASIS_DAYS)
        )
    ).one()
    return None if known.first in (None, day_of(tx.now)) else int(known.lowest)


def keep_day_prices(tx: Transaction, limit: int = 200) -> int:
    """Write down today's price of what is on the shelf, at most `limit` SKUs; how many were missing."""
    today = day_of(tx.now)
    kept = select(DayPrice.sku).where(DayPrice.sku == Sku.id, DayPrice.day == today).exists()
    missing = tx.execute(
        select(Sku.id, Sku.price)
        .join(Product, Product.id == Sku.product)
        .where(Product.state == "shelved", Sku.active, ~kept)
        .limit(limit)
    ).all()
    for row in missing:
        record_deal(tx, row.id, row.price)
    return len(missing)
