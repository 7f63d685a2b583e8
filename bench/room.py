"""A room full of viewers: frames out of one core beside nginx with nchan, and what a busy evening costs.

Servers run on one core, the crowd and who speaks on the other. For the fan-out eight messages of 200 bytes are always
under way, each in a frame of its own, and rounds alternate. The rest is ours alone, paced as in a shop, against stated
limits.
"""

import asyncio
import os
import time

import psutil

from bench.lines import at_least, at_most
from bench.measured import cpu
from bench.moderating import moderated, shop
from bench.rooms import Crowd, Host, Nchan, Ours, crowd, nchan, ours

_VIEWERS, _RETURNING = 2_000, 5_000
_ROUNDS, _SECONDS = 5, 2.0
_SHOUTED = 2_000
_UNDER_WAY = 8
"""Messages told and not yet delivered to everybody, so that no server waits for who speaks."""


def main() -> str:
    os.sched_setaffinity(0, {1})
    return "room: " + ", ".join(asyncio.run(_measured()))


async def _measured() -> list[str]:
    return [await _fan_out(), await _evening(), await _moderation(), await _blip(), await _stalled()]


class _Round:
    """What a server delivered, and what it used for it."""

    def __init__(self, host: Host, seated: Crowd) -> None:
        self._host = host
        self._crowd = seated
        self.frames = 0
        self.seconds = 0.0
        self.cpu = 0.0

    async def run(self) -> None:
        before, began = cpu(self._host.process), time.monotonic()
        self._crowd.each(_VIEWERS)
        for _ in range(_UNDER_WAY):
            await self._say()
        rounds = 0
        while time.monotonic() - began < _SECONDS:
            await asyncio.to_thread(self._crowd.done)
            await self._say()
            rounds += 1
        self.seconds += time.monotonic() - began
        for _ in range(_UNDER_WAY):
            await asyncio.to_thread(self._crowd.done)
        self.frames += rounds * _VIEWERS
        self.cpu += cpu(self._host.process) - before

    async def _say(self) -> None:
        if isinstance(self._host, Nchan):
            await asyncio.to_thread(self._host.say)
        else:
            self._host.say()

    @property
    def rate(self) -> float:
        return self.frames / self.seconds

    @property
    def told(self) -> str:
        return f"{self.rate / 1000:.0f} thousand/s on {self.cpu / self.seconds:.2f} of a core"


async def _fan_out() -> str:
    async with ours(paced=False) as hub:
        with nchan() as peer, crowd(hub, _VIEWERS) as here, crowd(peer, _VIEWERS, greeted=False) as there:
            here.sit()
            there.sit()
            own, other = _Round(hub, here), _Round(peer, there)
            for _ in range(_ROUNDS):
                await own.run()
                await other.run()
    ratio = own.rate / other.rate
    per_cpu = (own.frames / own.cpu) / (other.frames / other.cpu)
    return (
        f"frames to {_VIEWERS:,} viewers {ratio:.2f} x nchan ({own.told} against {other.told}; "
        f"per CPU second {per_cpu:.2f} x; {at_least(round(ratio, 2), 1.2)})"
    )


async def _evening() -> str:
    """200 comments a second, and now and then the host pins a product."""
    async with ours(paced=True) as hub:
        with crowd(hub, _VIEWERS) as seated:
            seated.sit()
            await _speak(hub, 200, 2.0)  # the pace has found itself
            seated.clear()
            before, began = cpu(hub.process), time.monotonic()
            await _speak(hub, 200, 10.0)
            share = (cpu(hub.process) - before) / (time.monotonic() - began)
            await asyncio.sleep(0.5)
            talk = seated.told()
            seated.clear()
            await _pin(hub, 20)
            pins = seated.told()
    return (
        f"200 messages/s in, {talk.messages / 10 / 1000:.0f} thousand/s out on {share:.2f} of a core "
        f"({at_most(round(share, 2), 0.25)}), p99 {talk.p99:.0f} ms ({at_most(talk.p99, 350)}), "
        f"pin to viewer p95 {pins.p95:.0f} ms ({at_most(pins.p95, 1000)})"
    )


async def _moderation() -> str:
    """In the middle of the talk."""
    async with shop() as file, ours(paced=True, shop=file) as hub:
        with crowd(hub, _VIEWERS) as seated:
            seated.sit()
            talk = asyncio.create_task(_speak_silently(hub, 3600))
            try:
                return await moderated(hub, seated, file)
            finally:
                talk.cancel()


async def _blip() -> str:
    async with ours(paced=True) as hub:
        with crowd(hub, _RETURNING) as seated:
            first = await asyncio.to_thread(seated.sit)
            back = [await asyncio.to_thread(seated.come_back, "nowhere.0") for _ in range(3)]
    return (
        f"{_RETURNING:,} come back within {max(back):.2f} s ({at_most(round(max(back), 2), 2)}; at first {first:.2f} s)"
    )


async def _stalled() -> str:
    """One of eleven viewers stops reading, 8 MB are told; beside the same without one who stops."""
    async with ours(paced=True) as hub:
        with crowd(hub, 11) as seated:
            seated.sit()
            await _shout(hub)
            plain = _rss(hub)
            seated.clear()
            await _shout(hub)
            without, free = seated.told(), _rss(hub) - plain
            seated.stall(1)
            seated.clear()
            await _shout(hub)
            beside, grown = seated.told(), _rss(hub) - plain - max(free, 0)
    lost = _SHOUTED * 10 - beside.messages
    return (
        f"one stalled viewer {grown / 1e6:+.1f} MB ({at_most(round(grown / 1e6, 1), 1)}), the others lost {lost} of "
        f"{_SHOUTED * 10:,} messages, p99 {beside.p99:.0f} against {without.p99:.0f} ms"
    )


async def _speak(hub: Ours, per_second: int, seconds: float) -> None:
    began, said = time.monotonic(), 0
    while (now := time.monotonic()) - began < seconds:
        while said < (now - began) * per_second:
            hub.say()
            said += 1
        await asyncio.sleep(0.002)


async def _pin(hub: Ours, times: int) -> None:
    """In the middle of the talk."""
    talk = asyncio.create_task(_speak_silently(hub, times * 0.3))
    for _ in range(times):
        await asyncio.sleep(0.3)
        hub.say(urgent=True)
    await talk
    await asyncio.sleep(0.5)


async def _speak_silently(hub: Ours, seconds: float) -> None:
    """Talk that the crowd does not count."""
    began, said = time.monotonic(), 0
    while (now := time.monotonic()) - began < seconds:
        while said < (now - began) * 200:
            hub.say(born=False)
            said += 1
        await asyncio.sleep(0.002)


async def _shout(hub: Ours) -> None:
    for _ in range(_SHOUTED):
        hub.say(4_000)
        await asyncio.sleep(0.005)
    await asyncio.sleep(1)


def _rss(hub: Ours) -> int:
    return int(psutil.Process(hub.process).memory_info().rss)
