"""Specs 规格 and the SKUs that they multiply to."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product as every_combination
from typing import Any

import msgspec
from sqlalchemy import func, insert, select, update

from appliance.db import Transaction
from appliance.errors import BadInput, Conflict
from appliance.ids import new_id
from appliance.plain import one_line
from store.catalogue.actions.prices import check_price, check_strike, record_deal
from store.catalogue.actions.products import ProductNotFound, check_words, tell
from store.catalogue.actions.stock import SkuNotFound
from store.catalogue.models import Product, ProductPicture, Sku

MOST_SPECS = 3
MOST_SKUS = 100
LONGEST_NAME = 20
LONGEST_CODE = 40
MOST_GRAMS = 1_000_000


class SpecsUnusable(BadInput):
    zh = "规格最多 3 种，名字和每个选项都要有 1 到 20 个字，不能重复"
    en = "At most 3 kinds of variants; each name and option has 1 to 20 characters and stands once"


class TooManySkus(BadInput):
    zh = "这些选项会组合出 {count} 个规格，最多 100 个，请拆成几个商品"
    en = "These options make {count} variants; at most 100 are possible, make several products of it"


class CodeTaken(Conflict):
    zh = "编码 {code} 已经用在别的规格上"
    en = "The code {code} belongs to another variant"


class CodeUnusable(BadInput):
    zh = "编码和条码最多 40 个字符"
    en = "Codes have at most 40 characters"


class FiguresUnusable(BadInput):
    zh = "重量和预警件数不能是负数，也不能太大"
    en = "Weight and warning level are neither negative nor huge"


class PictureGone(Conflict):
    zh = "选的图片已经不在了，请刷新后再选"
    en = "The chosen picture is gone, please reload"


class Spec(msgspec.Struct, frozen=True):
    name: str
    """口味"""
    values: tuple[str, ...]


class Pricing(msgspec.Struct, frozen=True, kw_only=True):
    """What staff write about one SKU; money in fen, weight in grams."""

    sku: str
    price: int
    code: str | None = None
    barcode: str | None = None
    weight: int = 0
    picture: str | None = None
    strike_price: int | None = None
    cost: int | None = None
    member_price: int | None = None
    low: int = 0


def set_specs(tx: Transaction, product: str, specs: Sequence[Spec], by: str, confirmed: Iterable[str] = ()) -> None:
    """Make a SKU for every combination; those whose values stay are kept, others are no longer sold.

    New ones cost what the dearest SKU costs now. `confirmed` are doubtful words that somebody has looked at.
    Raises ProductNotFound, SpecsUnusable, WordsDoubtful, TooManySkus.
    """
    specs = _usable(specs)
    _check_words(tx, product, specs, confirmed)
    made = _combinations(specs)
    known = {tuple(row._mapping["values"]): row for row in _skus(tx, product)}  # noqa: SLF001 - a row's method hides it
    price = max((row.price for row in known.values()), default=None)
    if price is None:
        raise ProductNotFound
    for values in set(known) - set(made):
        tx.execute(update(Sku).where(Sku.id == known[values].id).values(active=False))
    for position, values in enumerate(made):
        if values in known:
            tx.execute(update(Sku).where(Sku.id == known[values].id).values(active=True, position=position))
        else:
            _make(tx, product, position, values, price)
    plan = [{"name": spec.name, "values": list(spec.values)} for spec in specs]
    tx.execute(update(Product).where(Product.id == product).values(specs=plan, changed_at=tx.now))
    tell(tx, product, by)


def price_skus(tx: Transaction, product: str, pricings: Sequence[Pricing], by: str) -> None:
    """Raises ProductNotFound, SkuNotFound, PriceUnusable, StrikePriceTooHigh, StrikePriceUnproven, StrikePriceBelow,
    CodeTaken, CodeUnusable, FiguresUnusable, PictureGone; `field` names what and which: price-SKU.
    """
    state = tx.scalar(select(Product.state).where(Product.id == product))
    if state is None:
        raise ProductNotFound
    known = {row.id: row for row in _skus(tx, product)}
    if not known.keys() >= {pricing.sku for pricing in pricings}:
        raise SkuNotFound
    _let_go(tx, known, pricings)
    for pricing in pricings:
        _price(tx, known[pricing.sku], pricing, offered=state == "shelved")
    tx.execute(update(Product).where(Product.id == product).values(changed_at=tx.now))
    tell(tx, product, by)


def _let_go(tx: Transaction, known: Mapping[str, Any], pricings: Iterable[Pricing]) -> None:
    """A code that moves is nobody's until all is written: two may swap theirs."""
    moving = [new.sku for new in pricings if (one_line(new.code or "") or None) != known[new.sku].code]
    tx.execute(update(Sku).where(Sku.id.in_(moving)).values(code=None))


