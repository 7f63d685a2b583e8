"""What holds for every cart, every buyer and every set of promotions."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from store.money import of_pieces
from store.pricing.cart import (
    Activity,
    Audience,
    Bundle,
    Buyer,
    CouponRule,
    Gift,
    Giveable,
    HeldCoupon,
    Item,
    PointsRule,
    Promotion,
    Reduction,
    Scope,
    ShippingRule,
    Tier,
    TimedPrice,
)

SKUS = st.sampled_from([f"s{number}" for number in range(8)])
AMOUNT = st.integers(0, 30_000)
PERCENT = st.integers(0, 100)
PIECES = st.integers(0, 6)
LIMIT = st.none() | AMOUNT

ITEMS = st.lists(
    st.builds(
        Item,
        sku=SKUS,
        product=st.sampled_from(["p0", "p1", "p2"]),
        quantity=st.integers(1, 9),
        price=AMOUNT,
        member_price=LIMIT,
        room_price=LIMIT,
        tags=st.just(("tea",)) | st.just(()),
        categories=st.just(("snacks",)) | st.just(()),
        weight=st.integers(0, 3000),
        activity=st.none() | st.none() | st.builds(Activity, st.just("flash"), st.just("秒杀"), AMOUNT),
    ),
    max_size=8,
    unique_by=lambda item: item.sku,
).map(tuple)
SCOPES = st.builds(
    Scope,
    products=st.just(()) | st.just(("p0",)) | st.just(("p1", "p2")),
    skus=st.just(()) | st.tuples(SKUS),
    categories=st.just(()) | st.just(("snacks",)),
    tags=st.just(()) | st.just(()) | st.just(("tea",)),
    excluded=st.just(()) | st.just(("p2",)),
)
AUDIENCES = st.just(Audience()) | st.builds(
    Audience,
    levels=st.just(()) | st.just(("gold",)),
    new_only=st.booleans(),
    members=st.just(()) | st.just(("m",)) | st.just(("somebody else",)),
)
TIERS = st.lists(st.builds(Tier, amount=AMOUNT, pieces=PIECES, off=AMOUNT, percent=PERCENT), min_size=1, max_size=3)
RULES = st.one_of(
    st.builds(TimedPrice, prices=st.dictionaries(SKUS, AMOUNT, max_size=4)),
    st.builds(Bundle, pieces=st.dictionaries(SKUS, st.integers(1, 3), min_size=1, max_size=3), price=AMOUNT),
    st.builds(Reduction, tiers=TIERS.map(tuple), each=st.booleans()),
    st.builds(Gift, amount=AMOUNT, pieces=PIECES, gifts=st.dictionaries(SKUS, st.integers(1, 3), max_size=2)),
    st.builds(
        PointsRule,
        points_per_yuan=st.integers(1, 1000),
        most_percent=PERCENT,
        threshold=AMOUNT,
        earn_per_yuan=st.integers(0, 5),
    ),
    st.builds(ShippingRule, first=AMOUNT, more=AMOUNT, more_weight=st.integers(1, 2000), free_from=LIMIT),
)
PROMOTIONS = st.lists(
    st.builds(
        Promotion,
        id=st.text("abcdef", min_size=1, max_size=3),
        name=st.just("一项活动"),
        rule=RULES,
        scope=SCOPES,
        priority=st.integers(0, 2),
        budget_left=LIMIT,
        per_member=st.none() | st.integers(0, 2),
        audience=AUDIENCES,
    ),
    max_size=10,
    unique_by=lambda promotion: promotion.id,
).map(tuple)


BEGUN, ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
COUPONS = st.lists(
    st.builds(
        HeldCoupon,
        id=st.text("abcdef", min_size=1, max_size=3),
        promotion=st.just("c"),
        name=st.just("券"),
        rule=st.builds(CouponRule, off=AMOUNT, percent=PERCENT, most=LIMIT, threshold=AMOUNT, shipping=st.booleans()),
        scope=SCOPES,
        stack_group=st.sampled_from(["", "x"]),
        valid_from=st.just(BEGUN),
        valid_to=st.integers(1, 3).map(lambda days: ENDS + timedelta(days=days)),
    ),
    max_size=4,
    unique_by=lambda coupon: coupon.id,
).map(tuple)
BUYERS = st.builds(
    Buyer,
    member=st.just("m"),
    level=st.sampled_from(["", "gold"]),
    new=st.booleans(),
    member_prices=st.booleans(),
    points=st.integers(-100, 100_000),
    coupons=COUPONS,
    used=st.dictionaries(st.text("abcdef", min_size=1, max_size=1), st.integers(0, 3), max_size=3),
)
SALES = st.fixed_dictionaries(
    {
        "items": ITEMS,
        "rules": PROMOTIONS,
        "buyer": BUYERS,
        "points": st.sampled_from([-1, 0, 77]),
        "giveable": st.dictionaries(SKUS, st.builds(Giveable, st.just("p"), PIECES), max_size=4),
    }
)
any_sale = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@any_sale
@given(SALES)
def test_everything_sums_and_no_line_leaves_its_bounds(ask, sale):
    """`ask` checks it."""
    quote = ask(**sale)
    assert quote.points <= max(0, sale["buyer"].points)
    for promotion in sale["rules"]:
        assert promotion.budget_left is None or quote.promotions.get(promotion.id, 0) <= promotion.budget_left


@any_sale
@given(SALES, st.data())
def test_neither_the_order_of_goods_nor_of_rules_nor_of_coupons_changes_the_price(ask, sale, data):
    shuffled = {name: data.draw(st.permutations(sale[name])) for name in ("items", "rules")}
    coupons = data.draw(st.permutations(sale["buyer"].coupons))
    shuffled["buyer"] = structs.replace(sale["buyer"], coupons=tuple(coupons))
    one, other = ask(**sale), ask(**(sale | shuffled))
    assert bought(one) == bought(other)
    assert (one.total, one.shipping, one.coupons, one.promotions) == (
        other.total,
        other.shipping,
        other.coupons,
        other.promotions,
    )


@any_sale
@given(SALES, st.data())
def test_giving_back_every_piece_in_any_order_gives_back_what_was_paid(ask, sale, data):
    quote = ask(**sale)
    back, points, already = 0, 0, dict.fromkeys(range(len(quote.lines)), 0)
    for place in data.draw(st.permutations([p for p, line in enumerate(quote.lines) for _ in range(line.quantity)])):
        line = quote.lines[place]
        back += of_pieces(line.payable, line.quantity, already[place], 1)
        points += of_pieces(line.points, line.quantity, already[place], 1)
        already[place] += 1
    assert (back, points) == (quote.total - quote.shipping, quote.points)


@any_sale
@given(SALES)
def test_not_choosing_is_never_dearer_than_choosing_one_coupon(ask, sale):
    sale = sale | {"points": 0}
    best = ask(**sale)
    for coupon in sale["buyer"].coupons:
        alone = ask(**sale, coupons=(coupon.id,))
        assert best.total - best.shipping <= alone.total - alone.shipping + 1  # half a fen rounds differently


def bought(quote) -> dict:
    return {line.sku: line for line in quote.lines if not line.gift}
