"""A show is saved as one MP4, put together while it is sent."""

import io
import itertools

import av
import pytest

from media.recording.download import film


async def over(studio):
    studio.shows.clear()
    await studio.recorder.look()
    return studio.shelf.show("r1", "b1")


def whole(one):
    content = b""
    while gulp := one.read(len(content), 100_000):
        content += gulp
    return content


def stamps(content, kind):
    with av.open(io.BytesIO(content)) as opened:
        stream = opened.streams.get(**{kind: 0})[0]
        return [float(packet.dts * packet.time_base) for packet in opened.demux(stream) if packet.dts is not None]


async def test_the_film_is_as_long_as_the_show_and_every_frame_decodes(studio):
    studio.shows["r1"] = "b1"
    await studio.film(6)
    [one] = film(await over(studio))
    content = whole(one)
    assert len(content) == one.size
    with av.open(io.BytesIO(content)) as opened:
        frames = list(opened.decode(video=0))
    assert len(frames) == pytest.approx(180, abs=10)
    assert float(frames[-1].time) == pytest.approx(6, abs=0.3)


async def test_where_the_host_was_away_the_film_goes_straight_on(studio):
    studio.shows["r1"] = "b1"
    await studio.film(4)
    studio.begin(slate=True)
    await studio.play(6)
    await studio.film(4)
    [one] = film(await over(studio))
    for kind in ("video", "audio"):
        times = stamps(whole(one), kind)
        assert times == sorted(times)
        assert times[0] < 0.1
        assert times[-1] == pytest.approx(8, abs=0.5)
        assert max(after - before for before, after in itertools.pairwise(times)) < 0.4


async def test_any_part_of_it_can_be_asked_for(studio):
    studio.shows["r1"] = "b1"
    await studio.film(4)
    [one] = film(await over(studio))
    content = whole(one)
    for place in range(0, one.size, 7777):
        got = one.read(place, 500)
        assert got
        assert got == content[place : place + len(got)]
    assert one.read(one.size, 10) == b""


async def test_players_find_their_way_by_the_index_at_its_front(studio):
    studio.shows["r1"] = "b1"
    await studio.film(8)
    [one] = film(await over(studio))
    with av.open(io.BytesIO(whole(one))) as opened:
        assert float(opened.duration / 1_000_000) == pytest.approx(8, abs=0.5)
        opened.seek(5_000_000)
        assert float(next(opened.decode(video=0)).time) == pytest.approx(4, abs=0.5)


async def test_where_the_picture_changes_its_shape_another_film_begins(studio):
    studio.shows["r1"] = "b1"
    await studio.film(4)
    studio.begin()
    await studio.play(4)
    assert len(film(await over(studio))) == 2
