"""What changes about goods."""

from store.catalogue.actions.offering import offers, record_deal
from store.catalogue.actions.stock import (
    PromisedToBuyers,
    SkuNotFound,
    SoldOut,
    StockContradicts,
    bring_back,
    count,
    receive,
    release,
    reserve,
    ship,
    write_off,
)

__all__ = [
    "PromisedToBuyers",
    "SkuNotFound",
    "SoldOut",
    "StockContradicts",
    "bring_back",
    "count",
    "offers",
    "receive",
    "record_deal",
    "release",
    "reserve",
    "ship",
    "write_off",
]
