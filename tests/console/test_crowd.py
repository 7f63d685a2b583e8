"""Who watches and who has not paid, as the control room asks."""

import pytest
from sqlalchemy import update

from appliance.events import ViewersCounted
from appliance.identity.permissions import Role
from chat.visits import actions as visits
from chat.visits.actions import Stay
from console.recent import CURVE
from media.broadcasts import actions
from store.orders import actions as orders
from store.orders.models import Order


async def listed(browser, address):
    answer = await browser.get(address)
    assert answer.status_code == 200, address
    return await answer.get_json()


@pytest.fixture
async def ordered(house, room, place):
    """``await ordered("m1")``: an order of the room that waits for its money for half an hour; its id."""

    async def order(member="m1"):
        made = await place(1, member=member, paid=False)
        await house.db.write(lambda tx: tx.execute(update(Order).where(Order.id == made).values(room=room)) and None)
        return made

    return order


async def test_who_has_come_is_told_with_where_from_and_how_long(owner, house, room, clock):
    show = await house.db.write(actions.air, room)
    stays = [
        Stay(show, "m1", room, "share", clock.now(), 120),
        Stay(show, "m2", room, "share", clock.now(), 60),
        Stay(show, "m3", room, "qr", clock.now(), 0),
    ]
    await house.db.write(visits.note, stays)
    assert await listed(owner, f"/console/rooms/{room}/crowd") == {
        "viewers": 3, "new": 3, "stay": 60, "sources": [["好友分享", 2], ["扫码", 1]], "buyers": 0, "new_buyers": 0,
    }  # fmt: skip


async def test_the_wall_shows_a_show_to_who_may_see_figures(colleague, house, room):
    screen = await colleague(Role.SCREEN)
    assert "未开播" in await screen.read(f"/console/rooms/{room}/board")
    await house.db.write(actions.air, room)
    text = await screen.read(f"/console/rooms/{room}/board")
    assert "直播中" in text
    assert 'data-figure="gmv"' in text
    assert f"/console/rooms/{room}/board" in await screen.read(f"/console/rooms/{room}")
    service = await colleague(Role.SERVICE)
    assert (await service.get(f"/console/rooms/{room}/board")).status_code == 403
    assert f"/console/rooms/{room}/board" not in await service.read(f"/console/rooms/{room}")


async def test_between_two_shows_nobody_has_come(owner, house, room):
    assert (await listed(owner, f"/console/rooms/{room}/crowd"))["viewers"] == 0
    assert (await owner.get("/console/rooms/nowhere/crowd")).status_code == 404


async def test_the_curve_goes_back_to_the_beginning_of_the_show_after_a_restart_of_the_web(owner, house, room, clock):
    await house.db.write(visits.count, {room: 99}, clock.now())
    await clock.advance(60)
    await house.db.write(actions.air, room)
    for viewers in (3, 5):
        await clock.advance(15)
        await house.db.write(visits.count, {room: viewers}, clock.now())
    await clock.advance(5)
    house.bus.publish(ViewersCounted(room=room, viewers=6))

    assert [viewers for _, viewers in await listed(owner, f"/console/rooms/{room}/audience")] == [3, 5, 6]
    assert CURVE * 5 == 3 * 3600, "what is finer reaches back three hours"


async def test_who_waits_for_what_is_told_to_who_may_see_orders(owner, colleague, house, room, ordered, clock):
    first = await ordered("m1")
    await clock.advance(61)
    await ordered("m2")
    found = (await listed(owner, f"/console/rooms/{room}/unpaid"))["orders"]
    assert [(one["order"] == first, one["state"], one["total"]) for one in found] == [
        (True, "due", 1990),
        (False, "new", 1990),
    ]
    assert await house.db.write(orders.remind, room) == 1
    told = await listed(owner, f"/console/rooms/{room}/unpaid")
    assert [one["state"] for one in told["orders"]] == ["reminded", "new"]
    assert told["now"] == int(clock.now().timestamp() * 1000)
    host = await colleague(Role.HOST)
    assert (await host.get(f"/console/rooms/{room}/unpaid")).status_code == 403


async def test_what_is_as_good_as_expired_is_late_and_what_is_paid_waits_no_more(owner, house, room, ordered, clock):
    late = await ordered("m1")
    paid = await ordered("m2")
    await house.db.write(orders.pay, paid, clock.now())
    expires = (await _order(house, late)).expires_at
    await clock.advance((expires - clock.now()).total_seconds() - 5)
    [found] = (await listed(owner, f"/console/rooms/{room}/unpaid"))["orders"]
    assert (found["order"], found["state"]) == (late, "late")


async def _order(house, order):
    async with house.db.read() as session:
        return await session.get(Order, order)


async def test_reminding_over_http_needs_who_looks_after_orders(colleague, house, room, ordered, clock):
    order = await ordered("m1")
    await clock.advance(61)
    for role, status in ((Role.HOST, 403), (Role.SERVICE, 200)):
        theirs = await colleague(role)
        headers = {"X-CSRF-Token": await theirs.csrf(), "content-type": "application/json"}
        path = f"/api/v1/rooms/{room}/reminders"
        answer = await theirs._client.post(path, data=b'{"order":"%s"}' % order.encode(), headers=headers)
        assert answer.status_code == status, role
    assert await answer.get_json() == {"reminded": 1}
