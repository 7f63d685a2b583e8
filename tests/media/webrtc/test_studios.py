import os
import signal
from types import SimpleNamespace

import pytest

from appliance.clock import ManualClock
from appliance.errors import NotAllowed
from media.publishers import REPLACED, Publishers
from media.webrtc import problems, studio
from media.webrtc.studios import MOST_WATCHERS, Studios
from media.webrtc.wire import Ways

TEA = "a tea shop"


@pytest.fixture
def pushes(studios, sender, doorman, eventually):
    """``await pushes()``: a host is on air; the session's name."""

    async def push(key: str = TEA, peer: str = "10.0.0.2") -> str:
        host = sender()
        answered = await studios.push(key, await host.offer(), peer)
        await host.take(answered.sdp)
        await eventually(lambda: doorman.streams[-1].packets)
        return answered.session

    return push


async def test_a_host_goes_the_way_of_any_publisher(pushes, doorman, eventually):
    await pushes()
    (stream,) = doorman.streams
    await eventually(lambda: len(stream.configs) == 2)
    assert [config.codec for config in stream.configs] == ["h264", "aac"]
    await eventually(lambda: len(stream.packets) > 50)
    assert {packet.track for packet in stream.packets} == {"video", "audio"}


async def test_how_loud_a_host_is_goes_the_same_way(pushes, doorman, eventually):
    await pushes()
    await eventually(lambda: doorman.streams[-1].levels)


async def test_a_wrong_key_is_refused_before_anything_starts(studios):
    with pytest.raises(NotAllowed):
        await studios.push("wrong", "v=0", "10.0.0.2")
    assert studios.open == {}


async def test_an_offer_that_leads_to_nothing_leaves_nothing_behind(studios, doorman):
    with pytest.raises(problems.OfferUnreadable):
        await studios.push(TEA, "v=0", "10.0.0.2")
    assert len(doorman.streams[0].closed) == 1
    assert studios._sessions == {}


async def test_the_newer_host_of_a_room_wins_and_the_other_one_is_told_why(pushes, studios, doorman):
    first = await pushes()
    await pushes(peer="10.0.0.3")
    older, newer = doorman.streams
    assert older.closed == [REPLACED]
    assert newer.closed == []
    assert studios.why(first) == (REPLACED, True)


async def test_a_room_that_rtmp_took_over_is_pushed_otherwise(pushes, studios):
    assert not studios.is_pushed_otherwise("tea")
    await pushes()
    assert (studios.is_pushed("tea"), studios.is_pushed_otherwise("tea")) == (True, False)
    studios._publishers.seat("tea", SimpleNamespace(peer="10.0.0.4"))
    assert (studios.is_pushed("tea"), studios.is_pushed_otherwise("tea")) == (False, True)


async def test_whoever_is_cut_off_is_gone_at_once_and_is_told_why(pushes, studios, doorman):
    session = await pushes()
    studios._publishers.cut("tea", "推流密钥已更换")
    assert doorman.streams[0].closed == ["推流密钥已更换"]
    assert studios.why(session) == ("推流密钥已更换", True)


async def test_who_was_admitted_before_the_cut_and_gets_through_after_it_is_not_on_air(studios, sender, doorman):
    host = sender()
    answered = await studios.push(TEA, await host.offer(), "10.0.0.2")
    late = studios._sessions[answered.session]
    studios._publishers.cut("tea", "店里断开了画面")
    assert doorman.streams[0].closed == ["店里断开了画面"]
    assert studios.why(answered.session) == ("店里断开了画面", True)
    late.connected()
    assert not studios.is_pushed("tea")
    studios._publishers.cut("tea", "再断一次")
    assert doorman.streams[0].closed == ["店里断开了画面"]
    assert studios._publishers._coming == {}


async def test_a_host_who_hangs_up_is_gone_and_cannot_hang_up_twice(pushes, studios, doorman):
    session = await pushes()
    await studios.hang_up(session)
    assert len(doorman.streams[0].closed) == 1
    with pytest.raises(problems.SessionOver):
        await studios.hang_up(session)


async def test_when_the_worker_is_killed_the_host_is_gone_and_can_come_back(pushes, studios, doorman, eventually):
    await pushes()
    os.kill(studios.open["tea"].pid, signal.SIGKILL)
    await eventually(lambda: doorman.streams[0].closed)
    assert studios.open == {}
    await pushes()
    assert doorman.streams[1].closed == []


