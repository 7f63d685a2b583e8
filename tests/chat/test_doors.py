"""Who may sit, for how long, and how often."""

import pytest

from appliance.edge import Limits as EdgeLimits
from appliance.events import MemberDeleted, MembersMerged, RoomChanged, StaffChanged, ViewerKicked, ViewerMuted
from appliance.identity import seats
from appliance.identity.seats import Seat
from chat.limits import Limits


def muted(member: str, *, banned: bool) -> ViewerMuted:
    return ViewerMuted(room="" if banned else "r1", member=member, banned=banned, until=None, reason="", by="s1")


async def test_a_seat_that_is_not_ours_or_not_for_this_room_is_refused(box):
    forged = seats.sign(b"x" * 32, Seat("r1", "m1", 1 << 40))
    elsewhere = box.seat("m1", room="r2")
    for token in (forged, elsewhere, "nonsense", "a.b", "%"):
        assert (await box.sit(token=token)).code == 4401
    assert (await box.sit(token=box.seat(expires=1))).code == 4401
    assert box.hub.seats == {}


async def test_who_sits_stays_when_the_seats_token_expires(box, said, eventually):
    viewer = await box.sit("m1")
    for _ in range(12):
        await box.clock.advance(30)
        await box.sit("m2") if box.clock.monotonic() < 60 else None
        await viewer.socket.ping()
        await eventually(lambda: box.hub.seats["r1"])
    assert viewer.code is None


async def test_who_comes_back_after_a_blip_needs_no_other_seat(box, eventually):
    token = box.seat("m1")
    viewer = await box.sit("m1", token=token)
    place = viewer.place
    for _ in range(4):
        await box.clock.advance(90)
        await viewer.socket.ping()
        await eventually(lambda: not any(each._pinged for each in box.edge.connections))
    assert (await box.sit("m2", token=box.seat("m2", expires=1), after=place)).code == 4401
    again = await box.sit("m1", token=token, after=place)  # the network has not told that the first is gone
    assert again.code is None
    await viewer.leave()
    await again.leave()
    await eventually(lambda: not box.hub.seats)
    assert (await box.sit("m1", token=token)).code == 4401
    last = await box.sit("m1", token=token, after=place)
    assert last.code is None
    await last.leave()
    await eventually(lambda: not box.hub.seats)
    for _ in range(61):
        await box.clock.advance(1)
    assert (await box.sit("m1", token=token, after=place)).code == 4401


async def test_whose_seat_was_taken_does_not_come_back_with_it(box, eventually):
    guest, colleague = box.seat("m1"), box.seat("staff:s1", role="staff")
    seated = [await box.sit("m1", token=guest), await box.sit("staff:s1", token=colleague)]
    place = seated[0].place
    box.bus.publish(MembersMerged(guest="m1", member="m7"))
    box.bus.publish(StaffChanged(staff="s1", by="s2", role="host", shut=False))
    await eventually(lambda: [viewer.code for viewer in seated] == [4401, 4401])
    for token in (guest, colleague):
        assert (await box.sit(token=token)).code == 4401
        assert (await box.sit(token=token, after=place)).code == 4401
    await box.seconds(2)
    assert (await box.sit(token=box.seat("staff:s1", role="host"))).code is None


async def test_who_is_banned_finds_the_door_shut(box):
    box.banned.add("m1")
    assert (await box.sit("m1")).code == 4403
    assert (await box.sit("m2")).code is None


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (muted("m1", banned=True), 4403),
        (MemberDeleted(member="m1"), 4401),
        (MembersMerged(guest="m1", member="m7"), 4401),
    ],
)
async def test_whose_seat_is_no_longer_theirs_leaves_every_room_at_once(box, eventually, fact, code):
    gone = [await box.sit("m1"), await box.sit("m1", room="r2")]
    stays = await box.sit("m2")
    box.bus.publish(fact)
    await eventually(lambda: all(viewer.code == code for viewer in gone))
    assert stays.code is None
    assert box.hub.seats == {"r1": 1}


