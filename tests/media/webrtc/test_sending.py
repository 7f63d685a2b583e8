"""A host's own picture goes to another box by WHIP: as he sends it, also while he is mixed here."""

import asyncio
import os
import signal

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from media.packets import VideoConfig
from media.webrtc.problems import NoAnswer
from media.webrtc.wire import Guest, Scene


class Seats:
    """Who keeps the seats, as Studios knows it."""

    def __init__(self) -> None:
        self.came_to: list[str] = []
        self.went_from: asyncio.Queue[str] = asyncio.Queue()

    def came(self, seat: str) -> None:
        self.came_to.append(seat)

    def went(self, seat: str) -> None:
        self.went_from.put_nowait(seat)


class Box:
    """Another box that takes what it is offered, and looks at the pictures."""

    def __init__(self) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.seen: asyncio.Queue = asyncio.Queue()
        self.heard: asyncio.Queue = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self.connection.on("track", lambda track: self._tasks.append(asyncio.create_task(self._watch(track))))

    async def answer(self, offer: str) -> str:
        await self.connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        return self.connection.localDescription.sdp

    async def close(self) -> None:
        await self.connection.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _watch(self, track) -> None:
        while True:
            frame = await track.recv()
            (self.seen if track.kind == "video" else self.heard).put_nowait(frame)


@pytest.fixture
async def box():
    one = Box()
    yield one
    await one.close()


@pytest.fixture
async def on_air(studios, sender, doorman, eventually):
    """``await on_air("a tea shop")``: its host is on air; what the room is told."""

    async def push(key: str):
        host = sender()
        answered = await studios.push(key, await host.offer(), "10.0.0.2")
        await host.take(answered.sdp)
        stream = doorman.streams[-1]
        await eventually(lambda: stream.packets)
        return stream

    return push


def sizes(stream) -> list[int]:
    return [config.width for config in stream.configs if isinstance(config, VideoConfig)]


async def test_the_other_box_sees_the_host_alone_while_he_is_mixed_here(studios, on_air, box, eventually):
    stream = await on_air("a tea shop")
    await studios.arrange("tea", Scene("side", guests=(Guest("chair", "吴掌柜"),)))
    await eventually(lambda: sizes(stream)[-1:] == [1280])
    session = await studios.send("tea", box.answer)
    async with asyncio.timeout(20):
        assert (await box.seen.get()).width == 320
        await box.heard.get()
    assert studios.is_sent(session)
    await studios.hang_up(session)
    assert not studios.is_sent(session)


async def test_two_hosts_see_each_other_each_on_a_stage_of_his_own(studios, on_air, eventually):
    streams = {"tea": await on_air("a tea shop"), "shoe": await on_air("a shoe shop")}
    seats = Seats()

    async def send(room: str, to: str) -> None:
        async def deliver(offer: str) -> str:
            return (await studios.join(to, f"{room}'s host", offer, seats)).sdp

        await studios.arrange(to, Scene("side", guests=(Guest(f"{room}'s host", room),)))
        await studios.send(room, deliver)

    await send("tea", "shoe")
    await send("shoe", "tea")
    await eventually(lambda: sorted(seats.came_to) == ["shoe's host", "tea's host"])
    await eventually(lambda: all(sizes(stream)[-1:] == [1280] for stream in streams.values()))
    os.kill(studios.open["shoe"].pid, signal.SIGKILL)
    async with asyncio.timeout(40):
        while await seats.went_from.get() != "shoe's host":  # who sat in the dead one's room is gone at once
            continue
    await studios.arrange("tea", Scene())
    await eventually(lambda: sizes(streams["tea"])[-1:] == [320])


async def test_what_nobody_takes_leaves_nothing_behind(studios, on_air):
    await on_air("a tea shop")

    async def refused(offer: str) -> str:
        assert "H264" in offer
        raise NoAnswer

    with pytest.raises(NoAnswer):
        await studios.send("tea", refused)
    assert len(studios._sessions) == 1


async def test_an_answer_that_is_none_ends_it(studios, on_air, eventually):
    await on_air("a tea shop")

    async def nonsense(_: str) -> str:
        return "v=0"

    session = await studios.send("tea", nonsense)
    await eventually(lambda: not studios.is_sent(session))
