"""The text by which a product is found, kept in step with what it is made of."""

from sqlalchemy import select, update

from appliance.db import Transaction
from store.catalogue.models import Product, Sku
from store.catalogue.searching import searchable


def refresh_search(tx: Transaction, product: str) -> None:
    known = tx.execute(select(Product.title, Product.subtitle, Product.tags).where(Product.id == product)).one()
    skus = tx.execute(select(Sku.code, Sku.barcode, Sku.values).where(Sku.product == product, Sku.active)).all()
    codes = [code for row in skus for code in (row.code, row.barcode) if code]
    values = [value for row in skus for value in row._mapping["values"]]  # noqa: SLF001 - a row's method hides it
    text = searchable(known.title, known.subtitle, *known.tags, *dict.fromkeys(values), *codes)
    tx.execute(update(Product).where(Product.id == product).values(search=text))
