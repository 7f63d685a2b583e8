from appliance.edge import viewers
from appliance.edge.viewers import Viewers


def test_a_session_counts_for_a_moment_after_each_playlist():
    seen = Viewers()
    seen.saw("r1", "a", 0)
    seen.saw("r1", "b", 10)
    assert [seen.count("r1", now) for now in (0, 15, 16, 25, 26)] == [2, 2, 1, 1, 0]


def test_a_session_counts_once_however_often_it_asks():
    seen = Viewers()
    for second in range(10):
        seen.saw("r1", ("10.0.0.1", b"Weixin"), second)
    assert seen.counts(10) == {"r1": 1}


def test_rooms_are_counted_apart_and_forgotten():
    seen = Viewers()
    seen.saw("r1", "a", 0)
    seen.saw("r2", "a", 10)
    assert seen.counts(12) == {"r1": 1, "r2": 1}
    seen.forget(20)
    assert seen.counts(20) == {"r2": 1}
    assert list(seen._seen) == ["r2"]


def test_invented_sessions_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(viewers, "MOST", 100)
    seen = Viewers()
    for number in range(1000):
        seen.saw("r1", number, 0)
    assert seen.count("r1", 0) == 100
