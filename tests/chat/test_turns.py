"""When who may speak next, told of everything that is said in the house."""

import pytest

from chat.turns import BURST, KNOWN, PER_SECOND, Turns


@pytest.fixture
def turns():
    return Turns()


def test_slow_mode_counts_from_the_last_word_wherever_it_was_said(turns):
    assert turns.rest("r1", "m1", 10, 0.0) == 0.0
    turns.take("c1", "r1", "m1", 0.0)
    assert turns.rest("r1", "m1", 10, 4.0) == 6.0
    turns.hear("elsewhere", "r1", "m1", "好看", 5.0)
    assert turns.rest("r1", "m1", 10, 6.0) == 9.0
    assert turns.rest("r1", "m2", 10, 6.0) == turns.rest("r2", "m1", 10, 6.0) == 0.0
    assert turns.rest("r1", "m1", 0, 6.0) == 0.0


def test_ones_own_comment_that_comes_back_as_news_counts_once(turns):
    for number in range(BURST):
        turns.take(f"c{number}", "r1", "m1", 0.0)
    assert turns.crowding("r1", 1.0) == 0.0
    for number in range(BURST):
        turns.hear(f"c{number}", "r1", "m1", "好看", 1.0)
    assert turns.crowding("r1", 1.0) == 0.0
    assert turns.rest("r1", "m1", 5, 1.0) == 4.0
    assert turns.repeated("r1", "m1", "好看", 1.0) == ""


def test_what_waited_and_is_let_through_counts_once(turns):
    for at in (0.0, 30.0):
        turns.hear("held", "r1", "m1", "好看", at)
    assert turns.rest("r1", "m1", 10, 30.0) == 0.0


def test_a_room_takes_so_many_a_second_of_all_processes_together(turns):
    for number in range(BURST // 2):
        turns.take(f"c{number}", "r1", f"m{number}", 0.0)
        turns.hear(f"d{number}", "r1", f"n{number}", "", 0.0)
    assert 0.0 < turns.crowding("r1", 0.0) <= 1 / PER_SECOND
    assert turns.crowding("r2", 0.0) == 0.0
    assert turns.crowding("r1", 2 / PER_SECOND) == 0.0


def test_what_came_late_and_all_at_once_silences_nobody_for_long(turns):
    for number in range(20 * BURST):
        turns.hear(f"d{number}", "r1", f"n{number}", "", 0.0)
    assert turns.crowding("r1", 0.0) <= 1 + 1 / PER_SECOND
    assert turns.crowding("r1", 1.1) == 0.0


def test_a_crowd_of_machines_is_one_wherever_each_of_them_sits(turns):
    advert = "更便宜的在另一个直播间快来看看吧"
    for number in range(5):
        turns.hear(f"d{number}", "r1", f"n{number}", advert, 0.0)
    assert turns.repeated("r1", "m1", advert, 1.0) == "crowd"


def test_it_remembers_no_more_than_it_should(turns):
    for number in range(KNOWN + 10):
        turns.take(f"c{number}", f"r{number}", "m1", 0.0)
    assert len(turns._known) == KNOWN
    assert len(turns._rooms._known) == 1000
