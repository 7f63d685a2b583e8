"""Goods out of a table: one product at a time, so that nobody who buys waits for a long file."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from appliance.db import Transaction
from appliance.errors import BadInput, Problem
from store.catalogue.actions.categories import category_named
from store.catalogue.actions.products import Wording, change, draft, shelve, unshelve
from store.catalogue.actions.skus import Pricing, Spec, price_skus, set_specs
from store.catalogue.actions.stock import count
from store.catalogue.models import Product, ProductCategory, Sku
from store.catalogue.tables import Line


class SpecsDiffer(BadInput):
    zh = "规格的名字和店里的不一样：店里是“{known}”"
    en = "The kinds of variants differ from those in the shop: '{known}'"


class PriceMissing(BadInput):
    zh = "新商品要写价格"
    en = "A new product needs a price"


class Recount(msgspec.Struct, frozen=True):
    """The stock of one SKU, in pieces on hand."""

    spec: str
    before: int
    after: int


class Brought(msgspec.Struct, frozen=True):
    """What one product's lines did, or would do."""

    title: str
    lines: list[int]
    new: bool
    stock: list[Recount]
    """Of the SKUs whose stock the lines change."""


class Tried(Exception):
    """Takes everything back: it was only a rehearsal."""

    def __init__(self, brought: Brought) -> None:
        self.brought = brought
        super().__init__(brought.title)


class LineRefused(Problem):
    """`problem` is what is wrong with the line `number`."""

    status = 400

    def __init__(self, number: int, problem: Problem) -> None:
        self.number = number
        self.problem = problem
        super().__init__()


def rehearse(tx: Transaction, lines: Sequence[Line], by: str, confirmed: Iterable[str] = ()) -> None:
    """Always raises: Tried with what would happen, or what `bring_in` raises."""
    raise Tried(bring_in(tx, lines, "rehearsal", by, confirmed))


def bring_in(tx: Transaction, lines: Sequence[Line], key: str, by: str, confirmed: Iterable[str] = ()) -> Brought:
    """Make or change one product as its `lines` say; a SKU is known by its code or by what was chosen.

    What is empty stays as it is, and what is written as it stands in the shop changes nothing; nor does a stock that
    says what it said when the table was exported, for pieces have moved since.
    `key` names the import: done twice, stock is counted once.
    Raises LineRefused.
    """
    first = lines[0]
    known = _known(tx, lines)
    try:
        product = known or _new(tx, lines, by, confirmed)
        if known is not None:
            _rewrite(tx, product, first, by, confirmed)
        _widen(tx, product, lines, by, confirmed)
    except Problem as problem:
        raise LineRefused(first.number, problem) from problem
    stock: list[Recount] = []
    for line in lines:
        try:
            stock += _bring_sku(tx, product, line, key, by)
        except Problem as problem:
            raise LineRefused(line.number, problem) from problem
    try:
        _place(tx, product, first.state, by)
    except Problem as problem:
        raise LineRefused(first.number, problem) from problem
    return Brought(first.title, [line.number for line in lines], known is None, stock)


def _known(tx: Transaction, lines: Sequence[Line]) -> str | None:
    product = lines[0].product
    if product and tx.scalar(select(Product.id).where(Product.id == product)) is not None:
        return product
    codes = [line.code for line in lines if line.code]
    by_code = tx.scalar(select(Sku.product).where(Sku.code.in_(codes), Sku.active).limit(1)) if codes else None
    by_title = select(Product.id).where(Product.title == lines[0].title).order_by(Product.id).limit(1)
    found = by_code or tx.scalar(by_title)
    return None if found is None else str(found)


def _new(tx: Transaction, lines: Sequence[Line], by: str, confirmed: Iterable[str]) -> str:
    price = next((line.price for line in lines if line.price is not None), None)
    if price is None:
        raise PriceMissing
    return draft(tx, _written(tx, lines[0], Wording(title=lines[0].title)), price, by, confirmed)


def _rewrite(tx: Transaction, product: str, line: Line, by: str, confirmed: Iterable[str]) -> None:
    """Unless it stands in the shop like that: what somebody has confirmed once is not asked about again."""
    known = _wording(tx, product)
    new = _written(tx, line, known)
    if new != known:
        change(tx, product, new, by, confirmed)