async def test_rooms_have_processes_of_their_own(pushes, studios, doorman, eventually):
    await pushes()
    await pushes("a shoe shop")
    os.kill(studios.open["tea"].pid, signal.SIGKILL)
    await eventually(lambda: doorman.streams[0].closed)
    assert doorman.streams[1].closed == []
    assert list(studios.open) == ["shoe"]


async def test_colleagues_watch_the_host_without_delay(pushes, studios, watcher):
    await pushes()
    answered = await studios.watch("tea", await watcher.offer())
    await watcher.take(answered.sdp)
    assert (await watcher.seen.get()).width == 320


async def test_where_nobody_pushes_by_webrtc_there_is_nothing_to_watch(studios, watcher):
    with pytest.raises(problems.NothingToWatch):
        await studios.watch("tea", await watcher.offer())


async def test_more_than_a_few_are_sent_to_the_ordinary_preview(pushes, studios, monkeypatch, watcher):
    assert MOST_WATCHERS == 12
    monkeypatch.setattr("media.webrtc.studios.MOST_WATCHERS", 0)
    await pushes()
    with pytest.raises(problems.Crowded):
        await studios.watch("tea", await watcher.offer())


async def test_a_worker_that_does_not_answer_is_not_waited_for(doorman, monkeypatch):
    monkeypatch.setattr(studio, "_WORKER", "time")
    clock = ManualClock()
    studios = Studios(doorman, Publishers(clock), clock, Ways())
    with pytest.raises(problems.NoAnswer):
        await studios.push(TEA, "v=0", "10.0.0.2")
    await studios.stop()
    assert len(doorman.streams[0].closed) == 1


async def test_a_worker_that_nobody_needs_ends_after_a_while(doorman, eventually):
    clock = ManualClock()
    studios = Studios(doorman, Publishers(clock), clock, Ways())
    studios.expect("tea")
    (waiting,) = studios.open.values()
    await eventually(lambda: waiting.pid)
    waiting.tick()
    assert studios.open
    await clock.advance(studio.IDLE_SECONDS + 1)
    waiting.tick()
    await eventually(lambda: not studios.open)


async def test_a_guest_s_newer_connection_ends_the_older_one_for_good(pushes, studios, sender, eventually):
    await pushes()
    heard, answered = Heard(), []
    for _ in range(2):
        guest = sender()
        answered.append(await studios.join("tea", "a seat", await guest.offer(), heard))
        await guest.take(answered[-1].sdp)
        await eventually(lambda: heard.told == ["came"] * len(answered))
    older, newer = (one.session for one in answered)
    assert studios.why(older) == ("换了一个连接 / another connection took over", True)
    await studios.hang_up(newer)
    assert studios.why(newer)[1] is False, "who hangs up may come again"


async def test_a_guest_who_goes_while_a_newer_try_of_his_comes_to_nothing_has_gone(pushes, studios, sender, eventually):
    await pushes()
    heard = Heard()
    guest = sender()
    first = await studios.join("tea", "a seat", await guest.offer(), heard)
    await guest.take(first.sdp)
    await eventually(lambda: heard.told == ["came"])
    answer = studios.open["tea"].answer

    async def after_the_first_went(*offer, **how) -> str:
        await studios.hang_up(first.session)
        return await answer(*offer, **how)

    studios.open["tea"].answer = after_the_first_went
    with pytest.raises(problems.OfferUnreadable):
        await studios.join("tea", "a seat", "v=0", heard)
    assert heard.told == ["came", "went"]


async def test_a_try_that_comes_to_nothing_takes_no_seat_from_who_is_there(pushes, studios, sender, eventually):
    await pushes()
    heard = Heard()
    guest = sender()
    answered = await studios.join("tea", "a seat", await guest.offer(), heard)
    await guest.take(answered.sdp)
    await eventually(lambda: heard.told == ["came"])
    with pytest.raises(problems.OfferUnreadable):
        await studios.join("tea", "a seat", "v=0", heard)
    assert heard.told == ["came"]


class Heard:
    """Keeps the seats: what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def came(self, seat: str) -> None:
        self.told.append("came")

    def went(self, seat: str) -> None:
        self.told.append("went")
