"""A show that is over is a VOD playlist over its reels."""

import gzip
import itertools
import re
import shutil

import pytest

from media.recording import places
from media.recording.album import album

RANGE = re.compile(r"#EXT-X-BYTERANGE:(\d+)@(\d+)\n(\S+)")


async def over(studio):
    studio.shows.clear()
    await studio.recorder.look()


async def kept(studio, *stretches: float):
    """A show with a pause of the host between two stretches."""
    studio.shows["r1"] = "b1"
    for number, seconds in enumerate(stretches):
        if number:
            studio.begin(slate=True)
            await studio.play(4)
        studio.begin()
        await studio.play(seconds, look=1.0)
    await over(studio)
    return studio.shelf.show("r1", "b1")


def text(show, file):
    return album(show).playlists[file].plain.decode()


def pieces(show, file):
    """What each segment of a playlist is made of."""
    base = (show / file).parent
    for length, offset, uri in RANGE.findall(text(show, file)):
        with (base / uri).resolve().open("rb") as media:
            media.seek(int(offset))
            yield media.read(int(length))


def seconds(playlist):
    return sum(float(one) for one in re.findall(r"#EXTINF:([\d.]+)", playlist))


async def test_every_rendition_has_a_playlist_that_ends(studio):
    show = await kept(studio, 20)
    assert "480p/index.m3u8" in text(show, "index.m3u8")
    assert "RESOLUTION=1280x720" in text(show, "index.m3u8")
    for name in ("source", "480p"):
        playlist = text(show, f"{name}/index.m3u8")
        assert playlist.startswith("#EXTM3U\n")
        assert "#EXT-X-PLAYLIST-TYPE:VOD\n" in playlist
        assert playlist.endswith("#EXT-X-ENDLIST\n")
        assert "#EXT-X-DISCONTINUITY\n" not in playlist
        assert seconds(playlist) == pytest.approx(20, abs=0.3)


async def test_each_segment_is_a_run_of_whole_fragments(studio):
    show = await kept(studio, 20)
    for piece in pieces(show, "source/index.m3u8"):
        place, kinds = 0, []
        while place < len(piece):
            kinds.append(piece[place + 4 : place + 8])
            place += int.from_bytes(piece[place : place + 4], "big")
        assert place == len(piece)
        assert kinds == [b"moof", b"mdat"] * (len(kinds) // 2)


async def test_no_segment_is_longer_than_the_playlist_says(studio):
    playlist = text(await kept(studio, 20, 9), "source/index.m3u8")
    [target] = re.findall(r"#EXT-X-TARGETDURATION:(\d+)", playlist)
    assert max(float(one) for one in re.findall(r"#EXTINF:([\d.]+)", playlist)) <= int(target)


async def test_where_the_host_was_away_every_rendition_breaks_alike(studio):
    show = await kept(studio, 10, 8, 6)
    for name in ("source", "480p"):
        playlist = text(show, f"{name}/index.m3u8")
        assert playlist.count("#EXT-X-DISCONTINUITY\n") == 2
        assert [seconds(part) for part in playlist.split("#EXT-X-DISCONTINUITY\n")] == pytest.approx(
            [10, 8, 6], abs=0.5
        )
        assert playlist.count("#EXT-X-PROGRAM-DATE-TIME") == 3


async def test_the_init_segment_of_reels_that_are_alike_is_fetched_once(studio):
    show = await kept(studio, 310)
    assert len(places.reels(show / "source")) == 2
    playlist = text(show, "source/index.m3u8")
    [(uri, length)] = re.findall(r'#EXT-X-MAP:URI="(\S+)",BYTERANGE="(\d+)@0"', playlist)
    head = (show / "source" / uri).resolve().read_bytes()[: int(length)]
    assert head[4:8] == b"ftyp"


async def test_a_rung_that_was_shed_is_stood_in_for_by_the_source(studio):
    studio.shows["r1"] = "b1"
    studio.begin()
    await studio.play(10)
    studio.begin(own=False)
    await studio.play(60, look=1.0)
    await over(studio)
    show = studio.shelf.show("r1", "b1")
    own, stand_in = text(show, "480p/index.m3u8").split("#EXT-X-DISCONTINUITY\n")
    assert "../480p/" in own
    assert "../source/" in stand_in
    assert "../480p/" not in stand_in


async def test_a_rung_that_never_had_an_encoder_is_not_offered(studio):
    studio.shows["r1"] = "b1"
    studio.begin(own=False)
    await studio.play(60, look=1.0)
    await over(studio)
    assert list(album(studio.shelf.show("r1", "b1")).playlists) == ["index.m3u8", "source/index.m3u8"]


async def test_a_show_that_was_thinned_plays_what_is_left(studio):
    show = await kept(studio, 10, 6)
    shutil.rmtree(show / "source")
    assert list(album(show).playlists) == ["index.m3u8", "480p/index.m3u8"]
    assert seconds(text(show, "480p/index.m3u8")) == pytest.approx(16, abs=0.5)


async def test_a_restart_in_the_middle_is_a_break(studio):
    studio.shows["r1"] = "b1"
    studio.begin()
    await studio.play(6)
    studio.open()
    studio.begin()
    await studio.play(6)
    await over(studio)
    assert text(studio.shelf.show("r1", "b1"), "source/index.m3u8").count("#EXT-X-DISCONTINUITY\n") == 1


async def test_a_long_playlist_is_packed_too(studio):
    show = await kept(studio, 60)
    found = album(show).playlists["source/index.m3u8"]
    assert gzip.decompress(found.packed) == found.plain
    assert len(found.packed) * 3 < len(found.plain)


async def test_a_show_of_which_nothing_is_here_has_no_playlists(studio):
    with pytest.raises(FileNotFoundError):
        album(studio.shelf.show("r1", "b9"))


async def test_segments_follow_each_other_in_the_order_of_the_show(studio):
    show = await kept(studio, 10, 6)
    offsets = [(uri, int(offset)) for _, offset, uri in RANGE.findall(text(show, "source/index.m3u8"))]
    assert all(one < other for one, other in itertools.pairwise(offsets))
