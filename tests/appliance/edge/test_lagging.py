"""One viewer does not read: what that costs, and whom."""

import asyncio

import pytest

from appliance.edge import Limits
from tests.appliance.edge.sockets import Inn, said, told


@pytest.fixture
def rooms():
    return Inn()


@pytest.fixture
def limits():
    return Limits(linger_seconds=0.2, unsent_bytes=8 * 1024, held_bytes=32 * 1024, kernel_bytes=4096)


class TestLagging:
    @pytest.fixture
    async def lagging(self, opened, house):
        return await opened()

    @staticmethod
    async def stuff(house, guest, frames: int, *, lasting=False) -> None:
        """Tell so many frames of a kilobyte, giving the network its turn."""
        for number in range(frames):
            guest.socket.tell(told(b"%04d" % number + b"x" * 1020, lasting=lasting))
            if number % 16 == 0:
                await asyncio.sleep(0)

    async def fill(self, house, guest) -> None:
        """Until neither the network nor the page's own buffers take any more."""
        while not guest.socket.lags:
            while not guest.socket.lags:
                guest.socket.tell(told(b"fill" + b"x" * 1020))
                await asyncio.sleep(0)
            await house.settled()

    async def test_the_oldest_talk_is_dropped_and_what_lasts_is_not(self, house, rooms, lagging):
        guest = rooms.guests[0]
        await self.fill(house, guest)
        await self.stuff(house, guest, 5, lasting=True)
        await self.stuff(house, guest, 500)
        assert house.edge.dropped > 400
        assert guest.socket._weight <= house.edge.limits.held_bytes
        texts = []
        while not texts or texts[-1] != b"0499":
            texts.append((await lagging.frame())[1][:4])
        held = [text for text in texts if text != b"fill"]
        assert held[:5] == [b"0000", b"0001", b"0002", b"0003", b"0004"]
        newest = held[5:]
        assert newest == [b"%04d" % number for number in range(500 - len(newest), 500)]
        assert len(newest) >= 20
        assert guest.caught >= 1
        assert not guest.socket.lags

    async def test_who_reads_nothing_for_long_is_closed(self, house, rooms, lagging):
        guest = rooms.guests[0]
        await self.fill(house, guest)
        await house.seconds(22)
        assert guest.gone == 1
        assert house.edge.stuck == 1
        await house.seconds(2)
        await house.until(lambda: not house.edge.connections)

    async def test_who_cannot_be_told_what_lasts_is_closed_at_once(self, house, rooms, lagging):
        guest = rooms.guests[0]
        await self.fill(house, guest)
        await self.stuff(house, guest, 40, lasting=True)
        assert guest.gone == 1
        assert house.edge.stuck == 1
        assert guest.socket._held == type(guest.socket._held)()
        assert await lagging.closed() == 4408

    async def test_those_beside_lose_nothing(self, house, rooms, lagging, opened):
        healthy = await opened()
        slow, quick = rooms.guests
        for number in range(300):
            frame = told(b"%04d" % number + b"x" * 1020)
            slow.socket.tell(frame)
            quick.socket.tell(frame)
            assert (await healthy.frame())[1][:4] == b"%04d" % number
        assert house.edge.dropped > 0

    async def test_who_lags_can_still_be_heard(self, house, rooms, lagging):
        guest = rooms.guests[0]
        await self.fill(house, guest)
        await lagging.say(said(b"hello"))
        await house.until(lambda: guest.said == [b"hello"])
