import pytest

from media.ladder import SOURCE, Rung
from media.transcode.pressure import Pressure


def rung(name: str, height: int) -> Rung:
    return Rung(name, height, 1_000_000, 128_000, "veryfast")


HIGH, LOW, MADE, HEARD = rung("720p", 720), rung("480p", 480), rung(SOURCE, 1080), rung(SOURCE, 0)


def shed_by(pressure: Pressure, since: float, seconds: float, backlog: float = 1.8) -> list[tuple[float, str]]:
    """What goes while the worker stays behind, with the second at which it goes."""
    found = []
    for tick in range(round(seconds * 10)):
        now = since + tick / 10
        gone = pressure.measured(now, backlog)
        if gone is not None:
            found.append((pytest.approx(now - since, abs=0.2), gone.name))
    return found


def test_a_worker_that_stays_behind_loses_its_dearest_rung_first_then_the_next() -> None:
    assert shed_by(Pressure([HIGH, LOW]), 100, 30) == [(2, "720p"), (9, "480p")]


def test_a_short_hiccup_costs_nothing() -> None:
    pressure = Pressure([HIGH, LOW])
    for second in range(100):
        assert shed_by(pressure, second, 1) == []
        assert pressure.measured(second + 0.95, 0.2) is None


def test_a_worker_that_has_just_started_may_catch_up() -> None:
    pressure = Pressure([HIGH])
    pressure.eased(100)
    assert shed_by(pressure, 100, 6.8) == []
    assert pressure.overflowed(104) is None


def test_media_that_was_left_out_costs_a_rung_at_once() -> None:
    pressure = Pressure([LOW, HIGH])
    assert pressure.overflowed(100) == HIGH
    assert pressure.kept == (LOW,)
    assert pressure.overflowed(101) is None


def test_the_source_and_the_sound_are_never_given_up() -> None:
    for last in (MADE, HEARD):
        pressure = Pressure([last, LOW])
        assert [name for _, name in shed_by(pressure, 100, 60)] == ["480p"]
        assert pressure.kept == (last,)


def test_a_rung_is_tried_again_only_after_minutes_and_each_time_later() -> None:
    pressure, waits, now = Pressure([HIGH]), [], 100.0
    for _ in range(7):
        assert pressure.overflowed(now) == HIGH
        gone = now
        while (back := pressure.retry(now)) is None:
            now += 1
        assert back == HIGH
        waits.append(now - gone)
        now += 10
    assert waits == [180, 360, 720, 1440, 2880, 3600, 3600]


def test_the_last_to_go_is_the_first_to_come_back_and_the_other_waits_its_turn() -> None:
    pressure = Pressure([HIGH, LOW])
    pressure.overflowed(100)
    pressure.overflowed(110)
    assert pressure.retry(290) is None
    assert pressure.retry(480) == LOW
    assert pressure.retry(481) is None
    assert pressure.kept == (LOW,)


def test_nothing_is_tried_again_while_the_worker_is_behind() -> None:
    pressure = Pressure([HIGH, LOW])
    pressure.overflowed(100)
    pressure.measured(1000, 1.9)
    assert pressure.retry(1000) is None
