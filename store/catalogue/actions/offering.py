"""What an order asks inside its transaction, and what a deal leaves behind."""

from collections.abc import Iterable

from sqlalchemy import func, select, update

from appliance.db import Transaction
from store.catalogue.days import day_of
from store.catalogue.models import DayPrice
from store.catalogue.offers import Offer, answered, questions


def offers(tx: Transaction, skus: Iterable[str]) -> dict[str, Offer]:
    """By SKU; one that is not known is left out."""
    return answered(*(tx.execute(question).all() for question in questions(skus)))


def record_deal(tx: Transaction, sku: str, price: int) -> None:
    """Somebody pays, or could pay, `price` fen a piece today: no strike-through price may exceed the week's lowest."""
    today = day_of(tx.now)
    if not tx.add_once(DayPrice, sku=sku, day=today, lowest=price):
        here = (DayPrice.sku == sku, DayPrice.day == today)
        tx.execute(update(DayPrice).where(*here, DayPrice.lowest > price).values(lowest=price))


def lowest_deal(tx: Transaction, sku: str) -> int | None:
    """Fen: the lowest of today and the seven days before; None when nothing was sold or offered yet."""
    since = day_of(tx.now, ago=7)
    lowest = tx.scalar(select(func.min(DayPrice.lowest)).where(DayPrice.sku == sku, DayPrice.day >= since))
    return None if lowest is None else int(lowest)
