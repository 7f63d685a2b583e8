"""How much one, or each of many, may have in a time."""

from appliance.allowance import Allowance, Allowances


def test_an_allowance_is_so_many_at_once_and_then_so_many_a_second():
    allowance = Allowance(2.0, 3)
    assert [allowance.take(10.0) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    assert allowance.take(10.5) == 0.0
    assert allowance.take(10.5) == 0.5
    assert [allowance.take(99.0) for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]


def test_an_allowance_tells_before_it_takes():
    allowance = Allowance(2, 2)
    assert [allowance.wait(0.0), allowance.take(0.0), allowance.take(0.0)] == [0.0, 0.0, 0.0]
    assert allowance.wait(0.0) == allowance.take(0.0) == 0.5
    allowance.charge(0.0)
    assert allowance.wait(0.0) == 1.0


def test_what_was_refused_is_not_counted():
    allowance = Allowance(1 / 60, 1)
    assert [allowance.take(at) > 0 for at in (0.0, 30.0, 59.0, 60.0)] == [False, True, True, False]


def test_rounding_costs_nobody_one():
    for at in (0.1, 12345.678, 0.7):
        allowance = Allowance(12 / 60, 12)
        assert [allowance.take(at) for _ in range(12)] == [0.0] * 12
        assert round(allowance.take(at)) == 5


def test_others_do_not_wait_for_one():
    some = Allowances(1 / 60, 1, 10)
    assert [some.take(who, 0.0) for who in ("m1", "m2", "m1")] == [0.0, 0.0, 60.0]


def test_who_only_asks_is_not_remembered():
    some = Allowances(1 / 60, 1, 1)
    some.charge("m1", 0.0)
    assert [some.wait("m2", 0.0), some.wait("m1", 20.0)] == [0.0, 40.0]


def test_it_remembers_no_more_than_so_many_and_forgets_the_quiet():
    some = Allowances(1 / 60, 1, 2)
    for who in ("m0", "m1", "m0", "m2"):
        some.take(who, 0.0)
    assert [some.take(who, 1.0) for who in ("m0", "m1")] == [59.0, 0.0]