def _price(tx: Transaction, known: Any, new: Pricing, *, offered: bool) -> None:
    for name in ("price", "cost", "member_price"):
        value = getattr(new, name)
        if value is not None:
            check_price(value, f"{name}-{new.sku}")
    if offered and new.price != known.price and known.active:
        record_deal(tx, new.sku, known.price)
    if new.strike_price is not None and (new.strike_price, new.price) != (known.strike_price, known.price):
        check_strike(tx, new.sku, new.strike_price, new.price, f"strike_price-{new.sku}")
    if not (0 <= new.weight <= MOST_GRAMS and 0 <= new.low <= MOST_GRAMS):
        raise FiguresUnusable(field=f"weight-{new.sku}")
    _check_picture(tx, known.product, new)
    code, barcode = _code(new.code, f"code-{new.sku}"), _code(new.barcode, f"barcode-{new.sku}")
    _check_free(tx, new.sku, code)
    values = {**msgspec.structs.asdict(new), "code": code, "barcode": barcode}
    del values["sku"]
    tx.execute(update(Sku).where(Sku.id == new.sku).values(**values))


def _skus(tx: Transaction, product: str) -> list[Any]:
    return list(
        tx.execute(
            select(Sku.id, Sku.product, Sku.values, Sku.price, Sku.strike_price, Sku.code, Sku.active)
            .where(Sku.product == product)
            .order_by(Sku.position, Sku.id)
        ).all()
    )


def _make(tx: Transaction, product: str, position: int, values: Sequence[str], price: int) -> None:
    tx.execute(
        insert(Sku).values(
            id=new_id(tx.now), product=product, position=position, values=list(values), weight=0, price=price,
            on_hand=0, reserved=0, low=0, active=True,
        )
    )  # fmt: skip


def _usable(specs: Sequence[Spec]) -> list[Spec]:
    cleaned = [Spec(one_line(spec.name), tuple(one_line(value) for value in spec.values)) for spec in specs]
    names = [spec.name for spec in cleaned]
    texts = [*names, *(value for spec in cleaned for value in spec.values)]
    doubled = len(set(names)) < len(names) or any(len(set(spec.values)) < len(spec.values) for spec in cleaned)
    empty = any(not spec.values for spec in cleaned)
    if len(cleaned) > MOST_SPECS or doubled or empty or not all(1 <= len(text) <= LONGEST_NAME for text in texts):
        raise SpecsUnusable(field="specs")
    return cleaned


def _check_words(tx: Transaction, product: str, specs: Sequence[Spec], confirmed: Iterable[str]) -> None:
    """Of what is new: what stands there already was looked at."""
    known = {text for spec in _known_specs(tx, product) for text in (spec["name"], *spec["values"])}
    check_words(confirmed, *(text for spec in specs for text in (spec.name, *spec.values) if text not in known))


def _known_specs(tx: Transaction, product: str) -> list[dict[str, Any]]:
    return tx.scalar(select(Product.specs).where(Product.id == product)) or []


def _combinations(specs: Sequence[Spec]) -> list[tuple[str, ...]]:
    count = 1
    for spec in specs:
        count *= len(spec.values)
    if count > MOST_SKUS:
        raise TooManySkus(count=count, field="specs")
    return list(every_combination(*(spec.values for spec in specs)))


def _code(written: str | None, field: str) -> str | None:
    code = one_line(written or "")
    if len(code) > LONGEST_CODE:
        raise CodeUnusable(field=field)
    return code or None


def _check_free(tx: Transaction, sku: str, code: str | None) -> None:
    """One that is no longer sold gives its code, and a barcode that is the same, to whoever asks for it."""
    if code is None:
        return
    others = (Sku.code == code, Sku.id != sku)
    if tx.scalar(select(Sku.id).where(*others, Sku.active)) is not None:
        raise CodeTaken(code=code, field=f"code-{sku}")
    freed = {"code": None, "barcode": func.nullif(Sku.barcode, code)}
    tx.execute(update(Sku).where(*others).values(**freed))


def _check_picture(tx: Transaction, product: str, new: Pricing) -> None:
    mine = (ProductPicture.id == new.picture, ProductPicture.product == product)
    if new.picture is not None and tx.scalar(select(ProductPicture.id).where(*mine)) is None:
        raise PictureGone(field=f"picture-{new.sku}")
