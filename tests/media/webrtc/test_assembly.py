import random

from hypothesis import given
from hypothesis import strategies as st

from media.webrtc.assembly import Assembly, Unwrap

PATIENCE = 0.3


class Listener:
    """Writes down what comes out of an assembly."""

    def __init__(self, *, single: bool = False) -> None:
        self.frames: list[tuple[int, bytes]] = []
        self.lost = 0
        self.assembly = Assembly(self.hear, self.lose, patience=PATIENCE, single=single)

    def hear(self, stamp: int, data: bytes, came: float) -> None:
        self.frames.append((stamp, data))

    def lose(self) -> None:
        self.lost += 1

    def add(self, number: int, stamp: int, last: bool, data: bytes, now: float = 0.0) -> None:
        self.assembly.add(number & 0xFFFF, stamp & 0xFFFFFFFF, last, data, now)


def packets(frames: int, first: int = 65_530, stamp: int = 2**32 - 6000) -> list[tuple[int, int, bool, bytes]]:
    """Frames of three packets whose numbers and stamps soon wrap."""
    return [(first + n, stamp + n // 3 * 3000, n % 3 == 2, b"%d-%d " % (n // 3, n % 3)) for n in range(frames * 3)]


def test_a_frame_is_passed_on_with_its_last_packet_and_not_with_the_next_frame():
    listener = Listener()
    for packet in packets(1):
        listener.add(*packet)
    assert listener.frames == [(2**32 - 6000, b"0-0 0-1 0-2 ")]


def test_numbers_and_stamps_wrap_and_nobody_notices():
    listener = Listener()
    for packet in packets(20):
        listener.add(*packet)
    stamps = [stamp for stamp, _ in listener.frames]
    assert stamps == [2**32 - 6000 + 3000 * n for n in range(20)]


@given(st.integers(0, 2**32))
def test_packets_that_overtake_each_other_a_little_come_out_in_order(seed: int):
    shuffled = packets(10)
    dice = random.Random(seed)
    for at in range(1, len(shuffled) - 4, 4):
        piece = shuffled[at : at + 4]
        dice.shuffle(piece)
        shuffled[at : at + 4] = piece
    listener = Listener()
    for packet in shuffled:
        listener.add(*packet)
    assert [data for _, data in listener.frames] == [b"%d-0 %d-1 %d-2 " % (n, n, n) for n in range(10)]


def test_a_sender_without_markers_is_cut_where_the_stamp_changes():
    listener = Listener()
    for number, stamp, _, data in packets(3):
        listener.add(number, stamp, False, data)
    assert [data for _, data in listener.frames] == [b"0-0 0-1 0-2 ", b"1-0 1-1 1-2 "]


def test_a_hole_is_waited_for_and_what_comes_late_is_used():
    listener, sent = Listener(), packets(3)
    for packet in (*sent[:4], *sent[5:]):
        listener.add(*packet, now=1.0)
    assert len(listener.frames) == 1
    assert listener.assembly.missing() == [sent[4][0] & 0xFFFF]
    listener.add(*sent[4], now=1.2)
    assert len(listener.frames) == 3
    assert listener.assembly.missing() == []
    assert listener.lost == 0


def test_what_did_not_come_in_its_turn_counts_as_lost_though_it_is_sent_again():
    listener, sent = Listener(), packets(4)
    for packet in (*sent[:4], *sent[6:], sent[4]):
        listener.add(*packet, now=1.0)
    assert (listener.assembly.sent, listener.assembly.skipped) == (len(sent), 2)


def test_another_stream_s_beginning_is_no_loss():
    listener = Listener()
    for number, stamp, last, data in packets(2):
        listener.add(number, stamp, last, data)
    listener.add(20_000, 7, True, b"anew")
    assert (listener.assembly.sent, listener.assembly.skipped) == (len(packets(2)) + 1, 0)


def test_a_hole_that_nobody_fills_is_given_up_and_counted():
    listener, sent = Listener(), packets(4)
    for packet in (*sent[:4], *sent[6:]):
        listener.add(*packet, now=1.0)
    listener.assembly.look(1.0 + PATIENCE - 0.01)
    assert listener.lost == 0
    listener.assembly.look(1.0 + PATIENCE)
    assert listener.lost == 1
    assert listener.assembly.missed == 2
    assert [data for _, data in listener.frames][1:] == [b"2-0 2-1 2-2 ", b"3-0 3-1 3-2 "]


def test_what_comes_after_it_was_given_up_is_passed_over():
    listener, sent = Listener(), packets(3)
    for packet in (*sent[:4], *sent[5:]):
        listener.add(*packet, now=1.0)
    listener.assembly.look(2.0)
    before = list(listener.frames)
    listener.add(*sent[4], now=2.1)
    assert listener.frames == before


def test_two_holes_are_each_given_their_time():
    listener, sent = Listener(), packets(6)
    for packet in (*sent[:1], *sent[2:7]):
        listener.add(*packet, now=1.0)
    for packet in sent[8:]:
        listener.add(*packet, now=1.2)
    listener.assembly.look(1.31)
    assert listener.lost == 1
    listener.assembly.look(1.5)
    assert listener.lost == 1
    listener.assembly.look(1.62)
    assert listener.lost == 2


def test_nothing_grows_while_a_hole_is_open():
    listener = Listener()
    listener.add(0, 0, False, b"a")
    for n in range(2, 20_000):
        listener.add(n, n, False, b"b", now=n / 1000)
        listener.assembly.look(n / 1000)
    assert len(listener.assembly._held) < 1000


def test_a_stream_that_begins_anew_elsewhere_is_followed():
    listener = Listener()
    for packet in packets(2, first=100):
        listener.add(*packet)
    for packet in packets(2, first=40_000):
        listener.add(*packet)
    assert listener.lost == 1
    assert len(listener.frames) == 4


def test_what_only_fills_is_no_frame():
    listener = Listener()
    sent = packets(2)
    for packet in sent[:3]:
        listener.add(*packet)
    listener.add(sent[3][0], sent[0][1], False, b"")
    for number, *rest in sent[3:]:
        listener.add(number + 1, *rest)
    assert [data for _, data in listener.frames] == [b"0-0 0-1 0-2 ", b"1-0 1-1 1-2 "]


def test_each_packet_of_sound_is_a_frame_and_a_lost_one_is_not_waited_for_long():
    listener = Listener(single=True)
    for n in (0, 1, 2, 4, 5):
        listener.add(n, n * 960, False, b"%d" % n, now=n * 0.02)
    assert [data for _, data in listener.frames] == [b"0", b"1", b"2"]
    listener.assembly.look(1.0)
    assert [data for _, data in listener.frames] == [b"0", b"1", b"2", b"4", b"5"]


def test_a_number_is_told_near_the_last_one_without_being_remembered():
    line = Unwrap(16)
    assert [line.of(65_535), line.near(3), line.of(1), line.near(65_530)] == [65_535, 65_539, 65_537, 65_530]
