"""A corner shop's prices: goods, a buyer and promotions in few words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from store.pricing import quote
from store.pricing.cart import Buyer, Cart, CouponRule, HeldCoupon, Item, Promotion
from store.pricing.quoted import Line, Quote

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def item() -> Callable[..., Item]:
    """``item("mahua", 1990, 2)``: pieces of a SKU whose product has the same name."""

    def make(sku: str, price: int, quantity: int = 1, **more) -> Item:
        return Item(sku=sku, product=more.pop("product", sku), price=price, quantity=quantity, **more)

    return make


@pytest.fixture(scope="session")
def promotion() -> Callable[..., Promotion]:
    """``promotion("p1", Reduction(...), scope=...)``"""

    def make(name: str, rule, **more) -> Promotion:
        return Promotion(id=name, name=name, rule=rule, **more)

    return make


@pytest.fixture(scope="session")
def coupon() -> Callable[..., HeldCoupon]:
    """``coupon("c1", off=1000)``, good for a week either way."""

    def make(name: str, **more) -> HeldCoupon:
        held = {key: more.pop(key) for key in ("scope", "stack_group", "valid_from", "valid_to") if key in more}
        week = {"valid_from": NOW - timedelta(days=7), "valid_to": NOW + timedelta(days=7)}
        return HeldCoupon(id=name, promotion=f"of-{name}", name=name, rule=CouponRule(**more), **(week | held))

    return make


@pytest.fixture(scope="session")
def ask() -> Callable[..., Quote]:
    """``ask([items], [rules], buyer=..., points=...)``; whatever else is said is the cart's."""

    def ask(items, rules=(), buyer: Buyer = Buyer(), **cart) -> Quote:  # noqa: B008 - frozen
        return _checked(quote(Cart(items=tuple(items), **cart), buyer, NOW, tuple(rules)))

    return ask


def _checked(quote: Quote) -> Quote:
    """What holds for every quote."""
    for line in quote.lines:
        price = line.list_price * line.quantity
        assert 0 <= line.payable <= price
        assert line.payable == price - sum(adjustment.amount for adjustment in line.adjustments)
        assert all(adjustment.amount > 0 for adjustment in line.adjustments)
    assert quote.total == sum(line.payable for line in quote.lines) + quote.shipping
    assert quote.total == quote.goods - quote.discount - quote.points_off + quote.shipping
    assert quote.points == sum(line.points for line in quote.lines)
    assert quote.points_off == _off(quote.lines, "points")
    assert quote.shipping_off == sum(adjustment.amount for adjustment in quote.shipping_adjustments)
    assert min(quote.shipping, quote.shipping_off, quote.discount, quote.points_off, quote.points_earned) >= 0
    return quote


def _off(lines: tuple[Line, ...], kind: str) -> int:
    return sum(adjustment.amount for line in lines for adjustment in line.adjustments if adjustment.kind == kind)
