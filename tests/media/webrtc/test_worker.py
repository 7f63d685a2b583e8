"""A worker process and a sender that is aiortc's own other end."""

import asyncio
import itertools
import math

import pytest

from media.packets import TIMESCALE
from media.webrtc import sockets, wire
from media.webrtc.annexb import joined, parted
from media.webrtc.description import codecs
from media.webrtc.worker import Worker

AS_LOUD = 20 * math.log10(8000 / 32768)
"""dBFS of the tone that the sender's microphone hears."""


async def test_a_host_is_passed_through_as_a_room_wants_it(worker, sender):
    host = sender()
    await host.take(await worker.offer("host", await host.offer(), sends=True))
    await worker.until(wire.Connected, session="host")
    picture, sound = await worker.until(wire.Picture), await worker.until(wire.Sound)
    assert (picture.config.codec, picture.config.width, picture.config.height) == ("h264", 320, 180)
    assert (sound.config.codec, sound.config.sample_rate, sound.config.channels) == ("aac", 48_000, 2)
    await worker.until(wire.Media, count=150)
    pictures, sounds = worker.packets("host", "video"), worker.packets("host", "audio")
    assert pictures[0].keyframe
    steps = [later.dts - earlier.dts for earlier, later in itertools.pairwise(pictures)]
    assert sum(steps) / len(steps) == pytest.approx(TIMESCALE / 25, rel=0.02)
    assert {packet.duration for packet in sounds} == {1920}
    assert joined(parted(pictures[0].data)) == pictures[0].data


async def test_a_host_s_sound_is_measured_as_it_passes(worker, sender):
    host = sender()
    await host.take(await worker.offer("host", await host.offer(), sends=True))
    said = await worker.until(wire.Loud, session="host", count=2)
    assert said.level.power == pytest.approx(AS_LOUD, abs=1)


async def test_the_answer_holds_every_candidate_and_only_codecs_that_every_viewer_plays(worker, sender):
    host = sender()
    answer = await worker.offer("host", await host.offer(), sends=True)
    assert "typ host" in answer
    assert "a=end-of-candidates" in answer
    assert codecs(answer) == {"H264", "rtx", "opus"}


async def test_an_offer_without_a_candidate_gets_through(worker, sender):
    """As OBS sends it."""
    host = sender()
    offer = "".join(line for line in (await host.offer()).splitlines(keepends=True) if "candidate" not in line)
    await host.take(await worker.offer("host", offer, sends=True))
    await worker.until(wire.Connected, session="host")


@pytest.mark.parametrize(
    ("offer", "why"),
    [
        ("nonsense", "OfferUnreadable"),
        ("v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n", "OfferUnreadable"),
        ("v=0\r\nm=video 9 X 96\r\nm=video 9 X 96\r\n", "OfferUnreadable"),
        ("v=0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n", "OfferUnreadable"),
    ],
)
async def test_what_is_no_offer_is_refused_by_name_and_the_worker_lives_on(worker, sender, offer, why):
    await worker.until(wire.Ready)
    await worker.child.send(wire.Offer("host", offer, True))
    refused = await worker.until(wire.Refused, session="host")
    assert refused.why == why
    host = sender()
    assert await worker.offer("another", await host.offer(), sends=True)


async def test_a_codec_that_no_viewer_plays_is_refused(worker, sender):
    host = sender()
    offer = (await host.offer()).replace("H264/90000", "H265/90000")
    await worker.until(wire.Ready)
    await worker.child.send(wire.Offer("host", offer, True))
    assert (await worker.until(wire.Refused)).why == "NothingInCommon"


async def test_a_host_who_closes_is_gone(worker, sender):
    host = sender()
    await host.take(await worker.offer("host", await host.offer(), sends=True))
    await worker.until(wire.Connected)
    await host.close()
    await worker.until(wire.Gone, session="host")


async def test_a_session_that_is_closed_says_no_more(worker, sender):
    host = sender()
    await host.take(await worker.offer("host", await host.offer(), sends=True))
    await worker.until(wire.Media)
    await worker.child.send(wire.Close("host"))
    over = asyncio.Event()
    host.connection.on("connectionstatechange", lambda: host.connection.connectionState != "connected" and over.set())
    await asyncio.wait_for(over.wait(), 10)


async def test_who_watches_gets_the_host_s_own_units(worker, sender, watcher):
    host = sender()
    await host.take(await worker.offer("host", await host.offer(), sends=True))
    await worker.until(wire.Media)
    await watcher.take(await worker.offer("watcher", await watcher.offer(), sends=False))
    await worker.until(wire.Connected, session="watcher")
    frame = await asyncio.wait_for(watcher.seen.get(), 15)
    assert (frame.width, frame.height) == (320, 180)
    heard = await asyncio.wait_for(watcher.heard.get(), 15)
    assert heard.sample_rate == 48_000


async def test_a_worker_ends_when_nobody_speaks_to_it(worker):
    await worker.until(wire.Ready)
    assert await worker.end() == 0


async def test_a_worker_that_ends_parts_from_its_peers_and_complains_of_nothing(
    capfd, worker, sender, watcher, monkeypatch
):
    monkeypatch.setattr("media.child._LAST_WORDS", 20.0)  # a busy machine is slow to end a process
    host = sender()
    await host.take(await worker.offer("host", await host.offer(), sends=True))
    await worker.until(wire.Media)
    await watcher.take(await worker.offer("watcher", await watcher.offer(), sends=False))
    await worker.until(wire.Connected, session="watcher")
    over = asyncio.Event()
    watcher.connection.on(
        "connectionstatechange", lambda: watcher.connection.connectionState == "closed" and over.set()
    )
    assert await worker.end() == 0
    await asyncio.wait_for(over.wait(), 5)
    assert capfd.readouterr().err == ""


class Line(asyncio.Transport):
    """To `live`."""

    __slots__ = ("said",)

    def __init__(self) -> None:
        super().__init__()
        self.said: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.said.append(data)


async def test_a_worker_says_nothing_into_a_line_that_was_hung_up():
    """asyncio counts what is, and complains of it."""
    idle = sockets.Loop()
    worker, line = Worker(idle), Line()
    idle.close()
    worker.connection_made(line)
    worker.connection_lost(None)
    worker.tell(wire.Mixed(30, 0))
    assert len(line.said) == 1
