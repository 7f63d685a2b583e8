"""What happens now, told to browsers."""

import asyncio
from datetime import UTC, datetime

import pytest

from appliance.bus import LocalBus
from appliance.events import (
    AlarmRaised,
    BroadcastEnded,
    CommentHeld,
    CommentPinned,
    OrderPaid,
    PrizeWon,
    RoomOpened,
    Speaker,
    StaffChanged,
    StaffSignedIn,
    ViewerMuted,
)
from appliance.http import SignedIn
from appliance.identity.permissions import Role
from console.pages.events import WAITING, tell

GUARD_SECONDS = 10


@pytest.fixture
async def bus():
    bus = LocalBus()
    await bus.start()
    yield bus
    await bus.stop()


def me(role: Role = Role.OWNER) -> SignedIn:
    return SignedIn("me", "me", "王小满", role, must_change=False)


async def heard(bus, facts, room: str = "", role=Role.OWNER, until: int = 1, wanted=frozenset()) -> list[bytes]:
    """What one browser is told of `facts`, up to `until` messages."""
    telling = tell(bus, asyncio.Event(), me(role), room, wanted)
    first = await anext(telling)
    assert first.startswith(b"retry:")
    for fact in facts:
        bus.publish(fact)
    told = []
    async with asyncio.timeout(GUARD_SECONDS):
        async for message in telling:
            told.append(message)
            if len(told) == until:
                break
    await telling.aclose()
    return told


async def test_a_fact_comes_under_its_name_as_json(bus):
    [message] = await heard(bus, [RoomOpened(room="r1", title="年货")])
    assert message.startswith(b"event: RoomOpened\ndata: {")
    assert "年货".encode() in message
    assert message.endswith(b"}\n\n")


async def test_what_only_the_house_may_know_is_not_told(bus):
    told = await heard(bus, [StaffSignedIn(staff="s", address="a"), RoomOpened(room="r", title="t")])
    assert b"RoomOpened" in told[0]


async def test_a_page_hears_no_kind_that_it_did_not_ask_for(bus):
    facts = [RoomOpened(room="r", title="t"), BroadcastEnded(room="r", broadcast="b")]
    [message] = await heard(bus, facts, wanted=frozenset({"BroadcastEnded"}))
    assert b"BroadcastEnded" in message


async def test_what_one_viewer_won_is_no_page_of_staffs(bus):
    won = PrizeWon(room="r", member="m", round="o", win="w", kind="points", title="t", until=None)
    [message] = await heard(bus, [won, RoomOpened(room="r", title="t")])
    assert b"RoomOpened" in message


async def test_a_fact_goes_by_its_own_name_and_not_by_a_persons(bus):
    pinned = CommentPinned(room="r", comment="c", name="小满\nevent: RoomOpened", text="几点开播")
    [message] = await heard(bus, [pinned], wanted=frozenset({"CommentPinned"}))
    assert message.startswith(b"event: CommentPinned\ndata: {")
    assert message.count(b"\n") == 3


async def test_one_rooms_page_hears_its_room_and_what_is_everybodys(bus):
    facts = [
        BroadcastEnded(room="other", broadcast="b"),
        BroadcastEnded(room="mine", broadcast="b"),
        AlarmRaised(alarm="disk", zh="硬盘快满了", en="The disk is nearly full"),
    ]
    told = await heard(bus, facts, room="mine", until=2)
    assert [message.split(b"\n")[0] for message in told] == [b"event: BroadcastEnded", b"event: AlarmRaised"]


HELD = CommentHeld(
    room="r",
    comment="c",
    speaker=Speaker("m", "小满"),
    text="加我微信",
    at=datetime(2026, 11, 28, tzinfo=UTC),
    why="word",
)
MUTED = ViewerMuted(room="r", member="m", banned=False, until=None, reason="骂人", by="s")
PAID = OrderPaid(order="o", number="1", member="m", total=100, room="r")


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.SCREEN, Role.HOST])
async def test_what_waits_for_a_moderator_and_who_was_muted_is_no_other_colleagues(bus, role):
    [message] = await heard(bus, [HELD, MUTED, BroadcastEnded(room="r", broadcast="b")], role=role)
    assert b"BroadcastEnded" in message


async def test_asking_for_a_fact_by_name_is_no_leave_to_hear_it(bus):
    facts = [PAID, HELD, BroadcastEnded(room="r", broadcast="b")]
    wanted = frozenset({"OrderPaid", "CommentHeld", "BroadcastEnded"})
    [message] = await heard(bus, facts, role=Role.SCREEN, wanted=wanted)
    assert b"BroadcastEnded" in message


async def test_each_hears_what_their_work_is_about(bus):
    told = await heard(bus, [HELD, MUTED, PAID], role=Role.SERVICE, until=3)
    assert [message.split(b"\n")[0] for message in told] == [
        b"event: CommentHeld",
        b"event: ViewerMuted",
        b"event: OrderPaid",
    ]
    told = await heard(bus, [HELD, PAID], role=Role.WAREHOUSE)
    assert told[0].startswith(b"event: OrderPaid")


async def test_whoever_is_shut_out_hears_nothing_more(bus):
    facts = [StaffChanged(staff="me", by="owner", role="host", shut=True), RoomOpened(room="r", title="t")]
    for role in (Role.OWNER, Role.SCREEN):
        assert await heard(bus, facts, role=role) == []


async def test_a_browser_that_does_not_read_loses_the_oldest_and_costs_nothing(bus):
    telling = tell(bus, asyncio.Event(), me(), "")
    await anext(telling)
    for number in range(3 * WAITING):
        bus.publish(RoomOpened(room=f"r{number:04}", title=""))
        await asyncio.sleep(0)
    async with asyncio.timeout(GUARD_SECONDS):
        message = await anext(telling)
    assert b"r0000" not in message
    await telling.aclose()


async def test_the_stream_is_for_signed_in_staff_and_is_never_kept(owner, browser):
    assert (await browser().get("/console/events")).status_code == 302
    async with owner._client.request("/console/events", headers={"Cookie": "jinbo_session=wang"}) as connection:
        await connection.send_complete()
        async with asyncio.timeout(GUARD_SECONDS):
            assert b"retry: 2000" in await connection.receive()
        assert connection.headers["content-type"].startswith("text/event-stream")
        assert connection.headers["cache-control"] == "no-store"
        await connection.disconnect()


async def test_a_screen_may_listen_too(colleague):
    screen = await colleague(Role.SCREEN)
    assert (await screen.get("/console/rooms")).status_code == 200


async def test_who_listens_is_let_go_as_soon_as_the_house_closes(bus):
    closing = asyncio.Event()
    telling = tell(bus, closing, me(), "")
    await anext(telling)
    waiting = asyncio.ensure_future(anext(telling))
    await asyncio.sleep(0)
    closing.set()
    async with asyncio.timeout(1):
        assert await waiting == b": still here\n\n"
        assert [said async for said in telling] == []
