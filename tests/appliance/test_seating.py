"""Who sits down is who the house knows them to be."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from quart import Quart
from sqlalchemy import update

from appliance.clock import ManualClock
from appliance.house import House
from appliance.identity import seats, tokens
from appliance.identity.permissions import Role
from appliance.identity.seats import Seat
from media.broadcasts import actions
from media.broadcasts.playing import ticket
from store.members import actions as members
from store.orders.models import Order


def bearer(house: House, viewer: str) -> dict[str, str]:
    until = int((house.clock.now() + timedelta(days=1)).timestamp())
    token = tokens.sign(house.keys.derive("tokens"), tokens.Claims("viewer", viewer, until))
    return {"authorization": f"Bearer {token}", "host": "192.0.2.7:8080"}


async def sit(app: Quart, house: House, room: str, viewer: str, query: str = "") -> Seat:
    answer = await app.test_client().post(f"/api/v1/rooms/{room}/seat{query}", headers=bearer(house, viewer))
    assert answer.status_code == 201, await answer.get_data()
    given = await answer.get_json()
    url = urlsplit(given["url"])
    assert (url.scheme, url.netloc, url.path) == ("ws", "192.0.2.7:8081", f"/rooms/{room}")
    assert parse_qs(url.query)["token"] == [given["token"]]
    return seats.read(house.keys.derive("tokens"), given["token"], room, house.clock.now())


@pytest.fixture
async def room(house: House) -> str:
    return (await house.db.write(actions.open_room, house.keys, "茶铺")).room


async def test_a_guest_sits_under_a_mark_that_stays_the_same(app: Quart, house: House, room: str):
    seat = await sit(app, house, room, "guest-1")
    assert seat.name.startswith("游客")
    assert len(seat.name) == 6
    assert seat == await sit(app, house, room, "guest-1")
    assert seat.name != (await sit(app, house, room, "guest-2")).name
    assert (seat.level, seat.buyer, seat.role) == ("", False, "")


async def test_a_member_sits_with_name_and_level(app: Quart, house: House, room: str):
    await house.db.write(members.know, "m1")
    await house.db.write(members.change, "m1", nickname="小林")
    seat = await sit(app, house, room, "m1")
    assert (seat.name, seat.buyer, seat.avatar) == ("小林", False, "")


async def test_a_members_picture_sits_down_with_them_and_a_guest_has_none(app: Quart, house: House, room: str):
    await house.db.write(members.know, "m1")
    await house.db.write(members.change, "m1", avatar="face.jpg")
    assert (await sit(app, house, room, "m1")).avatar == "/blobs/face.jpg"
    assert (await sit(app, house, room, "guest-1")).avatar == ""


async def test_a_buyer_is_known_as_one_once_they_have_paid(app: Quart, house: House, room: str, an_order):
    await house.db.write(members.know, "m1")
    await house.db.write(an_order, "1", "m1")
    assert not (await sit(app, house, room, "m1")).buyer
    await house.db.write(lambda tx: tx.execute(update(Order).values(paid_at=tx.now)) and None)
    assert (await sit(app, house, room, "m1")).buyer


async def test_who_has_logged_in_is_known_and_a_guest_is_not(app: Quart, house: House, room: str):
    member = await house.db.write(members.recognise, "wechat-mini", "openid-1")
    assert (await sit(app, house, room, member)).known
    assert not (await sit(app, house, room, "guest-1")).known
    await house.db.write(members.know, "guest-1")
    assert not (await sit(app, house, room, "guest-1")).known


async def test_a_seat_is_good_for_five_minutes(app: Quart, house: House, room: str, clock: ManualClock):
    seat = await sit(app, house, room, "m1")
    assert seat.expires == clock.now().timestamp() + 300


@pytest.mark.parametrize(("said", "kept"), [("qr", "qr"), ("share", "share"), ("evil", "other"), ("", "other")])
async def test_a_seat_knows_where_its_viewer_says_to_have_come_from(app: Quart, house: House, room: str, said, kept):
    assert (await sit(app, house, room, "m1", f"?from={said}")).source == kept


async def test_a_private_room_seats_those_who_came_by_its_link(app: Quart, house: House):
    private = (await house.db.write(actions.open_room, house.keys, "私密", public=False)).room
    address = f"/api/v1/rooms/{private}/seat"
    assert (await app.test_client().post(address, headers=bearer(house, "m1"))).status_code == 403
    async with app.test_request_context("/"):
        link = ticket(private, timedelta(hours=1))
    assert (await sit(app, house, private, "m1", f"?ticket={link}")).room == private


async def test_a_seat_says_whether_its_bearer_may_stay_when_the_room_turns_private(app: Quart, house: House, room: str):
    async with app.test_request_context("/"):
        link, other = ticket(room, timedelta(hours=1)), ticket("another", timedelta(hours=1))
    assert not (await sit(app, house, room, "m1")).invited
    assert not (await sit(app, house, room, "m1", f"?ticket={other}")).invited
    assert (await sit(app, house, room, "m1", f"?ticket={link}")).invited


async def test_no_seat_without_a_room_or_a_token(app: Quart, house: House, room: str):
    answer = await app.test_client().post("/api/v1/rooms/nowhere/seat", headers=bearer(house, "m1"))
    assert answer.status_code == 404
    assert (await app.test_client().post(f"/api/v1/rooms/{room}/seat")).status_code == 401


@pytest.mark.parametrize(("role", "sits_as"), [(Role.HOST, "host"), (Role.SERVICE, "staff"), (Role.WAREHOUSE, "")])
async def test_staff_sit_for_the_shop_if_they_may_speak_for_it(
    app: Quart, house: House, room: str, *, role: Role, sits_as: str
):
    await house.door.first_run(house.door.code(), "lin", "", "a long evening", "10.0.0.2", "")
    cookie = await house.door.sign_in("a1", await house.door.invite("a1", "小陈", role), "10.0.0.2", "")
    headers = {"cookie": f"jinbo_session={cookie}", "x-csrf-token": house.keys.fingerprint("csrf", cookie)[:40]}
    answer = await app.test_client().post(f"/api/v1/rooms/{room}/staff-seat", headers=headers)
    if not sits_as:
        assert answer.status_code == 403
        return
    token = (await answer.get_json())["token"]
    seat = seats.read(house.keys.derive("tokens"), token, room, house.clock.now())
    assert (seat.name, seat.role, seat.viewer.partition(":")[0]) == ("小陈", sits_as, "staff")
