"""Posters over HTTP."""

import io
from collections.abc import Awaitable, Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from PIL import Image
from pytest_socket import socket_allow_hosts
from quart import Quart
from sqlalchemy import delete

from appliance.clock import ManualClock
from appliance.db import Transaction
from appliance.house import House
from appliance.identity import tokens
from appliance.posters.face import Face
from appliance.posters.maker import Maker
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from media.broadcasts import actions as rooms
from media.broadcasts.addresses import web_origin
from store.accounts.actions import set_account
from store.accounts.records import WeChat
from store.catalogue import actions as catalogue
from store.catalogue import reads as catalogue_reads
from store.catalogue.days import day_of
from store.catalogue.models import DayPrice
from store.catalogue.promoted import Promotions
from store.pricing.cart import Audience, Buyer, Promotion, TimedPrice
from store.shop.actions import Particulars, describe

HOST = "http://localhost:8080"
Asks = Callable[..., Awaitable[Any]]


def sealed(house: House, purpose: tokens.Purpose, room: str = "", viewer: str = "m1") -> str:
    until = int((house.clock.now() + timedelta(hours=1)).timestamp())
    return tokens.sign(house.keys.derive("tokens"), tokens.Claims(purpose, viewer, until, room))


@pytest.fixture
def ask(app: Quart, house: House) -> Asks:
    """The answer to a viewer."""

    async def asked(path: str, viewer: str = "m1", **headers: str) -> Any:
        bearer = {"authorization": f"Bearer {sealed(house, 'viewer', viewer=viewer)}", "host": "localhost"}
        return await app.test_client().get(f"/api/v1{path}", headers=bearer | headers)

    return asked


@pytest.fixture
def poster(app: Quart, ask: Asks) -> Asks:
    """The picture that somebody is given who asked for it."""

    async def given(path: str, **headers: str) -> bytes:
        answer = await ask(path, **headers)
        assert answer.status_code == 200, await answer.get_data(as_text=True)
        picture = await app.test_client().get((await answer.get_json())["picture"])
        assert (picture.status_code, picture.content_type) == (200, "image/jpeg")
        assert "max-age" in picture.headers["cache-control"]
        return await picture.get_data()

    return given


async def test_the_poster_of_a_room_leads_to_its_page(poster: Asks, leads_to, room: str):
    drawn = await poster(f"/rooms/{room}/poster")
    assert leads_to(drawn, f"{HOST}/rooms/{room}?from=qr")


async def test_it_is_another_one_when_the_room_goes_on_air_and_the_same_until_then(ask: Asks, house: House, room: str):
    async def name() -> str:
        return (await (await ask(f"/rooms/{room}/poster")).get_json())["picture"]

    before = await name()
    assert await name() == before
    await house.db.write(rooms.schedule, room, "早茶", house.clock.now() + timedelta(hours=2))
    coming = await name()
    await house.db.write(rooms.air, room)
    assert len({before, coming, await name()}) == 3


async def test_it_is_in_the_readers_language_and_names_the_shop(ask: Asks, house: House, room: str):
    async def name(**headers: str) -> str:
        return (await (await ask(f"/rooms/{room}/poster", **headers)).get_json())["picture"]

    chinese = await name()
    assert await name(**{"accept-language": "en"}) != chinese
    await house.db.write(describe, Particulars(name="津味小铺"), "lin")
    assert await name() != chinese


async def test_the_poster_of_a_product_leads_to_it_and_changes_with_its_price(
    poster: Asks, leads_to, house: House, cake: str
):
    drawn = await poster(f"/products/{cake}/poster")
    assert leads_to(drawn, f"{HOST}/products/{cake}")


@pytest.mark.parametrize(("audience", "told"), [(Audience(), True), (Audience(new_only=True), False)])
async def test_it_says_the_price_that_anybody_pays(
    app: Quart, ask: Asks, house: House, cake: str, audience: Audience, *, told: bool
):
    async def name() -> str:
        return (await (await ask(f"/products/{cake}/poster")).get_json())["picture"]

    async with house.db.read() as session:
        (sku,) = [one.id for one in await catalogue_reads.skus(session, cake)]
    plain = await name()
    cheaper = Promotion(id="1", name="限时", rule=TimedPrice(prices={sku: 880}), audience=audience)

    async def rules(*_: Any) -> tuple[Promotion, ...]:
        return (cheaper,)

    async def newcomer(*_: Any) -> Buyer:
        return Buyer(new=True)

    app.extensions["promotions"] = Promotions(rules, newcomer)
    assert (await name() != plain) is told


