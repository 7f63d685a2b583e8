"""到手价 where a room shows its goods: for everybody in what the room is told, for each viewer when they ask."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update

from appliance.db import Database
from appliance.events import InHandForAll, ProductPinned, ShelfChanged, ShelfCounted
from appliance.house import House
from media.broadcasts.models import Room
from store.catalogue.models import Sku
from store.pricing.cart import Audience, CouponRule, Reduction, Scope, ShippingRule, Tier
from store.promotions import actions as promotions
from store.promotions.checking import Draft
from store.shelf import actions, in_hand
from store.shelf.counting import Counting
from tests.store.shelf.conftest import ROOM

TEN = CouponRule(off=1000, threshold=1500)


@pytest.fixture
def database(house: House) -> Database:
    """The app's own: goods are put on its shelf."""
    return house.db


@pytest.fixture
def run(database):
    """``await run(TEN, total=3)``: a promotion that runs now; its id."""

    async def begin(rule, **more) -> str:
        promotion = await database.write(promotions.add_promotion, Draft(name="券", rule=rule, **more), "owner")
        await database.write(promotions.move_promotion, promotion, "start", "owner")
        return promotion

    return begin


@pytest.fixture
async def room(database, shelved, airs, clock) -> str:
    """ROOM is on air with s1 at 1990 and s2 at 1990."""
    row = {"id": ROOM, "title": ROOM, "notice": "", "public": True, "key_sealed": "", "key_fingerprint": ROOM}
    await database.write(lambda tx: tx.execute(insert(Room).values(**row, created_at=clock.now())))
    await shelved("s1", "s2")
    await airs()
    return ROOM


def shown(moment: datetime) -> str:
    """As the API writes it."""
    return moment.isoformat().replace("+00:00", "Z")


@pytest.fixture
def mine(viewer, room):
    """What the viewer is told, by product."""

    async def ask(who=viewer) -> dict:
        return (await who.get(f"/rooms/{room}/shelf/in-hand"))["items"]

    return ask


async def test_the_room_is_told_what_anybody_can_have(room, run, viewer, database, heard):
    await run(TEN)
    (good, _) = (await viewer.get(f"/rooms/{room}/shelf"))["goods"]
    assert good["in_hand"] == {"price": 990, "why": "take", "off": 1000}
    await database.write(actions.pin, room, "p-s1", "lin")
    (pinned,) = heard(ProductPinned)
    assert pinned.good.in_hand == InHandForAll(990, "take", 1000)
    await database.write(actions.put, room, "p-s1", {"s1": 1590})
    assert heard(ShelfChanged)[-1].goods[0].in_hand == InHandForAll(590, "take", 1000)


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        (CouponRule(off=1000), {"audience": Audience(new_only=True)}),
        (CouponRule(off=1000), {"audience": Audience(levels=("金卡",))}),
        (CouponRule(off=1000, claimable=False), {}),
        (CouponRule(off=1000, threshold=3000), {}),
        (CouponRule(percent=100, shipping=True), {}),
        (Reduction((Tier(pieces=2, percent=50),)), {}),
        (ShippingRule(first=800), {}),
    ],
)
async def test_it_is_not_promised_to_everybody_what_not_everybody_gets(room, run, viewer, rule, more):
    await run(rule, **more)
    assert ["in_hand" in good for good in (await viewer.get(f"/rooms/{room}/shelf"))["goods"]] == [False, False]


async def test_goods_that_are_sold_from_two_pieces_on_promise_nothing_of_one(room, shelved, run, mine):
    await shelved("s3", least=2)
    await run(TEN)
    assert sorted(await mine()) == ["p-s1", "p-s2"]


async def test_when_it_begins_runs_out_or_is_paused_the_room_hears_of_it(room, run, database, bus, clock, heard):
    counting = Counting(database, bus, clock)
    await counting.count()
    ten = await run(TEN, total=1)
    await counting.count()
    told = [(one.product, one.in_hand) for one in heard(ShelfCounted)]
    assert told == [("p-s1", InHandForAll(990, "take", 1000)), ("p-s2", InHandForAll(990, "take", 1000))]
    await database.write(promotions.claim, ten, "somebody")
    await counting.count()
    assert [(one.product, one.in_hand, one.available) for one in heard(ShelfCounted)][2:] == [
        ("p-s1", None, 10),
        ("p-s2", None, 10),
    ]


