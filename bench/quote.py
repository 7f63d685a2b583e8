"""A quote of 20 lines under 50 promotions, beside the obvious way: every promotion looks at every line on its own.

The obvious way is one loop over the rules in their order, as small shops are taught to write it: no budget, no ties, no
exact shares, each rule filtering the lines again. It gives no explanation either, so it may be quicker; it says what
explaining every fen costs. The number to hold is ours: the 99th percentile.
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import quantiles

from bench.lines import at_most
from store.pricing import quote
from store.pricing.cart import (
    Bundle,
    Buyer,
    Cart,
    CouponRule,
    Gift,
    HeldCoupon,
    Item,
    PointsRule,
    Promotion,
    Reduction,
    Rule,
    Scope,
    ShippingRule,
    Tier,
    TimedPrice,
)

LINES, PROMOTIONS, COUPONS = 20, 50, 10
ROUNDS = 1_000
HOLD_MS = 10.0
NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)


def main() -> str:
    chance = random.Random(1123)
    cart, buyer, rules = _cart(chance), _buyer(), _rules(chance)
    ours = _p99(lambda: quote(cart, buyer, NOW, rules))
    plain = _p99(lambda: _plainly(cart, rules))
    return (
        f"quote: p99 {ours:.2f} ms for {LINES} lines x {PROMOTIONS} promotions and {COUPONS} coupons "
        f"({at_most(ours, HOLD_MS)}), {ours / plain:.1f} x a plain loop that explains nothing ({plain:.2f} ms)"
    )


def _p99(ask: Callable[[], object]) -> float:
    """In milliseconds of this thread's own processor time: what others do on the machine is not ours."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.thread_time_ns()
        ask()
        taken.append((time.thread_time_ns() - begun) / 1e6)
    return quantiles(taken, n=100)[98]


def _cart(chance: random.Random) -> Cart:
    return Cart(
        items=tuple(
            Item(
                sku=f"s{number}",
                product=f"p{number // 2}",
                quantity=chance.randint(1, 5),
                price=chance.randint(500, 20_000),
                member_price=chance.randint(400, 500),
                categories=(f"c{number % 5}",),
                tags=("new",) if number % 3 else (),
                weight=300,
            )
            for number in range(LINES)
        ),
        points=-1,
        region="天津市 和平区",
    )


def _buyer() -> Buyer:
    day = timedelta(days=1)
    return Buyer(
        member="m",
        points=5_000,
        coupons=tuple(
            HeldCoupon(
                id=f"k{number}",
                promotion="k",
                name="券",
                rule=CouponRule(off=100 * number, threshold=1_000 * number),
                scope=Scope(categories=(f"c{number % 5}",)),
                valid_from=NOW - day,
                valid_to=NOW + day,
            )
            for number in range(COUPONS)
        ),
    )


def _rules(chance: random.Random) -> list[Promotion]:
    """Half are reductions about few goods each, so that each has to be weighed against all that are left."""
    return [
        Promotion(id=f"r{number:02}", name="活动", rule=_rule(number, chance), scope=_scope(number))
        for number in range(PROMOTIONS)
    ]


def _scope(number: int) -> Scope:
    return Scope() if number % 2 else Scope(products=(f"p{number // 2 % 10}",))


def _rule(number: int, chance: random.Random) -> Rule:
    if number % 2 == 0:
        tiers = (Tier(amount=5_000, off=chance.randint(100, 900)), Tier(amount=20_000, percent=chance.randint(5, 20)))
        return Reduction(tiers)
    kinds: tuple[Rule, ...] = (
        TimedPrice({f"s{chance.randrange(LINES)}": chance.randint(400, 9_000) for _ in range(4)}),
        Bundle(dict.fromkeys((f"s{part}" for part in chance.sample(range(LINES), 2)), 1), 900),
        Gift(amount=10_000, gifts={"cup": 1}),
        PointsRule(),
        ShippingRule(first=600, free_from=9_900),
    )
    return kinds[number // 2 % len(kinds)]


def _plainly(cart: Cart, rules: list[Promotion]) -> float:
    rests = {item.sku: float(item.price * item.quantity) for item in cart.items}
    for promotion in rules:
        named = promotion.scope.products
        inside = [item for item in cart.items if not named or item.product in named]
        amount = sum(rests[item.sku] for item in inside)
        if isinstance(promotion.rule, Reduction):
            reached = [tier for tier in promotion.rule.tiers if amount >= tier.amount]
            off = max((max(tier.off, amount * tier.percent / 100) for tier in reached), default=0)
            for item in inside:
                rests[item.sku] -= off * rests[item.sku] / amount if amount else 0
    return sum(rests.values())


if __name__ == "__main__":
    print(main())