@pytest.mark.parametrize(("lowest", "struck"), [(None, ""), (990, "¥9.90"), (1280, "¥12.80")])
async def test_beside_a_deal_only_a_price_of_the_last_week_is_crossed_out(
    app: Quart, ask: Asks, house: House, faces: list[Face], cake: str, lowest: int | None, struck: str
):
    async with house.db.read() as session:
        (sku,) = [one.id for one in await catalogue_reads.skus(session, cake)]
    cheaper = Promotion(id="1", name="限时", rule=TimedPrice(prices={sku: 880}))

    async def rules(*_: Any) -> tuple[Promotion, ...]:
        return (cheaper,)

    async def nobody(*_: Any) -> Buyer:
        return Buyer()

    def sold_yesterday(tx: Transaction) -> None:
        tx.execute(delete(DayPrice))
        if lowest is not None:
            tx.add_once(DayPrice, sku=sku, day=day_of(tx.now, ago=1), lowest=lowest)

    await house.db.write(sold_yesterday)
    app.extensions["promotions"] = Promotions(rules, nobody)
    assert (await ask(f"/products/{cake}/poster")).status_code == 200
    assert [(face.price, face.struck) for face in faces] == [("¥8.80", struck)]


async def test_a_name_that_is_not_this_boxs_stands_in_no_code(poster: Asks, leads_to, house: House, room: str):
    socket_allow_hosts(["192.0.2.1"])  # where the way out is asked for; nothing is sent there
    here = web_origin(house.config)
    assert leads_to(await poster(f"/rooms/{room}/poster", host="evil.example"), f"{here}/rooms/{room}?from=qr")


async def test_what_is_not_there_has_no_poster(ask: Asks, house: House, room: str):
    assert (await ask("/rooms/nowhere/poster")).status_code == 404
    assert (await ask("/products/nothing/poster")).status_code == 404
    hidden = await house.db.write(catalogue.draft, catalogue.Wording(title="麻花"), 1280, "lin", confirmed=())
    assert (await ask(f"/products/{hidden}/poster")).status_code == 404
    assert (await ask(f"/rooms/{room}/poster?code=fax")).status_code == 400


@pytest.mark.parametrize("name", ["0" * 40, "..", "jinbo", "A" * 40])
async def test_nobody_finds_a_picture_that_he_was_not_told_of(app: Quart, name: str):
    assert (await app.test_client().get(f"/posters/{name}.jpg")).status_code == 404


async def test_a_poster_is_for_who_has_entered(app: Quart, room: str):
    assert (await app.test_client().get(f"/api/v1/rooms/{room}/poster")).status_code == 401


async def test_a_private_rooms_poster_passes_the_ticket_on(ask: Asks, poster: Asks, leads_to, house: House):
    private = (await house.db.write(rooms.open_room, house.keys, "私密", public=False)).room
    assert (await ask(f"/rooms/{private}/poster")).status_code == 403
    ticket = sealed(house, "play", private)
    drawn = await poster(f"/rooms/{private}/poster?ticket={ticket}")
    assert leads_to(drawn, f"{HOST}/rooms/{private}?from=qr&ticket={ticket}")


async def test_a_public_rooms_poster_passes_no_ticket_on(poster: Asks, leads_to, house: House, room: str):
    drawn = await poster(f"/rooms/{room}/poster?ticket={sealed(house, 'play', room)}")
    assert leads_to(drawn, f"{HOST}/rooms/{room}?from=qr")


async def test_in_the_mini_program_the_code_is_wechats(poster: Asks, leads_to, mini: Simulator, room: str, cake: str):
    assert leads_to(await poster(f"/rooms/{room}/poster?code=mini"), f"pages/room/room?scene=room={room}")
    assert leads_to(await poster(f"/products/{cake}/poster?code=mini"), f"pages/product/product?scene=id={cake}")


async def test_wechat_is_asked_once_for_each_page(ask: Asks, house: House, mini: Simulator, room: str):
    assert (await ask(f"/rooms/{room}/poster?code=mini")).status_code == 200
    mini.weixin.pages = {"none"}
    await house.db.write(rooms.change_room, room, "新茶铺", "", public=True)
    assert (await ask(f"/rooms/{room}/poster?code=mini")).status_code == 200


