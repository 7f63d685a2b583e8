"""What lies far away is kept here for a while: whole or not at all, never more than agreed, the unread first to go."""

import errno
import os
import time
from pathlib import Path

import pytest

from appliance.cloud.cache import CHECK, Cache


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "cache"


def aged(cache, name, number, seconds):
    then = time.time() - seconds
    os.utime(cache._file(name, number), (then, then))


def test_a_block_is_found_again_by_another_process(folder):
    Cache(folder, 1000).put("recordings/r/s/source/0001.mp4", 3, b"film")
    assert Cache(folder, 1000).get("recordings/r/s/source/0001.mp4", 3) == b"film"
    assert Cache(folder, 1000).get("recordings/r/s/source/0001.mp4", 4) is None
    assert Cache(folder, 1000).held("recordings/r/s") == 4 + CHECK


def test_what_has_not_been_read_for_longest_goes_first(folder):
    cache = Cache(folder, 3 * (100 + CHECK))
    for number in range(3):
        cache.put("film", number, bytes(100))
        aged(cache, "film", number, 1000 - number)
    assert cache.get("film", 0) is not None  # read: it is the youngest now
    cache.put("film", 3, bytes(100))
    assert [cache.get("film", number) is not None for number in range(4)] == [True, False, False, True]


def test_the_limit_holds_for_what_an_earlier_process_left(folder):
    Cache(folder, 10_000).put("film", 0, bytes(900))
    aged(Cache(folder, 0), "film", 0, 1000)
    cache = Cache(folder, 1000)
    cache.put("film", 1, bytes(500))
    assert cache.held("") == 500 + CHECK


def test_a_block_that_was_torn_by_a_power_cut_is_no_block(folder):
    cache = Cache(folder, 1000)
    cache.put("film", 0, b"all of it")
    file = cache._file("film", 0)
    file.write_bytes(file.read_bytes()[:-1])
    assert cache.get("film", 0) is None
    assert not file.exists()
    cache.put("film", 1, b"all of it")
    cache._file("film", 1).write_bytes(bytes(9 + CHECK))
    assert cache.get("film", 1) is None


def test_what_a_killed_process_left_half_written_is_cleared_away_and_never_read(folder):
    cache = Cache(folder, 1000)
    cache.put("film", 0, bytes(100))
    torn, writing = folder / "film" / ".00001.aaaa", folder / "film" / ".00002.bbbb"
    torn.write_bytes(bytes(50))
    writing.write_bytes(bytes(50))
    os.utime(torn, (time.time() - 7200,) * 2)
    assert cache.get("film", 1) is None
    cache.put("other", 0, bytes(900))
    assert not torn.exists()
    assert writing.exists()


def test_a_disk_that_is_nearly_full_keeps_nothing(folder):
    cache = Cache(folder, 1000, reserve=1 << 60)
    cache.put("film", 0, b"film")
    assert cache.get("film", 0) is None
    assert cache.held("") == 0


def test_a_full_disk_is_no_failure(small_disk):
    cache = Cache(small_disk.path / "cache", 1 << 30)
    small_disk.leave(4096)
    cache.put("film", 0, bytes(1 << 20))
    assert cache.get("film", 0) is None
    assert cache.held("") == 0


def test_where_nothing_is_to_be_kept_nothing_is(folder):
    cache = Cache(folder, 0)
    cache.put("film", 0, b"film")
    assert cache.get("film", 0) is None


def test_two_processes_keep_to_one_limit(folder):
    """`live` for those who watch, `back` for those who cut."""
    one, other = Cache(folder, 20_000), Cache(folder, 20_000)
    for number in range(200):
        (one if number % 2 else other).put("film", number, bytes(200))
        assert one.held("") <= 20_000 * 12 // 10


def test_a_block_that_the_disk_cannot_read_any_more_is_fetched_anew(folder, monkeypatch):
    cache = Cache(folder, 1000)
    cache.put("film", 0, b"film")

    def broken(self):
        raise OSError(errno.EIO, "a bad sector")

    monkeypatch.setattr(Path, "read_bytes", broken)
    assert cache.get("film", 0) is None
