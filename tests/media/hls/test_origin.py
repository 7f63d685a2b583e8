"""Who asks the origin, and what they are told."""

import asyncio

import pytest

from media.hls.origin import Answer, Origin, Parked
from media.hls.waiting import BLOCKING_SECONDS, MOST_WAITING
from media.packets import TIMESCALE

FIRST = 1795348800


@pytest.fixture
def made(show):
    return show(seconds=8, fps=10, gop=20, width=160)


@pytest.fixture
def on_air(made, source, viewer):
    """Eight seconds are announced: segments FIRST, +1, +2 and the open +3."""
    source.begin(made.video, made.audio)
    for packet in made.packets:
        source.write(packet)
    return viewer


def go_on(made, source, until=20):
    """Write the show again, later, until that many frames are out."""
    frames = 0
    for packet in made.shifted(made.length):
        frames += packet.track == "video"
        if frames > until:
            return
        source.write(packet)


def test_a_room_that_does_not_exist_is_not_found(viewer):
    answer = viewer.get("index.m3u8", room="nowhere")
    assert answer.status == 404
    assert b"no-store" in answer.head
    assert answer.body == b""


@pytest.mark.parametrize(
    "file",
    ["", "x.m3u8", "1080p/index.m3u8", "source/1.m4s", "source/1.2.m4s", "source/init-1.mp4", "source/../x", "source"],
)
def test_a_file_that_does_not_exist_is_not_found(on_air, file):
    assert on_air.get(file).status == 404


def test_a_head_is_a_whole_http_answer_without_the_connection(on_air):
    for file in (
        "index.m3u8",
        "source/index.m3u8",
        f"source/{FIRST}.m4s",
        f"source/{FIRST}.0.m4s",
        f"source/init-{FIRST}.mp4",
    ):
        answer = on_air.get(file)
        lines = answer.head.decode().split("\r\n")
        assert lines[0] == "HTTP/1.1 200 OK"
        assert lines[-2:] == ["", ""]
        assert f"content-length: {len(answer.body)}" in lines
        assert "access-control-allow-origin: *" in lines
        assert "connection" not in answer.head.decode().lower()


def test_media_may_be_cached_and_playlists_only_by_a_shared_cache_for_a_moment(on_air):
    assert b"immutable" in on_air.get(f"source/{FIRST}.m4s").head
    assert b"max-age=0" in on_air.get("source/index.m3u8").head


def test_the_first_requests_wait_for_the_first_part(made, source, viewer):
    assert isinstance(viewer.ask("index.m3u8"), Parked)
    assert isinstance(viewer.ask("source/index.m3u8"), Parked)
    source.begin(made.video, made.audio)
    for packet in made.packets[:40]:
        source.write(packet)
    multivariant, media = viewer.replies
    assert b"480p/index.m3u8" in multivariant.body
    assert media.body.count(b"#EXT-X-PART:") == 1
    assert media.body.count(b"#EXTINF") == 0


def test_a_cold_room_is_opened_by_the_first_who_asks(clock, variants):
    opened = []

    def cold(room):
        opened.append(room)
        if room == "r1":
            origin.open(room, variants("source"))
        return room == "r1"

    origin = Origin(clock, cold)
    assert isinstance(origin.ask("r1", "index.m3u8", b"", print), Parked)
    assert isinstance(origin.ask("r1", "index.m3u8", b"", print), Parked)
    refused = origin.ask("r2", "index.m3u8", b"", print)
    assert isinstance(refused, Answer)
    assert refused.status == 404
    assert opened == ["r1", "r2"]


async def test_a_channel_remembers_when_it_was_last_asked(channel, clock, on_air):
    await clock.advance(5)
    on_air.text()
    await clock.advance(7)
    assert channel.watched == 5


def test_a_playlist_that_is_there_is_answered_at_once(on_air):
    for query in (
        "",
        "_HLS_msn=5",
        "_HLS_msn=5&_HLS_part=3",
        f"_HLS_msn={FIRST + 2}",
        f"_HLS_msn={FIRST + 3}&_HLS_part=0",
    ):
        assert on_air.get("source/index.m3u8", query).status == 200, query


def test_a_blocking_reload_gets_the_playlist_that_has_the_part(on_air, made, source):
    assert isinstance(on_air.ask("source/index.m3u8", f"_HLS_msn={FIRST + 4}&_HLS_part=1"), Parked)
    go_on(made, source)
    (answer,) = on_air.replies
    assert f"{FIRST + 4}.1.m4s".encode() in answer.body
    assert f"{FIRST + 4}.2.m4s".encode() in answer.body.split(b"PRELOAD-HINT")[1]


def test_a_blocking_reload_without_a_part_waits_for_the_whole_segment(on_air, made, source):
    assert isinstance(on_air.ask("source/index.m3u8", f"_HLS_msn={FIRST + 4}"), Parked)
    go_on(made, source, until=20)
    assert not on_air.replies
    go_on(made, source, until=22)
    assert f"\n{FIRST + 4}.m4s".encode() in on_air.replies[0].body


def test_a_part_beyond_the_end_of_its_segment_is_the_first_of_the_next(on_air, made, source):
    assert isinstance(on_air.ask("source/index.m3u8", f"_HLS_msn={FIRST + 3}&_HLS_part=12"), Parked)
    assert isinstance(on_air.ask("source/index.m3u8", f"_HLS_msn={FIRST + 3}&_HLS_part=10"), Parked)
    go_on(made, source, until=1)
    assert not on_air.replies, "the segment has ended, the next one has no part yet"
    assert isinstance(on_air.ask("source/index.m3u8", f"_HLS_msn={FIRST + 3}&_HLS_part=11"), Parked)
    go_on(made, source, until=3)
    assert len(on_air.replies) == 3
    assert f"{FIRST + 4}.0.m4s".encode() in on_air.replies[0].body