async def test_a_kept_poster_asks_wechat_for_nothing(
    ask: Asks, house: House, mini: Simulator, monkeypatch: pytest.MonkeyPatch, room: str
):
    assert (await ask(f"/rooms/{room}/poster?code=mini")).status_code == 200
    asked: list[object] = []
    made = Maker.made

    async def once(maker: Maker, name: str, who: str, make: Callable[[], Awaitable[bytes]]) -> bytes:
        asked.append(name)
        return await made(maker, name, who, make)

    monkeypatch.setattr(Maker, "made", once)
    assert (await ask(f"/rooms/{room}/poster?code=mini")).status_code == 200
    assert len(asked) == 1


async def test_a_poster_of_another_mini_program_is_another_one(ask: Asks, house: House, mini: Simulator, room: str):
    async def name() -> str:
        return (await (await ask(f"/rooms/{room}/poster?code=mini")).get_json())["picture"]

    before = await name()
    mini.seals = msgspec.structs.replace(mini.seals, weixin_app="wx0000000000000000")
    account = msgspec.convert(records(mini.seals, mini.origin)["wechat"], WeChat)
    await house.db.write(set_account, house.keys, account, "lin")
    assert await name() != before


async def test_the_part_of_the_disk_that_is_for_orders_holds_no_posters(
    ask: Asks, house: House, monkeypatch: pytest.MonkeyPatch, room: str
):
    left = house.config.orders_only
    monkeypatch.setattr("appliance.cloud.cache.shutil.disk_usage", lambda _: SimpleNamespace(free=left))
    refused = await ask(f"/rooms/{room}/poster")
    assert (refused.status_code, "磁盘满了" in (await refused.get_json())["title"]) == (503, True)


async def test_what_wechat_says_against_it_is_told_in_words(ask: Asks, mini: Simulator, room: str):
    mini.weixin.pages = {"pages/home/home"}
    refused = await ask(f"/rooms/{room}/poster?code=mini")
    assert (refused.status_code, (await refused.get_json())["title"][:8]) == (409, "小程序还没有发布")
    mini.weixin.pages = set()
    assert (await ask(f"/rooms/{room}/poster?code=mini")).status_code == 200


async def test_without_a_mini_program_there_is_no_code_of_it(ask: Asks, room: str):
    refused = await ask(f"/rooms/{room}/poster?code=mini")
    assert (refused.status_code, (await refused.get_json())["title"]) == (409, "本店还没有接入微信小程序")


async def test_a_code_of_the_mini_program_carries_no_invitation(ask: Asks, house: House, mini: Simulator):
    private = (await house.db.write(rooms.open_room, house.keys, "私密", public=False)).room
    refused = await ask(f"/rooms/{private}/poster?code=mini&ticket={sealed(house, 'play', private)}")
    assert (refused.status_code, "分享给好友" in (await refused.get_json())["title"]) == (409, True)


async def test_who_has_too_many_drawn_is_asked_to_wait(ask: Asks, house: House, clock: ManualClock, room: str):
    for number in range(13):
        await house.db.write(rooms.change_room, room, f"茶铺 {number}", "", public=True)
        answer = await ask(f"/rooms/{room}/poster")
    assert answer.status_code == 429
    assert "请 5 秒" in (await answer.get_json())["title"]
    assert (await ask(f"/rooms/{room}/poster", viewer="m2")).status_code == 200


async def test_a_cover_that_is_gone_is_left_out(poster: Asks, house: House, room: str):
    cover = io.BytesIO()
    Image.new("RGB", (720, 960), "#2050a0").save(cover, "JPEG")
    name = await house.blobs.put(cover.getvalue(), ".jpg")
    await house.db.write(rooms.put_cover, room, name)
    with Image.open(io.BytesIO(await poster(f"/rooms/{room}/poster"))) as drawn:
        assert drawn.convert("RGB").getpixel((20, 20))[2] > 140
    await house.db.write(rooms.put_cover, room, "0" * 40 + ".jpg")
    with Image.open(io.BytesIO(await poster(f"/rooms/{room}/poster"))) as drawn:
        assert drawn.convert("RGB").getpixel((20, 20))[0] > 180
