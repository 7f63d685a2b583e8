"""Buyers, colleagues, providers and crashes in any order: the books, the shelf, points and coupons never disagree."""

import sys
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.store.proofs.money_machine import Shop

EVENINGS = {
    "sqlite": (50, 3, {"place", "settle", "take_all", "agree", "take_in", "pay_back", "claim", "ship"}),
    "postgresql": (13, 2, {"place", "take_all", "pay_back", "ship"}),
}
"""How many in a week, how many weeks at least, what has to have happened; a server takes five times as long for one."""
MOST_WEEKS = 10
"""Chance may leave a step out in so many evenings; then there are more of them, and only these are the end."""


@pytest.fixture
def shop(fresh_database: Callable[[], str]) -> type[Shop]:
    return type("Shop", (Shop,), {"fresh": staticmethod(fresh_database), "met": Counter()})


def test_the_rows_agree_whatever_happens(shop):
    few = settings(max_examples=2, stateful_step_count=20, deadline=None, derandomize=True, database=None)
    run_state_machine_as_test(shop, settings=settings(few, suppress_health_check=list(HealthCheck)))


@pytest.mark.proof
def test_the_rows_agree_for_many_evenings(shop, capsys, request):
    kind = request.node.callspec.params["fresh_database"]
    evenings, weeks, to_reach = EVENINGS[kind]
    many = settings(max_examples=evenings, stateful_step_count=40, deadline=None, database=None)
    for week in range(MOST_WEEKS):
        if week >= weeks and to_reach <= set(shop.met):
            break
        run_state_machine_as_test(shop, settings=settings(many, suppress_health_check=list(HealthCheck)))
    assert to_reach <= set(shop.met)
    with capsys.disabled():
        done = ", ".join(f"{name.strip('_')} {times}" for name, times in shop.met.most_common())
        sys.stdout.write(f"\nmoney machine, {kind}: {shop.met.total()} steps, the rows agree after each ({done})\n")