@pytest.mark.parametrize(
    "query",
    [
        "_HLS_part=1",
        "_HLS_msn=x",
        "_HLS_msn=1&_HLS_part=x",
        "_HLS_msn=-1",
        f"_HLS_msn={FIRST + 6}",
        f"_HLS_msn={FIRST + 3}&_HLS_part=40",
    ],
)
def test_who_asks_for_nonsense_or_the_far_future_is_told(on_air, query):
    assert on_air.get("source/index.m3u8", query).status == 400


def test_other_parameters_do_not_matter(on_air):
    assert on_air.text(query="token=a%26b&_HLS_msn=1&x") == on_air.text()


def test_the_hinted_part_waits_and_the_one_after_it_is_not_found(on_air, made, source):
    hint = on_air.text().split("PRELOAD-HINT")[1].split('"')[1]
    msn, part, _ = hint.split(".")
    assert isinstance(on_air.ask(f"source/{hint}"), Parked)
    assert on_air.get(f"source/{msn}.{int(part) + 1}.m4s").status == 404
    go_on(made, source, until=3)
    assert on_air.replies == [on_air.get(f"source/{hint}")]


def test_everyone_is_sent_the_same_bytes(on_air, made, source):
    for _ in range(2000):
        on_air.ask("source/index.m3u8", f"_HLS_msn={FIRST + 4}&_HLS_part=0")
    go_on(made, source, until=4)
    assert len(on_air.replies) == 2000
    assert len({id(answer) for answer in on_air.replies}) == 1
    assert on_air.get("source/index.m3u8") is on_air.get("source/index.m3u8")


def test_who_has_gone_is_not_replied_to(on_air, made, source, channel):
    parked = on_air.ask("source/index.m3u8", f"_HLS_msn={FIRST + 4}")
    parked.cancel()
    parked.cancel()
    go_on(made, source, until=60)
    assert not on_air.replies
    assert channel.line.length == 0


def test_one_broken_connection_harms_nobody(on_air, made, source, origin, caplog):
    def broken(_answer):
        raise ConnectionResetError

    query = f"_HLS_msn={FIRST + 4}&_HLS_part=0"
    origin.ask("r1", "source/index.m3u8", query.encode(), broken)
    on_air.ask("source/index.m3u8", query)
    go_on(made, source, until=4)
    assert len(on_air.replies) == 1
    assert "could not be replied to" in caplog.text


async def test_who_waits_too_long_is_told_to_come_back(on_air, origin, clock, channel):
    running = asyncio.create_task(origin.run())
    await asyncio.sleep(0)
    on_air.ask("source/index.m3u8", f"_HLS_msn={FIRST + 4}")
    await clock.advance(BLOCKING_SECONDS - 1.5)
    assert not on_air.replies
    await clock.advance(3)
    running.cancel()
    (answer,) = on_air.replies
    assert answer.status == 503
    assert channel.line.length == 0


def test_the_line_has_an_end(on_air, channel):
    query = f"_HLS_msn={FIRST + 4}"
    channel.line.length = MOST_WAITING - 1
    assert isinstance(on_air.ask("source/index.m3u8", query), Parked)
    assert on_air.get("480p/index.m3u8").status == 503
    assert on_air.get("source/index.m3u8", query).status == 503


def test_closing_a_room_sends_everyone_home(on_air, origin):
    on_air.ask("source/index.m3u8", f"_HLS_msn={FIRST + 4}")
    origin.close("r1")
    origin.close("r1")
    assert [answer.status for answer in on_air.replies] == [404]
    assert on_air.get("source/index.m3u8").status == 404


def test_a_room_that_opens_again_continues_with_higher_numbers(on_air, origin, variants, made):
    origin.close("r1")
    channel = origin.open("r1", variants("source"))
    channel.rendition("source").begin(made.video, made.audio)
    for packet in made.packets:
        channel.rendition("source").write(packet)
    assert f"#EXT-X-MEDIA-SEQUENCE:{FIRST + 4}" in on_air.text()
    with pytest.raises(ValueError, match="open already"):
        origin.open("r1", variants("source"))


def test_only_what_plays_everywhere_is_packaged(source, made):
    with pytest.raises(ValueError, match="hevc"):
        source.begin(type(made.video)("hevc", b"", 320, 180), made.audio)


def test_a_player_that_missed_some_time_still_finds_what_it_knew(made, source, on_air):
    for round_ in range(1, 5):
        for packet in made.shifted(round_ * made.length):
            source.write(packet)
    assert f"{FIRST + 1}.m4s" not in on_air.text()
    assert on_air.get(f"source/{FIRST + 1}.m4s").status == 200
    assert on_air.get(f"source/{FIRST + 1}.0.m4s").status == 404
    for round_ in range(5, 12):
        for packet in made.shifted(round_ * made.length):
            source.write(packet)
    assert on_air.get(f"source/{FIRST + 1}.m4s").status == 404


def test_a_part_can_be_fetched_for_three_target_durations_after_it_was_last_named(made, source, on_air):
    part, named = f"{FIRST + 1}.0.m4s", source.edge
    for packet in (packet for round_ in range(1, 4) for packet in made.shifted(round_ * made.length)):
        source.write(packet)
        if part in on_air.text():
            named = source.edge
        elif source.edge <= named + 9 * TIMESCALE:
            assert on_air.get(f"source/{part}").status == 200
    assert source.edge > named + 9 * TIMESCALE
