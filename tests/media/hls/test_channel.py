"""Several renditions on one timeline, and what a channel tells beside them."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest

from media.hls import packager, segments
from media.hls.playlist import multivariant
from media.hls.variant import Variant
from media.packets import TIMESCALE, Packet


@pytest.fixture
def made(show):
    return show(seconds=6, fps=10, gop=20, width=160)


@pytest.fixture
def small(channel):
    return channel.rendition("480p")


def write(rendition, packets):
    for packet in packets:
        rendition.write(packet)


def breaks(text):
    """Date of every segment that a discontinuity stands before."""
    return re.findall(r"#EXT-X-DISCONTINUITY\n(?:#EXT-X-MAP.*\n)?#EXT-X-PROGRAM-DATE-TIME:(\S+)", text)


def test_each_playlist_reports_how_far_the_others_are(made, source, small, viewer):
    for rendition in (source, small):
        rendition.begin(made.video, made.audio)
    write(small, made.packets[: len(made.packets) // 2])
    write(source, made.packets)
    report = re.search(r'RENDITION-REPORT:URI="../480p/index.m3u8",LAST-MSN=(\d+),LAST-PART=(\d+)', viewer.text())
    assert viewer.get(f"480p/{report[1]}.{report[2]}.m4s").status == 200
    assert "../source/index.m3u8" in viewer.text("480p/index.m3u8")


def test_a_rendition_that_lags_breaks_at_the_same_moment_as_the_source(made, rules, source, small, viewer):
    source.begin(made.video, made.audio)
    small.begin(made.video, made.audio)
    write(source, made.packets)
    write(small, made.packets[:40])
    source.begin(made.video, made.audio)
    write(source, made.shifted(made.length))
    write(small, made.packets[40:])
    write(small, made.shifted(made.length))
    assert len(breaks(viewer.text())) == 1
    assert breaks(viewer.text()) == breaks(viewer.text("480p/index.m3u8"))
    assert viewer.text("480p/index.m3u8").count("#EXT-X-MAP") == 1, "its encoder went on through the break"


def test_a_rendition_whose_encoder_changes_shows_no_break_of_its_own(made, rules, source, small, viewer):
    judge = rules.Judge(lambda uri: viewer.get(f"480p/{uri}").body)
    source.begin(made.video, made.audio)
    for ticks in (0, made.length):
        small.begin(made.video, made.audio)
        write(source, made.shifted(ticks))
        for packet in made.shifted(ticks):
            small.write(packet)
            if packet.track == "video" and small.edge:
                judge.see(viewer.text("480p/index.m3u8"))
    text = viewer.text("480p/index.m3u8")
    assert text.count("#EXT-X-MAP") == 2
    assert not breaks(text)


def test_frames_that_lie_in_the_past_do_not_turn_time_back(made, source, viewer, judge):
    source.begin(made.video, made.audio)
    write(source, made.packets)
    judge.see(viewer.text())
    source.begin(made.video, made.audio)
    write(source, made.packets)
    write(source, made.shifted(made.length))
    judge.see(viewer.text())


def test_a_jump_of_the_clock_is_a_new_segment_and_not_an_hour_of_parts(made, source, viewer, judge):
    source.begin(made.video, made.audio)
    write(source, made.packets)
    before = judge.see(viewer.text()).segments[-1].msn
    write(source, made.shifted(3600 * TIMESCALE))
    assert source.edge > 3600 * TIMESCALE
    assert source.next_msn < before + 6


def test_dates_run_on_evenly_although_the_host_was_a_little_late(made, source, viewer, clock, judge):
    clock._elapsed = 0.3
    source.begin(made.video, made.audio)
    write(source, made.packets)
    clock._elapsed = 6.6
    source.begin(made.video, made.audio)
    write(source, made.shifted(made.length))
    dates = [segment.date for segment in judge.see(viewer.text()).segments]
    gone = [(two - one).total_seconds() for one, two in pairwise(dates)]
    assert max(gone) < 3
    assert dates[0] == clock._start + timedelta(seconds=0.3)


def test_dates_follow_the_wall_clock_after_a_real_gap(made, source, viewer, clock, judge):
    source.begin(made.video, made.audio)
    write(source, made.packets)
    clock._elapsed = 60
    source.begin(made.video, made.audio)
    write(source, made.shifted(made.length))
    first = next(segment for segment in judge.see(viewer.text()).segments if segment.breaks)
    assert first.date == clock._start + timedelta(seconds=60)


def test_media_written_as_the_past_is_dated_in_the_past(made, origin, variants, viewer, rules):
    channel = origin.open("r1", variants("source"), timedelta(seconds=6))
    channel.rendition("source").begin(made.video, made.audio)
    write(channel.rendition("source"), made.packets)
    first = rules.Judge().see(viewer.text()).segments[0]
    assert first.date == datetime(2026, 11, 22, 11, 59, 54, tzinfo=UTC)


def test_a_moment_of_the_shop_is_marked_once_and_stays(made, channel, source, viewer, judge):
    source.begin(made.video, made.audio)
    write(source, made.packets)
    moment = datetime(2026, 11, 22, 12, tzinfo=UTC)
    channel.mark("pin-1", moment, {"X-PRODUCT": "p1", "X-PRICE": 990})
    channel.mark("pin-1", moment + timedelta(seconds=9), {"X-PRODUCT": "p2"})
    write(source, made.shifted(made.length))
    playlist = judge.see(viewer.text())
    assert playlist.dateranges == [
        {"ID": "pin-1", "START-DATE": "2026-11-22T12:00:00.000Z", "X-PRODUCT": "p1", "X-PRICE": "990"}
    ]


def test_a_mark_cannot_break_out_of_its_line(channel, clock):
    for name, attributes in (("a", {"X-A": 'say "hi"'}), ("a\nb", {}), ("a", {"X-A": "b\n#EXT-X-ENDLIST"})):
        with pytest.raises(ValueError, match="no quotes"):
            channel.mark(name, clock.now(), attributes)


def test_old_marks_and_too_many_marks_are_let_go(made, channel, source, viewer, clock):
    source.begin(made.video, made.audio)
    write(source, made.packets)
    for number in range(100):
        channel.mark(f"m{number}", clock.now(), {})
    clock._elapsed = 3600
    channel.mark("now", clock.now(), {})
    write(source, made.shifted(made.length))
    assert re.findall(r'DATERANGE:ID="(\w+)"', viewer.text()) == ["now"]


@pytest.mark.parametrize(
    ("short_sides", "listed"),
    [
        ({"source": 1080, "720p": 720, "480p": 480, "360p": 360}, ["480p", "source", "720p", "360p"]),
        ({"source": 480, "360p": 360}, ["360p", "source"]),
        ({"source": 360}, ["source"]),
        ({"source": 1080, "720p": 720}, ["source", "720p"]),
    ],
)
def test_players_begin_with_a_small_rung_that_has_near_keyframes(origin, viewer, show, short_sides, listed):
    channel = origin.open(
        "r2", [Variant(name, side * 1000, side * 16 // 9, side, "avc1.42c00d") for name, side in short_sides.items()]
    )
    made = show(seconds=4)
    channel.rendition("source").begin(made.video, made.audio)
    for packet in made.packets:
        channel.rendition("source").write(packet)
    text = viewer.get("index.m3u8", room="r2").body.decode()
    assert re.findall(r"(?m)^(\w+)/index.m3u8", text) == listed


def test_the_multivariant_playlist_says_what_each_rendition_takes():
    text = multivariant([Variant("source", 3_000_000, 1280, 720, "avc1.64001f,mp4a.40.2")])
    assert b'BANDWIDTH=3000000,RESOLUTION=1280x720,CODECS="avc1.64001f,mp4a.40.2"\nsource/index.m3u8\n' in text


def test_a_rendition_never_holds_more_than_its_share(made, source, monkeypatch):
    monkeypatch.setattr(segments, "MOST_BYTES", 300_000)
    source.begin(made.video, made.audio)
    heavy = [msgspec.structs.replace(p, data=p.data + bytes(5000)) if p.track == "video" else p for p in made.packets]
    for round_ in range(10):
        write(source, (msgspec.structs.replace(p, dts=p.dts + round_ * made.length) for p in heavy))
        assert source.bytes_held < 300_000 + 250_000


def test_a_segment_of_too_many_bytes_is_cut(made, source, viewer, judge, monkeypatch):
    monkeypatch.setattr(packager, "_MOST_SEGMENT_BYTES", 20_000)
    source.begin(made.video, made.audio)
    write(source, (msgspec.structs.replace(p, data=p.data + bytes(5000)) for p in made.packets if p.track == "video"))
    lengths = [segment.length for segment in judge.see(viewer.text()).segments]
    assert max(lengths) <= 1


def test_frames_without_time_between_them_do_not_grow_a_part_for_ever(made, source):
    source.begin(made.video, made.audio)
    write(source, made.packets)
    edge = source.edge
    for _ in range(2000):
        source.write(Packet("video", made.length, b"x" * 100))
    assert source.edge > edge


def test_packets_before_any_beginning_are_dropped(made, source):
    write(source, made.packets)
    source.flush()
    assert source.edge == 0
    assert source.bytes_held == 0


def test_an_epoch_begins_with_its_first_keyframe(made, source, judge, viewer):
    source.begin(made.video, made.audio)
    later = [packet for packet in made.packets if packet.dts > TIMESCALE // 2]
    write(source, later)
    first = judge.see(viewer.text()).segments[0]
    assert first.parts[0].independent
    keyframe = next(packet.dts for packet in later if packet.keyframe and packet.track == "video")
    assert source.edge > keyframe
