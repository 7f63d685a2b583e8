"""A buyer returns a thing over HTTP, with photos."""

import io
import secrets

import pytest
from PIL import Image

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.errors import NotFound
from appliance.house import House
from store.after_sales import actions, holding
from store.catalogue.models import ProductPicture
from store.members import pictures
from store.orders import actions as orders
from store.orders import reads
from store.orders.actions import Packed
from store.payments import actions as payments
from store.shop.actions import Particulars, describe

BY = "lin"
SHOP = Particulars(name="津味小铺", phone="02223456789", region="天津市 和平区", street="滨江道 8 号")


@pytest.fixture
def database(house: House) -> Database:
    """The app's own: goods are put on its shelf."""
    return house.db


@pytest.fixture
def keeps(sells, viewer, house: House):
    """``await keeps(2)``: the viewer's order of two pieces, paid and received unless told otherwise."""

    async def order(pieces: int = 2, *, paid: bool = True, received: bool = True) -> str:
        await sells()
        wish = {"items": [{"sku": "s1", "quantity": pieces}], "delivery": "pickup", "seen_total": 1990 * pieces}
        contact = {"name": "李明", "phone": "13812345678"}
        status, placed = await viewer.ask("POST", "/orders", {**wish, "contact": contact}, secrets.token_hex(8))
        assert status == 201, placed
        if paid:
            await house.db.write(payments.take, placed["order"], "scan", 1990 * pieces, BY)
        if received:
            await house.db.write(orders.ship, placed["order"], Packed(kind="pickup"), BY)
        return placed["order"]

    return order


@pytest.fixture
def asks(viewer):
    """``await asks(order, kind="return")``: status and answer of a claim about its first line."""

    async def claim(order: str, key: str = "the-key-of-a-tap", **more):
        line = (await viewer.get(f"/orders/{order}/after-sales"))["lines"][0]["line"]
        wish = {"line": line, "quantity": 1, "kind": "refund", "reason": "damaged", **more}
        return await viewer.ask("POST", f"/orders/{order}/after-sales", wish, key)

    return claim


def picture(size: tuple[int, int] = (2400, 1200), kind: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "orange").save(written, kind)
    return written.getvalue()


async def test_a_return_goes_from_the_claim_to_the_money(keeps, asks, viewer, house: House):
    await house.db.write(describe, SHOP, BY)
    order = await keeps(2)
    status, made = await asks(order, kind="return", reason="no-reason", words="颜色不喜欢")
    assert status == 201
    claim = await viewer.get(f"/after-sales/{made['after_sale']}")
    assert (claim["state"], claim["amount"], claim["words"], claim["title"]) == (
        "applied",
        1990,
        "颜色不喜欢",
        "麻花 s1",
    )
    assert (claim["can"], claim["returns_to"]) == ({"cancel": True, "send_back": False}, "")
    await house.db.write(actions.agree, made["after_sale"], BY, "请寄回")
    claim = await viewer.get(f"/after-sales/{made['after_sale']}")
    assert (claim["state"], claim["answer"], claim["can"]["send_back"]) == ("agreed", "请寄回", True)
    assert claim["returns_to"] == "津味小铺 02223456789 天津市和平区 滨江道 8 号"
    sent = {"carrier": "SF", "tracking": "SF1234567890"}
    status, claim = await viewer.ask("PUT", f"/after-sales/{made['after_sale']}/parcel", sent)
    assert (status, claim["state"], claim["carrier_name"]) == (200, "returned", "顺丰速运")
    await house.db.write(actions.take_in, made["after_sale"], BY, sellable=True)
    claim = await viewer.get(f"/after-sales/{made['after_sale']}")
    assert (claim["state"], claim["can"]) == ("refunding", {"cancel": False, "send_back": False})


async def test_the_page_says_what_may_still_be_claimed(keeps, asks, viewer):
    order = await keeps(3)
    assert (await asks(order, quantity=2))[0] == 201
    offered = await viewer.get(f"/orders/{order}/after-sales")
    (line,) = offered["lines"]
    assert (line["left"], line["kinds"], line["no_reason"]) == (1, ["refund", "return", "exchange"], True)
    assert [(one["quantity"], one["amount"]) for one in offered["claims"]] == [(2, 3980)]


