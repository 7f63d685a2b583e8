"""Goods as a viewer's phone asks for them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from quart import Quart

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.house import House
from appliance.identity import tokens
from store.catalogue import actions
from store.catalogue.promoted import Claimable, Promotions
from store.members import keepsakes
from store.pricing.cart import Buyer, CouponRule, Promotion, Reduction, Scope, Tier, TimedPrice
from store.shop import actions as shop
from store.shop.actions import Particulars

Asked = Callable[..., Awaitable[Any]]


@pytest.fixture
def database(house: House) -> Database:
    return house.db


@pytest.fixture
def ask(app: Quart, house: House, clock: ManualClock) -> Asked:
    """What the API answers a viewer, as JSON; another status than 200 is said."""

    async def asked(path: str, method: str = "GET", viewer: str = "v1", status: int = 200) -> Any:
        until = int((clock.now() + timedelta(days=30)).timestamp())
        token = tokens.sign(house.keys.derive("tokens"), tokens.Claims("viewer", viewer, until))
        headers = {"authorization": f"Bearer {token}"}
        answer = await app.test_client().open(quote(f"/api/v1{path}", safe="/?=&"), method=method, headers=headers)
        assert answer.status_code == status, await answer.get_data(as_text=True)
        return await answer.get_json()

    return asked


def run(app: Quart, *promotions: Promotion, buyer: Buyer | None = None, coupons: tuple[Claimable, ...] = ()) -> None:
    """Let these promotions run."""

    async def rules(*_: Any) -> tuple[Promotion, ...]:
        return promotions

    async def the_buyer(*_: Any) -> Buyer:
        return buyer or Buyer()

    async def claimable(*_: Any) -> tuple[Claimable, ...]:
        return coupons

    app.extensions["promotions"] = Promotions(rules, the_buyer, claimable)


async def test_the_shelf_shows_what_is_shelved_and_nothing_else(ask: Asked, goods):
    shelved = await goods.shelved("麻花", 1280, stock=3)
    await goods.make("草稿")
    answer = await ask("/products")
    assert answer["next"] is None
    assert answer["items"] == [
        {
            "id": shelved, "title": "麻花", "subtitle": "", "picture": None, "price": 1280, "strike_price": None,
            "member_price": None, "deal_price": None, "in_hand": None, "available": 3, "sold": 0, "tags": [],
            "early": False, "deals": [],
        }
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["麻花", "mahua", "mh", "TJ-01", "十八街 麻花", "shibajie", "ＭＡＨＵＡ", "脆"])
async def test_a_search_finds_chinese_pinyin_initials_and_codes(ask: Asked, goods, database, query):
    product = await goods.shelved("十八街麻花", tags=("香脆",))
    sku = await goods.sku(product)
    await database.write(actions.price_skus, product, [actions.Pricing(sku=sku, price=100, code="TJ-01")], "lin")
    await goods.shelved("龙井茶")
    found = (await ask(f"/products?q={query}"))["items"]
    assert [card["id"] for card in found] == [product]


@pytest.mark.parametrize("query", ["%", "_", "麻花 龙井", "nothing", "\\"])
async def test_a_search_means_its_letters_and_every_word(ask: Asked, goods, query):
    await goods.shelved("十八街麻花")
    await goods.shelved("龙井茶")
    assert (await ask(f"/products?q={query}"))["items"] == []


async def test_pages_follow_each_other_without_a_gap_in_every_order(ask: Asked, goods):
    for number in range(25):
        await goods.shelved(f"茶{number}", 100 + number % 3)
    for sort in ("new", "sold", "price", "-price"):
        first = await ask(f"/products?sort={sort}")
        second = await ask(f"/products?sort={sort}&cursor={first['next']}")
        found = [*first["items"], *second["items"]]
        assert (len(first["items"]), second["next"]) == (20, None)
        assert len({card["id"] for card in found}) == 25
        prices = [card["price"] for card in found]
        assert sort not in ("price", "-price") or prices == sorted(prices, reverse=sort == "-price")


@pytest.mark.parametrize("wrong", ["sort=cheap", "cursor=x", "cursor=1e5.x", f"q={'x' * 61}"])
async def test_what_cannot_be_asked_is_refused(ask: Asked, wrong):
    assert (await ask(f"/products?{wrong}", status=400))["type"] == "urn:jinbo:problem:bad-input"


async def test_a_category_shows_what_is_in_it_and_below_it(ask: Asked, goods, database):
    tea = await database.write(actions.add_category, "茶")
    green = await database.write(actions.add_category, "绿茶", tea)
    product = await goods.shelved("龙井", categories=(green,))
    await goods.shelved("麻花")
    for category in (tea, green):
        assert [card["id"] for card in (await ask(f"/products?category={category}"))["items"]] == [product]
    assert (await ask("/products?category=nowhere"))["items"] == []
    names = [(one["name"], one["parent"]) for one in (await ask("/categories"))["items"]]
    assert names == [("茶", None), ("绿茶", tea)]


async def test_a_tag_is_the_whole_tag(ask: Asked, goods):
    product = await goods.shelved("麻花", tags=("零食",))
    await goods.shelved("花生", tags=("零食礼盒",))
    assert [card["id"] for card in (await ask("/products?tag=零食"))["items"]] == [product]


async def test_a_product_says_all_that_a_buyer_asks(ask: Asked, goods, database):
    product = await goods.shelved("麻花", 1280, stock=5, subtitle="脆", detail="<p>三斤</p>", least=2, most=6)
    spec = actions.Spec("口味", ("原味", "咸香"))
    await database.write(actions.set_specs, product, [spec], "lin")
    shown = await ask(f"/products/{product}")
    assert shown["specs"] == [{"name": "口味", "values": ["原味", "咸香"]}]
    assert [(sku["values"], sku["price"], sku["available"]) for sku in shown["skus"]] == [
        (["原味"], 1280, 0),
        (["咸香"], 1280, 0),
    ]
    assert (shown["detail"], shown["least"], shown["most"], shown["return_kind"]) == ("<p>三斤</p>", 2, 6, "seven-days")
    assert datetime.fromisoformat(shown["now"]).tzinfo is not None
    assert "cost" not in str(shown)


async def test_what_is_not_for_sale_has_no_page(ask: Asked, goods, clock):
    draft = await goods.make("草稿")
    early = await goods.shelved("新茶", early_levels=("gold",), public_at=clock.now() + timedelta(days=1))
    for product in (draft, early, "nowhere"):
        assert (await ask(f"/products/{product}", status=404))["type"] == "urn:jinbo:problem:product-not-found"
        await ask(f"/products/{product}/favourite", "PUT", status=404)


async def test_a_favourite_stays_until_it_is_forgotten(ask: Asked, goods):
    product = await goods.shelved()
    await ask(f"/products/{product}/favourite", "PUT")
    assert (await ask(f"/products/{product}"))["favourite"] is True
    assert (await ask(f"/products/{product}", viewer="v2"))["favourite"] is False
    assert [card["id"] for card in (await ask("/me/favourites"))["items"]] == [product]
    await ask(f"/products/{product}/favourite", "DELETE")
    assert (await ask("/me/favourites"))["items"] == []


async def test_looking_leaves_a_footprint_that_can_be_wiped(ask: Asked, goods, eventually):
    product = await goods.shelved()
    await ask(f"/products/{product}")

    async def seen() -> bool:
        return [card["id"] for card in (await ask("/me/footprints"))["items"]] == [product]

    await eventually(seen)
    await ask("/me/footprints", "DELETE")
    assert (await ask("/me/footprints"))["items"] == []


async def test_what_left_the_shelf_leaves_my_lists(ask: Asked, goods, database):
    product = await goods.shelved()
    await database.write(keepsakes.like, "v1", product)
    await database.write(actions.unshelve, product, "lin")
    assert (await ask("/me/favourites"))["items"] == []


async def test_running_promotions_are_named_and_their_price_is_shown(app: Quart, ask: Asked, goods):
    product, other = await goods.shelved("麻花", 1280), await goods.shelved("茶", 900)
    sku = await goods.sku(product)
    ends = datetime(2027, 1, 1, tzinfo=UTC)
    run(
        app,
        Promotion(id="p1", name="限时", rule=TimedPrice(prices={sku: 980}), ends_at=ends),
        Promotion(
            id="p2", name="满减", rule=Reduction(tiers=(Tier(amount=100, off=10),)), scope=Scope(products=(other,))
        ),
        coupons=(
            Claimable(id="c1", name="新人券", rule=CouponRule(off=500), left=3),
            Claimable(id="c2", name="茶券", rule=CouponRule(off=500), scope=Scope(products=(other,))),
        ),
    )
    shown = await ask(f"/products/{product}")
    assert [(one["id"], one["kind"], one["ends_at"]) for one in shown["promotions"]] == [
        ("p1", "timed-price", "2027-01-01T00:00:00Z")
    ]
    assert [coupon["id"] for coupon in shown["coupons"]] == ["c1"]
    assert [(one["price"], one["deal_price"]) for one in shown["skus"]] == [(1280, 980)]
    cards = {card["id"]: card["deal_price"] for card in (await ask("/products"))["items"]}
    assert cards == {product: 980, other: None}
    home = await ask("/shop")
    assert [one["id"] for one in home["promotions"]] == ["p1", "p2"]


async def test_a_member_price_is_a_deal_for_members_only(app: Quart, ask: Asked, goods, database):
    product = await goods.shelved("麻花", 1280)
    pricing = actions.Pricing(sku=await goods.sku(product), price=1280, member_price=1180)
    await database.write(actions.price_skus, product, [pricing], "lin")
    rule = Promotion(id="p", name="满减", rule=Reduction(tiers=(Tier(amount=1, off=1),)))
    run(app, rule)
    assert (await ask(f"/products/{product}"))["skus"][0]["deal_price"] is None
    run(app, rule, buyer=Buyer(member="v1", member_prices=True))
    assert (await ask(f"/products/{product}"))["skus"][0]["deal_price"] == 1180


async def test_the_home_has_the_shop_its_categories_and_what_is_new_and_hot(ask: Asked, goods, database):
    await database.write(shop.describe, Particulars(name="津味小店", hours="9:00-21:00"), "lin")
    await database.write(actions.add_category, "麻花")
    sold, fresh = await goods.shelved("老麻花", stock=3), await goods.shelved("新麻花")
    sku = await goods.sku(sold)
    await database.write(actions.reserve, {sku: 2}, "o1")
    await database.write(actions.ship, {sku: 2}, "o1")
    home = await ask("/shop")
    assert (home["shop"]["name"], home["shop"]["hours"]) == ("津味小店", "9:00-21:00")
    assert [one["name"] for one in home["categories"]] == ["麻花"]
    assert {card["id"] for card in home["new"]} == {sold, fresh}
    assert [(card["id"], card["sold"]) for card in home["hot"]] == [(sold, 2)]


async def test_nobody_browses_without_a_token(app: Quart):
    for path in ("/shop", "/products", "/categories", "/products/x", "/me/favourites"):
        assert (await app.test_client().get(f"/api/v1{path}")).status_code == 401
