"""From which price one may honestly say that it was lowered: 规范促销行为暂行规定 (2020), Article 21."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from store.catalogue.actions.prices import BASIS_DAYS
from store.catalogue.days import day_of
from store.catalogue.models import DayPrice

Ask = Callable[..., Any]
"""``tx.execute``, or that of a session within `run_sync`."""


def lowest_before(ask: Ask, skus: Sequence[str], now: datetime) -> dict[str, int]:
    """Fen by SKU: the lowest deal of the seven days before today; what nobody could buy before today is not here."""
    days = {"first": day_of(now, ago=BASIS_DAYS), "today": day_of(now)}
    return {row.sku: int(row.lowest) for row in ask(_BEFORE, {"skus": list(skus), **days})}


def told_from(price: int, plain: int, before: int | None) -> int:
    """What may be crossed out beside `price`; `price` itself when nothing may."""
    return price if before is None else max(price, min(plain, before))


_BEFORE = (
    select(DayPrice.sku, func.min(DayPrice.lowest).label("lowest"))
    .where(DayPrice.sku.in_(bindparam("skus", expanding=True)))
    .where(DayPrice.day >= bindparam("first"), DayPrice.day < bindparam("today"))
    .group_by(DayPrice.sku)
)
