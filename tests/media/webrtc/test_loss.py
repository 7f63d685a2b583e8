"""A line that loses one packet in twenty, both ways, and takes 40 ms: what the sender's own sockets drop."""

import asyncio
import itertools
import random

import aioice.ice
import pytest

from media.packets import TIMESCALE
from media.webrtc import wire

LOSS, DELAY = 0.05, 0.04
SECONDS = 10


@pytest.fixture
def lossy_line(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """What the test's own peers send and hear; the worker's sockets are its own."""
    dice, lost = random.Random(5), {"sent": 0, "heard": 0}
    hear = aioice.ice.Connection.data_received

    async def send_some(protocol, data, address):
        if dice.random() < LOSS:
            lost["sent"] += 1
            return
        loop = asyncio.get_running_loop()
        loop.call_later(DELAY, lambda: protocol.transport.is_closing() or protocol.transport.sendto(data, address))

    def hear_some(connection, data, component):
        if dice.random() < LOSS:
            lost["heard"] += 1
        else:
            hear(connection, data, component)

    monkeypatch.setattr(aioice.ice.StunProtocol, "send_data", send_some)
    monkeypatch.setattr(aioice.ice.Connection, "data_received", hear_some)
    return lost


async def test_the_picture_stays_watchable_and_the_sound_whole(worker, sender, lossy_line):
    host = sender()
    await host.take(await worker.offer("host", await host.offer(), sends=True))
    await worker.until(wire.Media, seconds=40)
    await asyncio.sleep(SECONDS)
    pictures, sounds = worker.packets("host", "video"), worker.packets("host", "audio")
    assert lossy_line["sent"] > 20
    told = [one.lost for one in worker.said if isinstance(one, wire.Quality)][1:]
    assert sum(told) / len(told) == pytest.approx(LOSS, abs=0.03)
    span = (pictures[-1].dts - pictures[0].dts) / TIMESCALE
    assert len(pictures) / (span * 25) > 0.9
    gaps = [later.dts - earlier.dts for earlier, later in itertools.pairwise(pictures)]
    assert max(gaps) < TIMESCALE
    assert min(gaps) > 0
    heard = len(sounds) * 1920
    assert heard == pytest.approx(sounds[-1].dts - sounds[0].dts + 1920, rel=0.03)