async def test_claims_are_listed_the_latest_first(keeps, asks, viewer, clock):
    assert await viewer.get("/after-sales") == {"items": []}
    order = await keeps(2)
    _, first = await asks(order, "the-first-key")
    await clock.advance(1)
    _, second = await asks(order, "the-second-key", kind="exchange")
    found = (await viewer.get("/after-sales"))["items"]
    assert [one["after_sale"] for one in found] == [second["after_sale"], first["after_sale"]]
    assert [one["amount"] for one in found] == [0, 1990]


async def test_the_same_request_is_one_claim_and_another_under_its_key_is_refused(keeps, asks, viewer):
    order = await keeps(2)
    first = await asks(order)
    assert await asks(order) == first
    status, problem = await asks(order, words="还有一件")
    assert (status, problem["type"]) == (409, "urn:jinbo:problem:key-reused")
    assert len((await viewer.get("/after-sales"))["items"]) == 1


async def test_a_claim_needs_a_key(keeps, asks):
    status, problem = await asks(await keeps(), "")
    assert (status, problem["type"]) == (400, "urn:jinbo:problem:key-missing")


@pytest.mark.parametrize(
    ("wish", "status", "problem", "sentence"),
    [
        ({"quantity": 3}, 409, "nothing-left", "这件商品能申请售后的数量不够了"),
        ({"quantity": 0}, 409, "nothing-left", "这件商品能申请售后的数量不够了"),
        ({"quantity": -1}, 409, "nothing-left", "这件商品能申请售后的数量不够了"),
        ({"words": "长" * 501}, 400, "words-too-many", "说明最多 500 个字，照片最多 9 张"),
        ({"photos": ["not-there.jpg"]}, 400, "photo-unknown", "有一张照片没有传上来，请重新选"),
        ({"line": "somebody-elses"}, 404, "order-not-found", "没有这个订单"),
    ],
)
async def test_a_wish_that_cannot_be_is_refused_in_words(keeps, asks, viewer, wish, status, problem, sentence):
    said, answer = await asks(await keeps(2), **wish)
    assert (said, answer["type"], answer["title"]) == (status, f"urn:jinbo:problem:{problem}", sentence)
    assert await viewer.get("/after-sales") == {"items": []}


@pytest.mark.parametrize("wish", [{"kind": "gift"}, {"reason": "because"}, {"amount": 1}, {"quantity": "1"}])
async def test_a_body_that_does_not_decode_is_refused(keeps, asks, wish):
    status, answer = await asks(await keeps(2), **wish)
    assert (status, answer["type"]) == (400, "urn:jinbo:problem:bad-input")


async def test_five_hundred_characters_and_nine_photos_are_enough_and_not_too_much(keeps, asks, viewer):
    order = await keeps(2)
    name = (await photo(viewer, picture((40, 40))))[1]["name"]
    assert (await asks(order, "nine-photos-a", words="长" * 500, photos=[name] * 9))[0] == 201
    status, problem = await asks(order, "nine-photos-b", photos=[name] * 10)
    assert (status, problem["type"], problem["field"]) == (400, "urn:jinbo:problem:words-too-many", "words")


async def test_photos_beyond_nine_are_counted_and_not_looked_for(keeps, asks):
    order = await keeps(2)
    status, problem = await asks(order, photos=["0" * 40 + ".jpg"] * 10)
    assert (status, problem["type"]) == (400, "urn:jinbo:problem:words-too-many")


async def test_an_unpaid_order_is_cancelled_and_not_claimed(keeps, viewer, asks):
    order = await keeps(1, paid=False, received=False)
    status, problem = await asks(order)
    assert (status, problem["type"]) == (409, "urn:jinbo:problem:not-paid")
    assert (await viewer.get(f"/orders/{order}/after-sales"))["lines"][0]["kinds"] == []


