import pytest

from media.takeover import PAUSE, WINDOW, Takeovers, TwoPublishers


def flap(takeovers: Takeovers, times: int, start: float = 0.0, step: float = 2.0) -> None:
    for n in range(times):
        here, there = ("a", "b") if n % 2 else ("b", "a")
        takeovers.allow("room", here, there, start + n * step)


def test_a_network_that_changes_three_times_is_let_through():
    flap(Takeovers(), 3)


def test_the_fourth_takeover_between_two_hosts_is_refused_with_a_sentence():
    takeovers = Takeovers()
    flap(takeovers, 3)
    with pytest.raises(TwoPublishers) as refusal:
        takeovers.allow("room", "b", "a", 6)
    assert "两台设备" in refusal.value.sentence("zh")
    assert "10 seconds" in refusal.value.sentence("en")


def test_the_pause_ends_and_the_counting_begins_anew():
    takeovers = Takeovers()
    with pytest.raises(TwoPublishers):
        flap(takeovers, 4)
    with pytest.raises(TwoPublishers) as refusal:
        takeovers.allow("room", "a", "b", 6 + PAUSE - 3)
    assert refusal.value.facts["retry_after"] == 3
    flap(takeovers, 3, start=6 + PAUSE)


def test_the_same_host_may_come_back_more_often():
    takeovers = Takeovers()
    for n in range(10):
        takeovers.allow("room", "a", "a", float(n))
    with pytest.raises(TwoPublishers):
        takeovers.allow("room", "a", "a", 10.0)


def test_what_was_long_ago_does_not_count():
    flap(Takeovers(), 20, step=WINDOW / 3 + 0.1)


def test_rooms_do_not_share_their_trouble():
    takeovers = Takeovers()
    with pytest.raises(TwoPublishers):
        flap(takeovers, 4)
    takeovers.allow("another", "a", "b", 7)


def test_a_new_key_begins_with_a_clean_sheet():
    takeovers = Takeovers()
    with pytest.raises(TwoPublishers):
        flap(takeovers, 4)
    takeovers.forget("room")
    takeovers.allow("room", "a", "b", 7)
