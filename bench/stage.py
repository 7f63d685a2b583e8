"""A stage, mixed to 720p30: what the worker uses for four who send 360p (a host among them), and for two of 720p.

The room gets H.264 and AAC; nobody watches by WebRTC. Counted is the CPU of a picture that was made, times thirty:
where a busy machine lets some fall out, the rest tell what all would have cost. None may be late.
"""

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator, Callable

import psutil

from bench.lines import at_most
from bench.measured import cpu
from media.child import Child
from media.webrtc import wire
from media.webrtc.wire import Guest, Scene, Ways

_WARM, _SECONDS = 8, 60
_HOLD = {(4, 360): 0.8, (2, 720): 0.6}
_JOIN = 3.0


def main() -> str:
    """One line for each stage."""
    return "\n".join(asyncio.run(_measured(people, height)) for people, height in _HOLD)


async def _measured(people: int, height: int) -> str:
    async with staged(people, height) as (heard, joined):
        await asyncio.sleep(_WARM)
        child, process = heard.child, psutil.Process(heard.child.pid)
        used, late, made, resident = cpu(child.pid), heard.late, heard.made, process.memory_info().rss
        await asyncio.sleep(_SECONDS)
        cores = (cpu(child.pid) - used) / max(heard.made - made, 1) * 30
        grown = (process.memory_info().rss - resident) / (1 << 20) * 60 / _SECONDS
        held = _HOLD[people, height]
        return (
            f"stage: {cores:.2f} of a core for {people} of {height}p mixed to 720p30, {cores / held:.2f} x the limit "
            f"({at_most(cores, held)}); {heard.late - late} of {_SECONDS * 30} pictures late (to hold: 0); "
            f"joined after {joined:.1f} s ({at_most(joined, _JOIN)}); memory {grown:+.1f} MB/min in its first minute"
        )


@contextlib.asynccontextmanager
async def staged(people: int, height: int) -> AsyncIterator[tuple["Heard", float]]:
    """A worker that mixes them all, and the seconds until it did."""
    child: Child[wire.ToLive] = await Child.start("media.webrtc.worker", wire.ToLive)
    heard = Heard(child)
    listening = asyncio.create_task(heard.listen())
    guests = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.guests", str(people), str(height)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )
    try:
        await _enter(heard, guests, people)
        yield heard, await _mixing(heard)
    finally:
        guests.kill()
        await guests.wait()
        await child.end()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _enter(heard: "Heard", guests: asyncio.subprocess.Process, people: int) -> None:
    assert guests.stdin is not None
    assert guests.stdout is not None
    chairs = [f"guest{number}" for number in range(1, people)]
    await heard.until(lambda one: isinstance(one, wire.Ready))
    await heard.child.send(wire.Begin(Ways(loopback=True)))
    await heard.child.send(Scene("grid" if people > 2 else "side", False, "host", tuple(Guest(x, x) for x in chairs)))
    for chair in ["", *chairs]:
        offer = json.loads(await guests.stdout.readline())
        name = chair or "host"
        await heard.child.send(wire.Offer(name, offer, sends=True, chair=chair))
        answer = await heard.until(lambda one, name=name: isinstance(one, wire.Answer) and one.session == name)
        assert isinstance(answer, wire.Answer)
        guests.stdin.write(json.dumps(answer.sdp).encode() + b"\n")
    heard.began = time.monotonic()
    await guests.stdin.drain()


async def _mixing(heard: "Heard") -> float:
    await heard.until(lambda one: isinstance(one, wire.Picture) and one.config.width == 1280)
    return time.monotonic() - heard.began


class Heard:
    """What the worker says; of the media nothing is kept."""

    def __init__(self, child: Child[wire.ToLive]) -> None:
        self.child = child
        self.late = self.made = 0
        self.began = time.monotonic()
        self._said: list[wire.ToLive] = []
        self._news = asyncio.Event()

    async def listen(self) -> None:
        async for message in self.child.messages():
            if isinstance(message, wire.Mixed):
                self.late, self.made = message.late, message.frames
            elif not isinstance(message, wire.Media):
                self._said.append(message)
                self._news.set()

    async def until(self, wanted: Callable[..., bool]) -> wire.ToLive:
        async with asyncio.timeout(30):
            while True:
                for message in self._said:
                    if wanted(message):
                        return message
                self._news.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 1)