async def test_goods_that_never_left_are_refunded_and_not_returned(keeps, asks):
    order = await keeps(1, received=False)
    status, problem = await asks(order, kind="return")
    assert (status, problem["type"]) == (400, "urn:jinbo:problem:kind-impossible")
    assert (await asks(order, "another-key"))[0] == 201


async def test_after_seven_days_a_reason_is_needed_and_after_fifteen_none_helps(keeps, asks, clock):
    order = await keeps(2)
    await clock.advance(8 * 24 * 3600)
    status, problem = await asks(order, kind="return", reason="no-reason")
    assert (status, problem["type"]) == (409, "urn:jinbo:problem:time-over")
    assert problem["until"] == "2026-11-29 23:59"
    assert (await asks(order, "the-second-key", kind="return", reason="damaged"))[0] == 201
    await clock.advance(8 * 24 * 3600)
    assert (await asks(order, "the-third-key", reason="damaged"))[1]["type"] == "urn:jinbo:problem:time-over"


async def test_a_claim_is_taken_back_once(keeps, asks, viewer):
    order = await keeps(1)
    _, made = await asks(order)
    status, claim = await viewer.ask("DELETE", f"/after-sales/{made['after_sale']}")
    assert (status, claim["state"], claim["can"]["cancel"]) == (200, "cancelled", False)
    status, problem = await viewer.ask("DELETE", f"/after-sales/{made['after_sale']}")
    assert (status, problem["type"]) == (409, "urn:jinbo:problem:after-sale-moved-on")
    assert (await viewer.get(f"/orders/{order}/after-sales"))["lines"][0]["left"] == 1


async def test_a_parcel_needs_a_carrier_of_the_list_and_its_number(keeps, asks, viewer, house: House):
    _, made = await asks(await keeps(1), kind="return")
    address = f"/after-sales/{made['after_sale']}/parcel"
    status, problem = await viewer.ask("PUT", address, {"carrier": "SF", "tracking": "SF1234567890"})
    assert (status, problem["type"]) == (409, "urn:jinbo:problem:after-sale-moved-on")
    await house.db.write(actions.agree, made["after_sale"], BY)
    for parcel in ({"carrier": "PIGEON", "tracking": "SF1234567890"}, {"carrier": "SF", "tracking": "短"}):
        status, problem = await viewer.ask("PUT", address, parcel)
        assert (status, problem["type"], problem["field"]) == (400, "urn:jinbo:problem:tracking-unusable", "tracking")
    status, claim = await viewer.ask("PUT", address, {})
    assert (status, claim["state"], claim["carrier"]) == (200, "returned", "")


async def test_somebody_elses_claim_is_not_there(keeps, asks, enter):
    order = await keeps(1)
    _, made = await asks(order)
    other = await enter()
    for method, path in (
        ("GET", f"/after-sales/{made['after_sale']}"),
        ("DELETE", f"/after-sales/{made['after_sale']}"),
        ("GET", f"/orders/{order}/after-sales"),
    ):
        assert (await other.ask(method, path))[0] == 404, path
    assert (await other.ask("PUT", f"/after-sales/{made['after_sale']}/parcel", {}))[0] == 404
    assert await other.get("/after-sales") == {"items": []}


async def test_a_photo_is_made_smaller_and_stands_with_its_claim(keeps, asks, viewer, house: House):
    order = await keeps(1)
    status, sent = await photo(viewer, picture())
    assert status == 201
    with Image.open(io.BytesIO(await house.blobs.get(sent["name"]))) as kept:
        assert (kept.format, kept.size) == ("JPEG", (1600, 800))
    _, made = await asks(order, photos=[sent["name"]])
    assert (await viewer.get(f"/after-sales/{made['after_sale']}"))["photos"] == [f"/blobs/{sent['name']}"]


