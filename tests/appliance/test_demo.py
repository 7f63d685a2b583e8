import io
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from sqlalchemy import func, select

from appliance.blobs import DiskBlobs
from appliance.clock import ManualClock
from appliance.config import Address, Config
from appliance.db import Database
from appliance.demo.accounts import open_accounts
from appliance.demo.drawings import drawn, names
from appliance.demo.gifts import GIFTS, offer_gifts
from appliance.demo.invites import COUPON, promise_for_friends
from appliance.demo.opening import open_shop
from appliance.demo.phrases import PHRASES, teach_phrases
from appliance.demo.rooms import COMING, LIVE, open_rooms
from appliance.demo.shelf import TEAS, TITLES, fill_shelves
from appliance.demo.together import BARGAINED, FLOOR, GROUP_PRICE, GROUPED, open_together
from appliance.demo.wares import CATEGORIES, WARES
from appliance.keys import Keys
from chat.manners import actions as manners
from chat.manners import reads as settled
from media.broadcasts import reads
from store.accounts import reads as accounts
from store.accounts.actions import set_account
from store.accounts.records import Alipay, WeChat
from store.catalogue.models import Product, Sku
from store.gifts import reads as gifts
from store.invites import reads as invites
from store.promotions.bargains import reads as bargains
from store.promotions.group_buys import reads as group_buys
from store.promotions.models import Promotion
from store.shelf import actions as shelf
from store.shelf import reads as shelves
from store.shelf.models import ShelfItem
from store.shop import reads as shop


async def test_an_empty_box_gets_a_room_to_push_to_and_one_that_is_coming(
    sqlite_database: Database, clock: ManualClock, tmp_path: Path
):
    keys, blobs = Keys.of(tmp_path), DiskBlobs(tmp_path / "blobs")
    key = await open_rooms(sqlite_database, keys, clock, blobs)
    async with sqlite_database.read() as session:
        live, coming = sorted(await reads.rooms(session), key=lambda room: room.title != LIVE)
        assert (await reads.room_of_key(session, keys, key)).id == live.id
        assert [show.room for show in await reads.shows(session, when="coming")] == [coming.id]
    for room in (live, coming):
        assert (await blobs.get(room.cover)).startswith(b"\xff\xd8")


async def test_a_box_that_has_rooms_keeps_them(sqlite_database: Database, clock: ManualClock, tmp_path: Path):
    keys, blobs = Keys.of(tmp_path), DiskBlobs(tmp_path / "blobs")
    first = await open_rooms(sqlite_database, keys, clock, blobs)
    assert await open_rooms(sqlite_database, keys, clock, blobs) == first
    async with sqlite_database.read() as session:
        assert len(await reads.rooms(session)) == 2


async def test_an_empty_box_gets_a_shelf_full_of_goods_with_pictures_prices_and_stock(
    sqlite_database: Database, clock: ManualClock, tmp_path: Path
):
    blobs = DiskBlobs(tmp_path / "blobs")
    for _ in range(2):
        await open_shop(sqlite_database, clock, blobs)
    async with sqlite_database.read() as session:
        products = list(await session.scalars(select(Product)))
        skus = list(await session.scalars(select(Sku).where(Sku.active)))
        kinds = set(await session.scalars(select(Promotion.kind).where(Promotion.state == "running")))
        promotions = await session.scalar(select(func.count()).select_from(Promotion))
        assert (await shop.particulars(session)).name == "津味小店"
    assert {product.title for product in products} == {ware.title for ware in WARES}
    assert {product.state for product in products} == {"shelved"}
    assert len(skus) == sum(len(ware.skus) for ware in WARES)
    assert all(sku.price > 0 and sku.on_hand > 0 and sku.weight > 0 for sku in skus)
    assert kinds == {"timed-price", "reduction", "coupon", "shipping", "points"}
    assert promotions == 11


async def test_the_demos_accounts_are_the_simulators_and_a_real_one_is_left_alone(
    sqlite_database: Database, tmp_path: Path
):
    keys, config = Keys.of(tmp_path), Config(data=tmp_path, host="192.168.3.9", simulator=Address("0.0.0.0:9082"))
    await open_accounts(sqlite_database, keys, config)
    async with sqlite_database.read() as session:
        demo, alipay = [await accounts.account(session, keys, kind) for kind in (WeChat, Alipay)]
    assert demo is not None
    assert alipay is not None
    assert alipay.gateway == "http://192.168.3.9:9082/gateway.do"
    assert demo.gateway == "http://127.0.0.1:9082"
    real = msgspec.structs.replace(demo, appid="wx1234567890abcdef", gateway="https://api.weixin.qq.com")
    await sqlite_database.write(set_account, keys, real, "lin")
    await open_accounts(sqlite_database, keys, config)
    async with sqlite_database.read() as session:
        assert await accounts.account(session, keys, WeChat) == real


@pytest.mark.parametrize("name", sorted(names()))
def test_every_ware_has_a_picture_of_its_own(name: str):
    with Image.open(io.BytesIO(drawn(name, 0))) as picture:
        assert picture.size == (750, 750)


