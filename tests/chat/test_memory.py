"""What a room remembers for those who come back is bounded, and what lasts is remembered longer."""

import json

import pytest

from chat import memory
from chat.memory import Memory, Said


def said(n: int, *, lasting: bool = False, size: int = 10) -> Said:
    return Said(n, 1000 + n, 900 + n, [b'"%s"' % (b"x" * size)], lasting)


def numbers(frames) -> list[int]:
    return [json.loads(frame.plain[frame.plain.index(b"{") :])["n"] for frame in frames]


def test_who_missed_nothing_is_told_nothing():
    kept = Memory()
    kept.keep(said(1))
    assert kept.missed(1) == ([], False)
    assert Memory().missed(0) == ([], False)


def test_what_was_missed_comes_in_order_whatever_kind_it_is():
    kept = Memory()
    for n in range(1, 9):
        kept.keep(said(n, lasting=n % 3 == 0))
    found, gap = kept.missed(2)
    assert numbers(found) == [3, 4, 5, 6, 7, 8]
    assert [frame.lasting for frame in found] == [True, False, False, True, False, False]
    assert not gap


def test_everybody_who_missed_it_gets_the_same_frame():
    kept = Memory()
    kept.keep(said(1))
    assert kept.missed(0)[0][0] is kept.missed(0)[0][0]


@pytest.fixture
def _small(monkeypatch):
    monkeypatch.setattr(memory, "MOST_TALK", 1000)
    monkeypatch.setattr(memory, "MOST_LASTING", 1000)


@pytest.mark.usefixtures("_small")
def test_old_talk_is_forgotten_and_that_is_no_gap():
    kept = Memory()
    kept.keep(said(1, lasting=True))
    for n in range(2, 100):
        kept.keep(said(n, size=98))
    found, gap = kept.missed(0)
    assert numbers(found) == [1, *range(90, 100)]
    assert not gap


@pytest.mark.usefixtures("_small")
def test_a_forgotten_fact_that_lasts_is_a_gap_for_who_missed_it():
    kept = Memory()
    for n in range(1, 100):
        kept.keep(said(n, lasting=True, size=98))
    assert kept.missed(0)[1]
    assert kept.missed(88)[1]
    found, gap = kept.missed(89)
    assert numbers(found) == list(range(90, 100))
    assert not gap
