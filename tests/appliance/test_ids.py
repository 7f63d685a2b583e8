import re
from datetime import timedelta

from appliance.clock import SystemClock
from appliance.ids import is_id, later_id, new_id


def test_ids_sort_by_the_millisecond_they_were_made():
    now = SystemClock().now()
    ids = [new_id(now + timedelta(milliseconds=passed)) for passed in range(0, 10_000, 7)]
    assert ids == sorted(ids)


def test_ids_of_one_millisecond_differ_and_fit_in_a_path():
    now = SystemClock().now()
    ids = {new_id(now) for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch("[0-9a-z]{20}", one) for one in ids)


def test_an_id_that_has_to_be_later_is_so_by_a_clock_that_is_behind_as_well():
    now = SystemClock().now()
    ids = [new_id(now)]
    for days in (1, 2, -1):
        ids.append(later_id(ids[-1], now - timedelta(days=days)))
    assert ids == sorted(set(ids))
    assert all(is_id(one) for one in ids)
    assert is_id(later_id("", now))
    assert not is_id("backup")
