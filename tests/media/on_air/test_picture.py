from itertools import pairwise

import pytest

from appliance.clock import ManualClock
from media.loudness import Level
from media.on_air.picture import OPENING, QUIET_SECONDS, UNWATCHED_SECONDS, Picture
from media.on_air.rungs import Rungs
from media.packets import TIMESCALE

OPENED = OPENING.total_seconds()


@pytest.fixture
def picture(feeds, slates, clock: ManualClock) -> Picture:
    return Picture(feeds, slates, clock)


async def watch(picture: Picture, clock: ManualClock, seconds: float) -> None:
    """Somebody watches for so long."""
    for _ in range(round(seconds * 10)):
        await clock.advance(0.1)
        picture.tick(clock.monotonic())


async def push(picture: Picture, clock: ManualClock, source, packets) -> None:
    """The host sends `packets` at the pace of their stamps."""
    last = None
    for packet in packets:
        if last is not None and packet.dts > last:
            await clock.advance((packet.dts - last) / TIMESCALE)
            picture.tick(clock.monotonic())
        last = packet.dts
        picture.feed(source, packet)


def enter(picture: Picture, made, feeds):
    source = picture.enter(Rungs(feeds, lambda _video, _audio, _rungs: None))
    source.configure(made.video)
    source.configure(made.audio)
    return source


async def test_before_a_show_the_slate_plays_in_real_time(picture, clock, written):
    await watch(picture, clock, 6)
    assert picture.state == "coming"
    assert abs(picture.feeds["source"].edge - (OPENED + 6) * TIMESCALE) <= 0.2 * TIMESCALE
    assert len(written["source"].stretches) == len(written["480p"].stretches) == 1


async def test_a_slate_that_nobody_watches_rests_and_goes_on_where_it_was(picture, clock, written):
    await watch(picture, clock, 4)
    for _ in range(2000):
        await clock.advance(0.1)
        picture.tick(4.0)
    rested = picture.feeds["source"].edge
    assert rested <= (OPENED + 4 + UNWATCHED_SECONDS + 1) * TIMESCALE
    await watch(picture, clock, 2)
    assert abs(picture.feeds["source"].edge - rested - 2 * TIMESCALE) < 0.2 * TIMESCALE


async def test_the_host_takes_over_from_the_slate_without_a_gap(picture, clock, made, feeds, written):
    await watch(picture, clock, 3)
    await push(picture, clock, enter(picture, made, feeds), made.stream(4))
    assert picture.state == "live"
    first, second = written["source"].stretches
    assert second[2][0].dts - first[2][-1].dts <= 2 * made.frame
    assert second[0] == made.video


@pytest.mark.parametrize("how", ["the connection ends", "the host falls silent"])
async def test_a_host_who_vanishes_is_covered_by_the_slate_and_may_return(picture, clock, made, feeds, written, how):
    source = enter(picture, made, feeds)
    await push(picture, clock, source, made.stream(4))
    if how == "the connection ends":
        picture.leave(source)
        await watch(picture, clock, 0.1)
    await watch(picture, clock, QUIET_SECONDS + 0.2)
    assert picture.state == "away"
    await watch(picture, clock, 5)
    if how == "the connection ends":
        source = enter(picture, made, feeds)
    await push(picture, clock, source, made.stream(4, start=99 * TIMESCALE))
    assert picture.state == "live"
    assert [video for video, _, _ in written["source"].stretches] == [made.small, made.video, made.small, made.video]
    gaps = [later[2][0].dts - earlier[2][-1].dts for earlier, later in pairwise(written["source"].stretches)]
    assert max(gaps) <= 0.3 * TIMESCALE


async def test_a_host_who_returns_is_seen_a_second_after_his_first_packet_at_the_latest(
    picture, clock, made, feeds, written
):
    source = enter(picture, made, feeds)
    await push(picture, clock, source, made.stream(4))
    picture.leave(source)
    await watch(picture, clock, 5)
    returned = feeds["source"].edge
    await push(picture, clock, enter(picture, made, feeds), made.stream(4))
    for rendition in written.values():
        video, _, packets = rendition.stretches[-1]
        assert video == made.video
        assert packets[0].dts - returned <= TIMESCALE


async def test_a_burst_after_a_stall_does_not_stop_the_next_slate(picture, clock, made, feeds):
    source = enter(picture, made, feeds)
    await push(picture, clock, source, made.stream(4))
    for packet in made.stream(8, start=4 * TIMESCALE):
        picture.feed(source, packet)
    picture.leave(source)
    edge = feeds["source"].edge
    await watch(picture, clock, 3)
    assert feeds["source"].edge >= edge + 2 * TIMESCALE


async def test_who_was_replaced_is_no_longer_heard(picture, clock, made, feeds, written):
    old = enter(picture, made, feeds)
    await push(picture, clock, old, made.stream(2))
    new = enter(picture, made, feeds)
    await push(picture, clock, old, made.stream(2, start=2 * TIMESCALE))
    before = len(written["source"].packets)
    picture.leave(old)
    await push(picture, clock, new, made.stream(4))
    assert picture.source is new
    assert len(written["source"].packets) > before


async def test_another_title_changes_the_slate_that_plays(picture, clock, slates, written):
    await watch(picture, clock, 3)
    picture.redraw(dict(slates))
    await watch(picture, clock, 3)
    assert len(written["source"].stretches) == 2


async def test_what_the_slate_rested_is_not_the_hosts_delay(picture, clock, made, feeds):
    await watch(picture, clock, 2)
    await clock.advance(UNWATCHED_SECONDS + 20)
    await push(picture, clock, enter(picture, made, feeds), made.stream(4))
    assert picture.behind < 0.5


async def test_how_loud_the_host_is_comes_from_whoever_decodes_it(picture, clock, made, feeds):
    rungs = Rungs(feeds, lambda _video, _audio, _rungs: None)
    source = picture.enter(rungs)
    rungs.loud(Level(-20.0, -8.0))
    assert picture.meter.read(1.0, 0, made.audio).level == Level(-20.0, -8.0)
    picture.loud(source, Level(-30.0, -8.0))
    assert picture.meter.read(1.0, 0, made.audio).level == Level(-30.0, -8.0)


async def test_who_was_replaced_is_no_longer_measured(picture, clock, made, feeds):
    replaced = enter(picture, made, feeds)
    enter(picture, made, feeds)
    picture.loud(replaced, Level(-20.0, -8.0))
    assert picture.meter.read(1.0, 0, made.audio).level is None