def _wording(tx: Transaction, product: str) -> Wording:
    """What stands in the shop."""
    row = tx.execute(select(*(getattr(Product, name) for name in _KEPT)).where(Product.id == product)).one()
    kept: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in _named(row)}
    own = select(ProductCategory.category).where(ProductCategory.product == product)
    return Wording(**kept, categories=tuple(sorted(tx.execute(own).scalars())))


def _named(row: Any) -> Iterable[tuple[str, Any]]:
    return zip(_KEPT, row, strict=True)


def _written(tx: Transaction, line: Line, wording: Wording) -> Wording:
    new: dict[str, Any] = {
        name: value
        for name in ("title", "subtitle", "detail", "return_kind", "least", "most")
        if (value := getattr(line, name)) is not None
    }
    if line.tags is not None:
        new["tags"] = tuple(line.tags)
    if line.categories is not None:
        new["categories"] = tuple(sorted({category_named(tx, path) for path in line.categories}))
    return msgspec.structs.replace(wording, **new)


def _widen(tx: Transaction, product: str, lines: Sequence[Line], by: str, confirmed: Iterable[str]) -> None:
    """Add options that the lines name and the shop does not have. Raises SpecsDiffer, WordsDoubtful."""
    chosen = [line.specs for line in lines if line.specs]
    if not chosen:
        return
    specs = tx.scalar(select(Product.specs).where(Product.id == product))
    plan = {spec["name"]: list(spec["values"]) for spec in specs} or {name: [] for name in chosen[0]}
    before = {name: list(values) for name, values in plan.items()} if specs else {}
    for one in chosen:
        if set(one) != set(plan):
            raise SpecsDiffer(known="、".join(plan))
        for name, value in one.items():
            if value not in plan[name]:
                plan[name].append(value)
    if plan != before:
        set_specs(tx, product, [Spec(name, tuple(values)) for name, values in plan.items()], by, confirmed)


def _bring_sku(tx: Transaction, product: str, line: Line, key: str, by: str) -> list[Recount]:
    """What it did to the stock."""
    sku = _sku(tx, product, line)
    new = {name: value for name in _FIGURES if (value := getattr(line, name)) is not None}
    kept = {name: getattr(sku, name) for name in (*_FIGURES, "picture")}
    if new.items() - kept.items():
        price_skus(tx, product, [Pricing(sku=sku.id, **{**kept, **new})], by)
    if line.on_hand is None or line.on_hand in (sku.on_hand, line.exported):
        return []
    count(tx, sku.id, line.on_hand, key, by=by)
    return [Recount(" ".join(sku.spec), sku.on_hand, line.on_hand)]


def _sku(tx: Transaction, product: str, line: Line) -> Any:
    """Of those that are sold: by its code, else by its options in the order of the product's specs."""
    columns = (Sku.id, Sku.values.label("spec"), Sku.on_hand, Sku.picture, *(getattr(Sku, name) for name in _FIGURES))
    if line.code:
        by_code = tx.one_or_none(select(*columns).where(Sku.code == line.code, Sku.product == product, Sku.active))
        if by_code is not None:
            return by_code
    specs = tx.scalar(select(Product.specs).where(Product.id == product))
    values = [line.specs.get(spec["name"], "") for spec in specs]
    found = tx.one_or_none(select(*columns).where(Sku.product == product, Sku.values == values, Sku.active))
    if found is None:
        raise SpecsDiffer(known="、".join(spec["name"] for spec in specs))
    return found


def _place(tx: Transaction, product: str, state: str | None, by: str) -> None:
    now = tx.scalar(select(Product.state).where(Product.id == product))
    if state == "shelved" and now != "shelved":
        shelve(tx, product, by)
    elif state in ("unshelved", "draft") and now == "shelved":
        unshelve(tx, product, by)


_KEPT = (
    *("title", "subtitle", "detail", "tags", "return_kind", "least", "most"),
    *("shelve_at", "unshelve_at", "early_levels", "public_at"),
)
_FIGURES = ("price", "strike_price", "member_price", "cost", "code", "barcode", "weight", "low")
