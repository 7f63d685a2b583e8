"""How often somebody may have something made."""

from appliance.posters import pace
from appliance.posters.pace import Pace


def test_who_asks_too_often_is_told_how_long_to_wait():
    some = Pace(2, 60.0)
    assert [some.wait("m1", at) for at in (0.0, 10.0, 20.0)] == [0, 0, 40]
    assert some.wait("m1", 60.5) == 0
    assert some.wait("m1", 61.0) == 9


def test_what_was_refused_is_not_counted():
    some = Pace(1, 60.0)
    assert [some.wait("m1", at) > 0 for at in (0.0, 30.0, 59.0, 60.0)] == [False, True, True, False]


def test_others_do_not_wait_for_one():
    some = Pace(1, 60.0)
    assert [some.wait(who, 0.0) for who in ("m1", "m2")] == [0, 0]


def test_it_remembers_no_more_than_so_many():
    some = Pace(1, 60.0)
    for number in range(pace.MOST_KNOWN + 1):
        some.wait(f"m{number}", 0.0)
    assert some.wait("m1", 1.0) == 59
    assert some.wait("m0", 1.0) == 0
