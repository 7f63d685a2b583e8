"""The playlist in the storage: it names what stands there, says what is missing, and only ever goes forward."""

import re

import pytest

from media.hls.segments import LISTED
from media.mirror import window as module
from media.mirror.window import PLAYS, Window
from media.packets import TIMESCALE


@pytest.fixture
def window():
    return Window()


@pytest.fixture
def take(stage, source, window):
    """``take(3)`` plays three segments more and lets the window take what has closed."""
    seen = [segment.msn for segment in source.segments if segment.closed]

    def more(segments=1):
        stage.play(segments)
        for segment in source.segments:
            if segment.closed and segment.msn not in seen:
                seen.append(segment.msn)
                window.take(segment)

    return more


def send(window, count=100):
    """So many of what waits, in order."""
    for _ in range(count):
        piece = window.next()
        if piece is None:
            return
        piece.state = "going"
        window.sent(piece)


def named(text):
    """Number of each listed segment, and whether it is a gap."""
    return [(int(number), bool(gap)) for gap, number in re.findall(r"(#EXT-X-GAP\n)?#EXTINF:[\d.]+,\n(\d+)\.m4s", text)]


def first(text):
    return int(re.search(r"#EXT-X-MEDIA-SEQUENCE:(\d+)", text)[1])


def text_of(window, **how):
    return window.playlist(**how).decode()


def test_nothing_is_named_before_it_stands_there(window, take):
    take(2)
    with pytest.raises(ValueError, match="nothing"):
        window.playlist()
    send(window, 1)
    assert len(named(text_of(window))) == 1
    send(window, 1)
    assert len(named(text_of(window))) == 2


def test_it_is_whole_segments_with_their_init_and_date_and_no_parts(window, take):
    take(3)
    send(window)
    text = text_of(window)
    assert text.startswith("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:3\n")
    assert text.count("#EXT-X-MAP") == 1
    assert text.count("#EXT-X-PROGRAM-DATE-TIME") == text.count("#EXTINF") == 3
    assert "PART" not in text
    assert "ENDLIST" not in text
    assert text_of(window, over=True).endswith("#EXT-X-ENDLIST\n")


def test_it_slides_and_what_it_names_no_longer_is_told_once(window, take):
    take()
    send(window)
    before = first(text_of(window))
    for _ in range(40):
        take()
        send(window)
    text = text_of(window)
    assert first(text) > before
    assert 2 * len(named(text)) <= LISTED / TIMESCALE + 2
    gone = []
    while name := window.outdated():
        gone.append(name)
    assert gone[0] == f"{before}.m4s"
    assert len(set(gone)) == len(gone)
    assert not set(gone) & {f"{number}.m4s" for number, _ in named(text)}


def test_what_a_thin_line_has_no_room_for_is_a_gap_the_oldest_first(window, take):
    take(2)
    send(window)
    take(8)
    assert window.left == 2
    send(window)
    assert [gap for _, gap in named(text_of(window))] == [False, False, True, True] + [False] * 6


def test_what_goes_just_now_is_never_left_out(window, take):
    take(1)
    going = window.next()
    going.state = "going"
    take(10)
    assert going.state == "going"
    assert going.segment is not None
    window.sent(going)
    assert (going.msn, False) in named(text_of(window))


def test_after_a_long_cut_it_jumps_and_begins_with_something_that_is_there(window, take):
    take(3)
    send(window)
    before = first(text_of(window))
    take(60)
    assert len(window.pieces) < 40, "however long the line is cut, so much is remembered and no more"
    send(window)
    listed = named(text_of(window))
    assert not listed[0][1]
    assert first(text_of(window)) == listed[0][0] > before + 20
    numbers = [number for number, _ in listed]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_heavy_segments_are_left_out_by_their_weight(window, take, monkeypatch):
    take(1)
    monkeypatch.setattr(module, "WAITING_BYTES", 2.5 * window.pieces[-1].size)
    send(window)
    take(4)
    assert window.left == 2
    assert window.next() is not None


def test_the_newest_is_never_left_out_however_heavy(window, take, monkeypatch):
    monkeypatch.setattr(module, "WAITING_BYTES", 1)
    take(4)
    assert [piece.state for piece in window.pieces][-1] == "waiting"


def test_media_are_let_go_once_they_were_sent_or_left_out(window, take):
    take(20)
    send(window, 2)
    assert sum(piece.segment is not None for piece in window.pieces) <= 6


def test_a_break_stands_before_its_segment_and_is_counted_when_it_slides_out(window, take, stage):
    take(2)
    stage.begin()
    take(3)
    send(window)
    text = text_of(window)
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:0" in text
    assert len(re.findall(r"#EXT-X-DISCONTINUITY\n#EXT-X-MAP", text)) == 1
    for _ in range(20):
        take()
        send(window)
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:1" in text_of(window)


def test_a_break_within_a_gap_is_told_all_the_same_and_its_init_is_named_only_when_it_is_needed(window, take, stage):
    take(2)
    send(window)
    stage.begin()
    take(9)
    send(window)
    text = text_of(window)
    assert text.index("#EXT-X-DISCONTINUITY\n") < text.rindex("#EXT-X-GAP")
    assert text.count("#EXT-X-MAP") == 2
    assert text.rindex("#EXT-X-MAP") > text.rindex("#EXT-X-GAP")


def test_players_can_begin_when_three_target_durations_stand_there_in_one_piece(window, take):
    take(4)
    send(window)
    assert window.steady < PLAYS
    take()
    send(window)
    assert window.steady >= PLAYS
    take(8)
    send(window, 1)
    assert window.steady < PLAYS, "a gap lies before the end"


def test_segments_that_went_by_unseen_make_it_begin_anew(window, take, stage, source):
    take(2)
    send(window)
    old = first(text_of(window))
    stage.play(60)
    last = [segment for segment in source.segments if segment.closed][-1]
    window.take(last)
    send(window)
    assert named(text_of(window)) == [(last.msn, False)]
    assert window.outdated() == f"{old}.m4s"