async def test_a_claim_shows_only_photos_that_its_buyer_has_sent_for_it(keeps, asks, viewer, house: House):
    order = await keeps(3)
    others = (await photo(viewer, picture((40, 40))))[1]["name"]
    await house.db.write(pictures.adopt, await member_of(house, order), "somebody-else")
    goods = await house.blobs.put(b"a picture of goods", ".jpg")
    for name in (others, goods):
        status, problem = await asks(order, f"key-of-{name}", photos=[name])
        assert (status, problem["type"]) == (400, "urn:jinbo:problem:photo-unknown")
    kept = (await photo(viewer, picture((40, 40))))[1]["name"]
    assert kept != others, "the same picture twice is two files"
    assert (await asks(order, "first-claim-key", photos=[kept]))[0] == 201
    assert (await asks(order, "second-claim-key", photos=[kept]))[0] == 400


async def test_photos_leave_with_their_buyer_and_those_that_no_claim_names_after_a_day(
    keeps, asks, viewer, house: House, clock: ManualClock
):
    order = await keeps(2)
    named, kept, unused = [(await photo(viewer, picture((40, 40))))[1]["name"] for _ in range(3)]
    _, made = await asks(order, photos=[named, kept])
    await pictures.sweep(house.db, house.blobs, clock.now())
    assert [await there(house, name) for name in (named, kept, unused)] == [True] * 3
    await clock.advance(25 * 3600)
    await pictures.sweep(house.db, house.blobs, clock.now())
    assert [await there(house, name) for name in (named, kept, unused)] == [True, True, False]
    late = (await photo(viewer, picture((40, 40))))[1]["name"]
    await house.db.write(actions.cancel, made["after_sale"], member := await member_of(house, order))
    await house.db.write(put_picture, kept)
    await house.db.write(holding.forget, member)
    await pictures.sweep(house.db, house.blobs, clock.now())
    assert [await there(house, name) for name in (named, late, kept)] == [False, False, True], "goods keep theirs"


async def test_a_photo_loses_the_place_it_was_taken_at(keeps, viewer, house: House):
    await keeps(1)
    taken, written = Image.new("RGB", (60, 40), "orange"), io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (39.0, 8.0, 0.0)}
    taken.save(written, "JPEG", exif=exif)
    _, sent = await photo(viewer, written.getvalue())
    with Image.open(io.BytesIO(await house.blobs.get(sent["name"]))) as kept:
        assert not kept.getexif()


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "photo-missing"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "picture-unreadable"),
        (b"GIF89a" + b"\0" * 40, "picture-unreadable"),
        (picture((40, 40))[:60], "picture-unreadable"),
    ],
)
async def test_what_is_no_picture_is_refused(keeps, viewer, raw, problem):
    await keeps(1)
    status, said = await photo(viewer, raw)
    assert (status, said["type"], said["field"]) == (400, f"urn:jinbo:problem:{problem}", "file")


async def test_a_form_of_the_mini_program_brings_its_photo_too(keeps, viewer):
    await keeps(1)
    boundary = "frontier"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
    body = f"{head}Content-Type: image/png\r\n\r\n".encode() + picture((40, 40)) + f"\r\n--{boundary}--\r\n".encode()
    status, sent = await photo(viewer, body, f"multipart/form-data; boundary={boundary}")
    assert (status, sent["name"].endswith(".jpg")) == (201, True)


async def test_who_has_bought_nothing_sends_no_photos(keeps, viewer):
    assert (await photo(viewer, picture((40, 40))))[0] == 403
    await keeps(1, paid=False, received=False)
    assert (await photo(viewer, picture((40, 40))))[0] == 403


def put_picture(tx, name: str) -> None:
    """Goods have it too, as it could be before 0060."""
    tx.add_once(ProductPicture, id="pic", product="p-s1", position=0, sizes={"200": name}, width=1, height=1)


async def member_of(house: House, order: str) -> str:
    async with house.db.read() as session:
        return (await reads.order(session, order)).member


async def there(house: House, name: str) -> bool:
    try:
        return bool(await house.blobs.get(name))
    except NotFound:
        return False


async def photo(viewer, raw: bytes, kind: str = "application/octet-stream"):
    return await viewer.send("/uploads", raw, kind)
