"""What the power leaves of a reel that was being written: an index tells of nothing that could still be lost."""

import os

import pytest

from media.recording import places, reading
from media.recording.deck import Deck
from media.recording.entries import RECORD_BYTES
from media.recording.mending import mend
from media.recording.places import Shelf
from tests.proofs.test_power_cut_recorder import LENGTH, PARTS, piece


@pytest.fixture
def deck(tmp_path):
    return Deck(Shelf(tmp_path / "kept"))


@pytest.fixture
def reel(tmp_path):
    return places.reel(tmp_path / "kept" / "r1" / "b1" / "source", 1)


def test_an_index_names_a_segment_once_its_bytes_are_on_the_disk(deck, reel, monkeypatch):
    named = []
    with monkeypatch.context() as disk:
        disk.setattr(os, "fdatasync", lambda _: named.append(len(reading.index(reel).entries)))
        deck.write([piece(number) for number in range(3 * PARTS)])
    assert named == [0]
    assert len(reading.index(reel).entries) == 2


def test_what_is_let_go_is_in_the_index_too(deck, reel):
    deck.write([piece(number) for number in range(3 * PARTS)])
    deck.let_go()
    assert len(reading.index(reel).entries) == 3


@pytest.mark.parametrize("number", [0, 3, 9], ids=["its first sector", "one in its midst", "its last"])
def test_a_part_of_which_a_sector_never_came_is_cut_off(deck, reel, number):
    deck.write([piece(each) for each in range(2 * PARTS + 5)])
    before = reel.stat().st_size
    deck.write([piece(2 * PARTS + 5)])
    deck.let_go()
    content = bytearray(reel.read_bytes())
    sectors = [max(place, before) for place in range(before // 512 * 512, len(content), 512)]
    start = sectors[number * (len(sectors) - 1) // 9]
    end = start // 512 * 512 + 512
    content[start:end] = bytes(len(content[start:end]))
    reel.write_bytes(content)
    index = places.index_of(reel)
    index.write_bytes(index.read_bytes()[:-RECORD_BYTES])
    assert mend(reel)
    assert reel.stat().st_size == before
    assert reel.read_bytes() == content[:before]


def test_what_an_index_tells_is_not_looked_at_again_for_holes(deck, reel):
    """It was on the disk before the index told of it: zeros in there are the picture's own."""
    deck.write([piece(number) for number in range(LENGTH // 10)])
    content = bytearray(reel.read_bytes())
    place = content.index(b"mdat") + 8
    content[place : place + 1024] = bytes(1024)
    reel.write_bytes(content)
    assert mend(reel)
    assert reel.read_bytes() == content