async def test_who_is_sent_out_of_one_room_stays_in_the_other(box, eventually):
    here, there = await box.sit("m1"), await box.sit("m1", room="r2")
    box.bus.publish(ViewerKicked(room="r1", member="m1", by="s1"))
    await eventually(lambda: here.code == 4403)
    assert there.code is None


async def test_who_sits_uninvited_in_a_room_that_turns_private_goes_at_once_and_guests_stay(box, eventually):
    stranger, elsewhere = await box.sit("m1"), await box.sit("m1", room="r2")
    guest = await box.sit("m2", token=box.seat("m2", invited=True))
    colleague = await box.sit("staff:s1", token=box.seat("staff:s1", role="host", invited=True))
    box.bus.publish(RoomChanged(room="r1", title="茶铺", public=False))
    await eventually(lambda: stranger.code == 4403)
    assert [stays.code for stays in (elsewhere, guest, colleague)] == [None] * 3


async def test_a_room_that_only_changed_its_name_puts_nobody_out(box, eventually):
    viewer = await box.sit("m1")
    box.bus.publish(RoomChanged(room="r1", title="药铺", public=True))
    box.bus.publish(RoomChanged(room="r9", title="没人的", public=False))
    await eventually(lambda: viewer.events)
    assert viewer.code is None


async def test_who_may_only_not_speak_stays(box, said, eventually):
    viewer = await box.sit("m1")
    box.bus.publish(muted("m1", banned=False))
    box.bus.publish(said("0"))
    await eventually(lambda: viewer.texts)
    assert viewer.code is None


async def test_a_colleague_whose_role_changed_sits_down_anew(box, eventually):
    colleague = await box.sit("staff:s1", role="staff")
    box.bus.publish(StaffChanged(staff="s1", by="s2", role="warehouse", shut=False))
    await eventually(lambda: colleague.code == 4401)


async def test_a_ban_whose_news_was_lost_is_noticed_within_seconds(box, eventually):
    viewer = await box.sit("m1")
    box.banned.add("m1")
    await box.seconds(5)
    await eventually(lambda: viewer.code == 4403)


async def test_who_opens_too_many_pages_loses_the_oldest(box, eventually):
    pages = [await box.sit("m1") for _ in range(Limits().seats_per_viewer + 1)]
    await eventually(lambda: pages[0].code == 4409)
    assert [page.code for page in pages[1:]] == [None] * Limits().seats_per_viewer


class TestFull:
    @pytest.fixture
    def hub_limits(self):
        return Limits(seats_per_room=3, seats_per_address=2, trusted=frozenset())

    @pytest.fixture
    def edge_limits(self):
        return EdgeLimits(linger_seconds=0.2, trusted=frozenset({"127.0.0.1"}))

    async def test_an_address_takes_so_many_seats_and_a_proxy_tells_whose_it_is(self, box):
        codes = [(await box.sit(f"m{number}")).code for number in range(3)]
        assert codes == [None, None, 1013]
        other = {"additional_headers": {"X-Forwarded-For": "198.51.100.7"}}
        assert (await box.sit("m8", **other)).code is None

    async def test_one_line_takes_so_many_seats_however_many_addresses_it_has(self, box):
        lines = [{"additional_headers": {"X-Forwarded-For": f"2a01:4f8:1:2::{number}"}} for number in range(3)]
        pages = [await box.sit(f"m{number}", **line) for number, line in enumerate(lines)]
        assert [page.code for page in pages] == [None, None, 1013]

    async def test_a_room_takes_so_many_and_a_seat_that_is_left_is_free(self, box, eventually):
        def behind(number):
            return {"additional_headers": {"X-Forwarded-For": f"198.51.100.{number}"}}

        first = await box.sit("m1", **behind(1))
        codes = [(await box.sit(f"m{number}", **behind(number))).code for number in range(2, 5)]
        assert codes == [None, None, 1013]
        await first.leave()
        await eventually(lambda: box.hub.seats["r1"] == 2)
        assert (await box.sit("m9", **behind(9))).code is None
