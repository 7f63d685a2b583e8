"""One host, then a host with guests, then another host: at each change somebody is on air."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from media.packets import Packet, VideoConfig
from media.webrtc.annexb import AccessUnit
from media.webrtc.staging import Staging
from media.webrtc.wire import Guest, Scene

CONFIG = VideoConfig("h264", b"\x01\x42\0\x1f\xff\xe1\0\x04\x67\x42\0\x1f\x01\0\x02\x68\xce", 320, 180)
LIN = Scene("side", False, "津味小店", (Guest("seat-lin", "林师傅"),))
WU = Scene("side", False, "津味小店", (Guest("seat-wu", "吴掌柜"),))


class Sender:
    """A peer, as the stage knows one."""

    def __init__(self) -> None:
        self.hears = self.beside = None
        self.ended = ""

    def want_keyframe(self) -> None: ...

    def end(self, why: str) -> None:
        self.ended = why

    def sends(self, dts: int, *, keyframe: bool = False) -> None:
        self.hears.picture(AccessUnit(b"\0\0\0\1\x65", keyframe, CONFIG if keyframe else None), dts)


@pytest.fixture
async def stage() -> AsyncIterator[Staging]:
    told: list[tuple[str, object]] = []
    made = Staging(lambda session, what: told.append((session, what)), lambda _: None, asyncio.get_running_loop())
    made.told = told
    yield made
    made.arrange(Scene())
    await asyncio.get_running_loop().shutdown_default_executor()


def seen(stage: Staging) -> list[tuple[str, int]]:
    """Whose pictures the room was told of since it was last asked."""
    found = [(session, what.dts) for session, what in stage.told if isinstance(what, Packet)]
    stage.told.clear()
    return found


async def test_a_host_is_passed_through_until_the_mix_with_his_first_guest_can_begin(stage):
    host = Sender()
    stage.enter("host", "", host)
    host.sends(0, keyframe=True)
    stage.arrange(LIN)
    host.sends(3600)
    assert seen(stage) == [("host", 0), ("host", 3600)]


async def test_a_second_host_who_is_sent_away_leaves_the_first_one_on_air(stage):
    first, second = Sender(), Sender()
    stage.enter("first", "", first)
    first.sends(0, keyframe=True)
    stage.enter("second", "", second)
    stage.leave(second)
    first.sends(3600)
    assert seen(stage) == [("first", 0), ("first", 3600)]
    stage.arrange(LIN)
    stage.enter("third", "", second)
    before = stage.mixer
    stage.leave(second)
    first.sends(7200, keyframe=True)
    assert stage.mixer is not before
    assert seen(stage) == [("first", 7200)]


async def test_a_host_who_takes_over_stays_when_the_one_before_him_leaves(stage):
    first, second = Sender(), Sender()
    stage.enter("first", "", first)
    stage.enter("second", "", second)
    stage.leave(first)
    second.sends(0, keyframe=True)
    assert seen(stage) == [("second", 0)]
    stage.leave(second)
    assert stage.mixer is None
    stage.arrange(LIN)
    assert stage.mixer is None


async def test_a_guest_who_is_sent_off_leaves_no_chair_behind(stage):
    host, lin, wu = Sender(), Sender(), Sender()
    stage.enter("host", "", host)
    both = Scene("side", False, "津味小店", (*LIN.guests, *WU.guests))
    stage.arrange(both)
    stage.enter("lin", "seat-lin", lin)
    stage.enter("wu", "seat-wu", wu)
    stage.arrange(WU)
    assert lin.ended
    assert set(stage.mixer.chairs) == {"host", "seat-wu"}
