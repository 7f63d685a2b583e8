"""A real worker with guests on stage: one stream that goes on while they come, go and are laid out anew."""

import asyncio
from itertools import pairwise

import numpy as np

from media.timeline import BACK
from media.webrtc import wire
from media.webrtc.wire import HOST, Guest, Scene


async def begin(worker, sender, *chairs):
    """A host, then a guest on each of the chairs; all of them connected."""
    host = sender()
    await host.take(await worker.offer("host", await host.offer(), sends=True))
    await worker.until(wire.Connected, session="host")
    guests = {}
    for chair in chairs:
        guests[chair] = sender()
        await worker.child.send(wire.Offer(chair, await guests[chair].offer(), sends=True, chair=chair))
        await guests[chair].take((await worker.until(wire.Answer, session=chair)).sdp)
        await worker.until(wire.Connected, session=chair)
    return host, guests


def scene(*chairs, layout="side"):
    return Scene(layout, False, "林老师", tuple(Guest(chair, chair) for chair in chairs))


async def passed(worker, count):
    await worker.until(
        wire.Media, session="host", count=sum(isinstance(one, wire.Media) for one in worker.said) + count
    )


def sizes(worker) -> list[tuple[int, int]]:
    return [(one.config.width, one.config.height) for one in worker.said if isinstance(one, wire.Picture)]


async def test_a_guest_comes_and_goes_and_the_hosts_stream_goes_on(worker, sender):
    await begin(worker, sender, "lin")
    await passed(worker, 30)
    assert sizes(worker) == [(320, 180)]
    await worker.child.send(scene("lin"))
    await worker.until(wire.Picture, count=2)
    await passed(worker, 60)
    await worker.child.send(scene())
    await worker.until(wire.Picture, count=3)
    await passed(worker, 60)
    assert sizes(worker) == [(320, 180), (1280, 720), (320, 180)]
    for track in ("video", "audio"):
        times = [packet.dts for packet in worker.packets("host", track)]
        assert min(later - before for before, later in pairwise(times)) > -BACK, "that would be another stream"
    assert await worker.end() == 0


async def test_a_guest_who_is_cut_off_leaves_a_card_and_comes_back(worker, sender):
    _, guests = await begin(worker, sender, "lin")
    await worker.child.send(scene("lin"))
    await worker.until(wire.Picture, count=2)
    await guests["lin"].close()
    await worker.until(wire.Gone, session="lin")
    await passed(worker, 30)
    again = sender()
    await worker.child.send(wire.Offer("lin again", await again.offer(), sends=True, chair="lin"))
    await again.take((await worker.until(wire.Answer, session="lin again")).sdp)
    await worker.until(wire.Connected, session="lin again")
    await passed(worker, 30)
    assert sizes(worker) == [(320, 180), (1280, 720)]


async def test_the_mix_is_upright_where_the_hosts_picture_is(worker, sender):
    await begin(worker, sender, "lin")
    await worker.child.send(Scene("side", None, "林老师", (Guest("lin", "lin"),)))
    await worker.until(wire.Picture, count=2)
    await worker.child.send(Scene("side", True, "林老师", (Guest("lin", "lin"),)))
    await worker.until(wire.Picture, count=3)
    assert sizes(worker) == [(320, 180), (1280, 720), (720, 1280)]


async def test_who_is_off_the_stage_is_hung_up(worker, sender):
    await begin(worker, sender, "lin", "wu")
    await worker.child.send(scene("lin", "wu"))
    await worker.until(wire.Picture, count=2)
    await worker.child.send(scene("wu"))
    gone = await worker.until(wire.Gone, session="lin")
    assert "off the stage" in gone.why


async def test_when_the_host_is_gone_nothing_is_sent_until_he_is_back(worker, sender):
    host, _ = await begin(worker, sender, "lin")
    await worker.child.send(scene("lin"))
    await worker.until(wire.Picture, count=2)
    await host.close()
    await worker.until(wire.Gone, session="host")
    await asyncio.sleep(0.3)
    before = len(worker.packets("host", "video"))
    await asyncio.sleep(0.5)
    assert len(worker.packets("host", "video")) == before
    again = sender()
    await again.take(await worker.offer("again", await again.offer(), sends=True))
    await worker.until(wire.Media, session="again", count=60)
    assert sizes(worker)[-1] == (1280, 720)


async def test_a_guest_sees_the_stage_and_does_not_hear_himself(worker, sender, watcher):
    await begin(worker, sender, "lin")
    await worker.child.send(scene("lin"))
    await worker.until(wire.Picture, count=2)
    await worker.child.send(wire.Offer("feed", await watcher.offer(), sends=False, chair="lin"))
    await watcher.take((await worker.until(wire.Answer, session="feed")).sdp)
    async with asyncio.timeout(20):
        frame = await watcher.seen.get()
        assert (frame.width, frame.height) == (1280, 720)
        heard = [(await watcher.heard.get()).to_ndarray() for _ in range(75)]
    host_alone = np.abs(np.concatenate(heard[25:], axis=1)).max()
    assert 4000 < host_alone < 12_000, "the host's tone, and not twice as loud"


async def test_the_host_hears_his_guests_and_not_himself(worker, sender, watcher):
    await begin(worker, sender, "lin")
    await worker.child.send(Scene("side", False, "林老师", (Guest("lin", "lin", muted=True),)))
    await worker.until(wire.Picture, count=2)
    await worker.child.send(wire.Offer("feed", await watcher.offer(), sends=False, chair=HOST))
    await watcher.take((await worker.until(wire.Answer, session="feed")).sdp)
    async with asyncio.timeout(20):
        heard = [(await watcher.heard.get()).to_ndarray() for _ in range(60)]
    assert np.abs(np.concatenate(heard[25:], axis=1)).max() < 500
