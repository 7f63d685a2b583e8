"""A ladder far too heavy for this machine: it gives way, and nobody ever waits for it."""

import asyncio
import os
import signal
import time

import pytest

from media.ladder import Rung
from media.packets import TIMESCALE, Packet

SECONDS = 24


def heavy(name: str, height: int) -> Rung:
    return Rung(name, height, 6_000_000, 128_000, "slower")


@pytest.mark.proof
async def test_a_ladder_too_heavy_for_the_cpu_sheds_its_top_and_never_holds_up_the_source(
    transcoder, notes, streams
) -> None:
    sent, sound = streams.picture(4, (1920, 1080), gop=50, preset="ultrafast"), streams.tone(4)
    one = await transcoder([heavy("1080p", 1080), heavy("720p", 720), streams.small("180p", 180)], queue_seconds=2)
    one.configure(sent.config)
    one.configure(sound.config)
    longest = 0.0
    began = time.monotonic()
    for packet in looped(sent.packets, SECONDS):
        await asyncio.sleep(max(0, began + (packet.dts - sent.packets[0].dts) / TIMESCALE - time.monotonic()))
        before = time.perf_counter()
        one.packet(packet)
        longest = max(longest, time.perf_counter() - before)
        assert one.health.backlog <= 3
    gone = [rung for event, rung in notes.events if event == "shed"]
    figure = f"shed {gone}; packet() took at most {longest * 1000:.2f} ms"
    print(f"\n{figure}, {len(notes.packets('180p'))} pictures of 180p")  # noqa: T201 - a proof's figure
    assert gone[:1] == ["1080p"]
    assert "180p" not in gone
    assert longest < 0.05


@pytest.mark.proof
async def test_a_worker_that_hangs_is_replaced(transcoder, notes, streams) -> None:
    one = await transcoder([streams.small("low", 90)], queue_seconds=2)
    hung = one.pid
    os.kill(hung, signal.SIGSTOP)
    sent = streams.picture(4, gop=25)
    one.configure(sent.config)
    one.configure(streams.tone(1).config)
    began = time.monotonic()
    for packet in looped(sent.packets, 40):
        await asyncio.sleep(max(0, began + (packet.dts - sent.packets[0].dts) / TIMESCALE - time.monotonic()))
        one.packet(packet)
        if notes.packets("low"):
            break
    print(f"\na hung worker was replaced and delivered after {time.monotonic() - began:.1f} s")  # noqa: T201 - a proof's figure
    assert one.pid != hung
    assert notes.packets("low")


def looped(packets: list[Packet], seconds: float) -> list[Packet]:
    """For `seconds`, again and again from the first keyframe."""
    length = packets[-1].dts - packets[0].dts + packets[1].dts - packets[0].dts
    turns = int(seconds * TIMESCALE / length) + 1
    return [
        Packet("video", packet.dts + turn * length, packet.data, keyframe=packet.keyframe, offset=packet.offset)
        for turn in range(turns)
        for packet in packets
    ]