async def test_what_a_viewer_may_take_they_hold_after_taking_and_have_no_more_after_using(
    room, run, viewer, mine, clock
):
    ten = await run(TEN, per_member=1)
    assert (await mine())["p-s1"] == {"price": 990, "why": "take", "off": 1000, "take": [ten], "until": None}
    assert (await viewer.ask("POST", f"/promotions/{ten}/claim", key="take-ten"))[0] == 201
    week = shown(clock.now() + timedelta(days=7))
    assert (await mine())["p-s1"] == {"price": 990, "why": "coupon", "off": 0, "take": [], "until": week}
    wish = {"items": [{"sku": "s1", "quantity": 1}], "delivery": "pickup", "room": room}
    contact = {"contact": {"name": "李明", "phone": "13812345678"}}
    _, quoted = await viewer.ask("POST", "/quotes", wish)
    assert quoted["quote"]["total"] == 990
    status, _ = await viewer.ask("POST", "/orders", {**wish, **contact, "seen_total": 990}, key="a-key-of-the-tap")
    assert (status, await mine()) == (201, {})


async def test_a_coupon_of_somebodys_own_is_theirs_alone(room, run, viewer, mine, enter, database, clock):
    gift = await run(CouponRule(off=500, claimable=False))
    await database.write(promotions.issue_coupon, gift, (await viewer.get("/me"))["id"], "staff")
    week = shown(clock.now() + timedelta(days=7))
    assert (await mine())["p-s1"] == {"price": 1490, "why": "coupon", "off": 0, "take": [], "until": week}
    assert await mine(await enter()) == {}


async def test_it_is_told_until_when_it_holds_and_is_over_then(room, run, mine, clock):
    ends_at = clock.now() + timedelta(minutes=3)
    await run(TEN, ends_at=ends_at)
    assert (await mine())["p-s1"]["until"] == shown(ends_at)
    await clock.advance(180)
    assert await mine() == {}


async def test_a_newcomer_is_told_what_is_for_newcomers(room, run, mine):
    await run(CouponRule(off=500), audience=Audience(new_only=True))
    assert (await mine())["p-s1"]["price"] == 1490


async def test_the_cheapest_variant_that_is_there_is_told(room, run, mine, database):
    await run(TEN)
    await database.write(lambda tx: tx.execute(update(Sku).where(Sku.id == "s1").values(on_hand=0)))
    assert sorted(await mine()) == ["p-s2"]


async def test_a_variant_that_a_rule_names_is_told_apart_from_those_like_it(room, run, mine, database):
    await database.write(
        lambda tx: tx.execute(
            insert(Sku).values(
                id="s1b", product="p-s1", position=1, values=["咸香"], code="A-s1b", weight=500, price=1990, cost=900,
                on_hand=5, reserved=0, low=0, active=True,
            )
        )
    )  # fmt: skip
    await run(TEN, scope=Scope(skus=("s1b",)))
    assert {product: one["price"] for product, one in (await mine()).items()} == {"p-s1": 990}


async def test_the_product_page_and_the_list_say_it_too(room, run, viewer):
    ten = await run(TEN)
    taken = {"price": 990, "why": "take", "off": 1000, "take": [ten], "until": None}
    (sku,) = (await viewer.get("/products/p-s1"))["skus"]
    assert sku["in_hand"] == taken
    assert [one["in_hand"] for one in (await viewer.get("/products"))["items"]] == [taken, taken]


async def test_before_it_begins_nothing_is_said(room, run, mine, clock):
    await run(TEN, starts_at=clock.now() + timedelta(hours=1))
    assert await mine() == {}
    await clock.advance(3600)
    assert sorted(await mine()) == ["p-s1", "p-s2"]


async def test_a_crowd_reads_together_what_it_shares(room, run, enter, mine, monkeypatch):
    await run(TEN)
    read, worked = [], []
    monkeypatch.setattr(in_hand, "_read", _noting(in_hand._read, read))
    monkeypatch.setattr(in_hand, "_lowest", _noting(in_hand._lowest, worked))
    crowd = [await enter() for _ in range(5)]
    told = await asyncio.gather(*(mine(one) for one in crowd))
    assert all(sorted(one) == ["p-s1", "p-s2"] for one in told)
    assert len(read) == len(worked) <= 2
    await mine(crowd[0])
    assert len(read) == len(worked) <= 3


async def test_who_asks_after_a_change_is_told_of_it_at_once(room, run, mine, viewer):
    ten = await run(TEN, per_member=1)
    await mine()
    assert (await viewer.ask("POST", f"/promotions/{ten}/claim", key="take-ten"))[0] == 201
    assert (await mine())["p-s1"]["why"] == "coupon"


def _noting(act, calls: list):
    def noted(*args):
        calls.append(args)
        return act(*args)

    return noted