def test_the_wares_name_what_can_be_drawn_and_shelved():
    assert {ware.drawing for ware in WARES} == names()
    assert {ware.category for ware in WARES} == set(CATEGORIES)
    assert {len(key) for ware in WARES for key in ware.skus} == {0, 1, 2}
    assert [ware.title for ware in WARES if any(len(key) != len(ware.specs) for key in ware.skus)] == []


async def test_an_empty_box_gets_gifts_that_are_on_each_with_a_picture_of_its_own(
    sqlite_database: Database, tmp_path: Path
):
    blobs = DiskBlobs(tmp_path / "blobs")
    for _ in range(2):
        await offer_gifts(sqlite_database, blobs)
    async with sqlite_database.read() as session:
        offered = await gifts.gifts(session)
        assert (await gifts.rules(session)).enabled
    assert [gift.name for gift in offered] == list(GIFTS)
    assert len({gift.picture for gift in offered}) == len(GIFTS)
    for gift in offered:
        with Image.open(io.BytesIO(await blobs.get(str(gift.picture)))) as picture:
            assert (picture.format, picture.mode, picture.width) == ("PNG", "RGBA", 240)


async def test_the_live_room_has_a_shelf_of_which_one_thing_comes_down(
    sqlite_database: Database, clock: ManualClock, tmp_path: Path
):
    keys, blobs = Keys.of(tmp_path), DiskBlobs(tmp_path / "blobs")
    await open_rooms(sqlite_database, keys, clock, blobs)
    await open_shop(sqlite_database, clock, blobs)
    async with sqlite_database.read() as session:
        room = next(one.id for one in await reads.rooms(session) if one.title == LIVE)
    for _ in range(2):
        await fill_shelves(sqlite_database)
    await sqlite_database.write(shelf.begin_show, room, "b1", clock.now())
    async with sqlite_database.read() as session:
        goods = [one.good for one in await shelves.on_shelf(session, room, clock.now()) if one.shown]
    assert [good.title for good in goods] == list(TITLES)
    assert (goods[0].price, goods[0].plain_price) == (2680, 2980)


async def test_the_tea_shops_room_has_tea_to_show_at_prices_of_the_shop(
    sqlite_database: Database, clock: ManualClock, tmp_path: Path
):
    keys, blobs = Keys.of(tmp_path), DiskBlobs(tmp_path / "blobs")
    await open_rooms(sqlite_database, keys, clock, blobs)
    await open_shop(sqlite_database, clock, blobs)
    await fill_shelves(sqlite_database)
    async with sqlite_database.read() as session:
        room = next(one.id for one in await reads.rooms(session) if one.title == COMING)
        goods = [one.good for one in await shelves.on_shelf(session, room, clock.now())]
    assert [good.title for good in goods] == list(TEAS)
    assert all(good.price == good.plain_price for good in goods)


async def test_a_shop_without_the_demos_room_keeps_its_shelves_empty(sqlite_database: Database):
    await fill_shelves(sqlite_database)
    async with sqlite_database.read() as session:
        assert await session.scalar(select(ShelfItem.product)) is None


async def test_an_empty_box_knows_what_is_said_with_one_tap_and_a_shops_own_phrases_stay(sqlite_database: Database):
    await teach_phrases(sqlite_database)
    async with sqlite_database.read() as session:
        assert await settled.phrases(session, "viewer") == list(PHRASES["viewer"])
        assert await settled.phrases(session, "staff") == list(PHRASES["staff"])
    await sqlite_database.write(manners.set_phrases, "viewer", ["来了"])
    await teach_phrases(sqlite_database)
    async with sqlite_database.read() as session:
        assert await settled.phrases(session, "viewer") == ["来了"]


async def test_a_newcomer_finds_one_group_buy_and_one_bargain_that_can_be_begun(
    sqlite_database: Database, clock: ManualClock, tmp_path: Path
):
    await open_together(sqlite_database)
    for _ in range(2):
        await open_shop(sqlite_database, clock, DiskBlobs(tmp_path / "blobs"))
        await open_together(sqlite_database)
    async with sqlite_database.read() as session:
        (grouped,) = await group_buys.listed(session, clock.now())
        (bargained,) = await bargains.listed(session)
        assert len(await group_buys.of_product(session, grouped.group_buy.product, clock.now())) == 1
        assert len(await bargains.of_product(session, bargained.bargain.product, clock.now())) == 1
    assert (grouped.group_buy.title, grouped.group_buy.price, grouped.word(clock.now())) == (
        GROUPED,
        GROUP_PRICE,
        "open",
    )
    assert (bargained.bargain.title, bargained.bargain.floor_price) == (BARGAINED, FLOOR)
    assert {GROUPED, BARGAINED} <= set(TITLES), "they are met from the live room's shelf"


async def test_who_brings_a_friend_to_the_demo_has_something_of_it(
    sqlite_database: Database, clock: ManualClock, tmp_path: Path
):
    await open_shop(sqlite_database, clock, DiskBlobs(tmp_path / "blobs"))
    await promise_for_friends(sqlite_database)
    async with sqlite_database.read() as session:
        terms = await invites.terms(session)
        names = await invites.coupon_names(session, [terms.promise.invitee.coupon])
    assert (terms.enabled, list(names.values())) == (True, [COUPON])
