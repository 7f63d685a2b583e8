"""What is asked about goods."""

from store.catalogue.offers import visible
from store.catalogue.reads.categories import categories, tree
from store.catalogue.reads.listing import listing
from store.catalogue.reads.offering import offers
from store.catalogue.reads.shelf import Card, Shelf, Sort, cards, product_page, shelf
from store.catalogue.reads.storeroom import (
    categories_of_product,
    goods,
    movements,
    pictures,
    product,
    shelved,
    sku,
    skus,
    storeroom,
    titles,
    videos,
)

__all__ = [
    "Card",
    "Shelf",
    "Sort",
    "cards",
    "categories",
    "categories_of_product",
    "goods",
    "listing",
    "movements",
    "offers",
    "pictures",
    "product",
    "product_page",
    "shelf",
    "shelved",
    "sku",
    "skus",
    "storeroom",
    "titles",
    "tree",
    "videos",
    "visible",
]
