"""延时播出: what a host sends plays later, whole and in order; staff have it at once, and what is cut never plays."""

from collections.abc import Callable

import pytest

from appliance.clock import ManualClock
from media.loudness import Level
from media.on_air import delay
from media.on_air.delay import Held
from media.packets import Config, Packet

SECONDS = 10


class Written:
    """Writes down what it is given, and when."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.heard: list[tuple[float, Config | Packet | Level | float | str]] = []

    def configure(self, config: Config) -> None:
        self.heard.append((self._clock.monotonic(), config))

    def packet(self, packet: Packet) -> None:
        self.heard.append((self._clock.monotonic(), packet))

    def loud(self, level: Level) -> None:
        self.heard.append((self._clock.monotonic(), level))

    def lossy(self, lost: float) -> None:
        self.heard.append((self._clock.monotonic(), lost))

    def close(self, why: str) -> None:
        self.heard.append((self._clock.monotonic(), why))


@pytest.fixture
def now(clock: ManualClock) -> Written:
    return Written(clock)


@pytest.fixture
def later(clock: ManualClock) -> Written:
    return Written(clock)


@pytest.fixture
def held(now, later, clock) -> Held:
    return Held(now, later, SECONDS, clock)


@pytest.fixture
def sends(held, made, clock) -> Callable:
    """``await sends(2)``: so many seconds of a host's stream, as they come."""

    async def send(seconds: float) -> list[Packet]:
        held.configure(made.video)
        held.configure(made.audio)
        sent = list(made.stream(seconds))
        for before, packet in zip([sent[0], *sent], sent, strict=False):
            await clock.advance(max(0, packet.dts - before.dts) / 90_000)
            held.packet(packet)
        return sent

    return send


async def test_all_of_it_plays_in_its_order_as_much_later_as_was_asked(sends, held, later, made, clock):
    began = clock.monotonic()
    sent = await sends(2)
    assert later.heard == []
    for _ in range(130):
        await clock.advance(0.1)
        held.release()
    assert [what for _, what in later.heard] == [made.video, made.audio, *sent]
    assert later.heard[0][0] == pytest.approx(began + SECONDS, abs=0.11)
    assert later.heard[-1][0] == pytest.approx(began + 2 + SECONDS, abs=0.15)


async def test_a_host_who_leaves_is_seen_to_the_end(sends, held, later, clock):
    sent = await sends(1)
    held.close("the cable")
    assert not held.over
    await clock.advance(SECONDS + 1)
    held.release()
    assert held.over
    assert [what for _, what in later.heard][-2:] == [sent[-1], "the cable"]


async def test_what_is_cut_never_plays_and_the_end_comes_once(sends, held, later, clock):
    await sends(3)
    held.drop("断流")
    held.close("断流")
    await clock.advance(SECONDS + 5)
    held.release()
    assert [what for _, what in later.heard] == ["断流"]
    assert held.over


async def test_a_stream_heavier_than_the_box_can_hold_plays_earlier_and_loses_nothing(
    sends, held, later, made, monkeypatch
):
    monkeypatch.setattr(delay, "MOST_BYTES", 500)
    sent = await sends(1)
    waiting = sum(len(packet.data) for packet in sent) - sum(
        len(what.data) for _, what in later.heard if isinstance(what, Packet)
    )
    assert 300 <= waiting <= 500
    played = [what for _, what in later.heard]
    assert played == [made.video, made.audio, *sent][: len(played)]


async def test_who_looks_after_the_show_gets_everything_at_once(sends, held, now, made):
    sent = await sends(2)
    held.loud(Level(-20.5, -6.0))
    held.lossy(0.25)
    held.close("the cable")
    told = [what for _, what in now.heard]
    assert told == [made.video, made.audio, *sent, Level(-20.5, -6.0), 0.25, "the cable"]
