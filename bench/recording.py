"""What recording adds: a minute of four renditions at 6 Mbit/s each, and the CPU of the recorder alone."""

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.clock import ManualClock
from bench.lines import at_most
from media.hls.origin import Origin, Variant
from media.packets import TIMESCALE, Packet, VideoConfig
from media.recording.album import album
from media.recording.deck import Deck
from media.recording.places import Shelf
from media.recording.recorder import Recorder
from media.slate.silence import silence

_SECONDS = 60
_FPS = 25
_BYTES = 6_000_000 // 8 // _FPS
_HOLD = 1.0
_OPENING = 1000
_NAMES = ("source", "720p", "480p", "360p")


def main() -> str:
    with TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> str:
    clock, used = ManualClock(), 0.0
    origin, shelf = Origin(clock), Shelf(folder)
    shows = {"r1": "b1"}
    recorder = Recorder(Deck(shelf), origin.channels, lambda: shows, clock, reserve=0, told=_nobody)
    channel = origin.open("r1", [Variant(name, 6_000_000, 1280, 720, "avc1.64001F,mp4a.40.2") for name in _NAMES])
    audio, _ = silence(48_000, 2)
    for number, rendition in enumerate(channel.renditions.values()):
        rendition.begin(
            VideoConfig("h264", bytes((1, 0x64, 0, 0x1F + number, 0xFF, 0xE1, 0, 0, 1, 0, 0)), 1280, 720), audio
        )
    for frame in range(_SECONDS * _FPS):
        packet = Packet("video", frame * TIMESCALE // _FPS, bytes(_BYTES), keyframe=frame % 50 == 0)
        for rendition in channel.renditions.values():
            rendition.write(packet)
        if frame % 5 == 4:
            await clock.advance(0.2)
            began = time.process_time()
            await recorder.look()
            used += time.process_time() - began
    shows.clear()
    await recorder.look()
    began = time.process_time()
    album(shelf.show("r1", "b1"))
    opening = (time.process_time() - began) * 1000
    share = 100 * used / _SECONDS / len(_NAMES)
    return (
        f"recording: {share:.2f} % of a core per rendition of 6 Mbit/s, {share / _HOLD:.2f} x the limit "
        f"({at_most(share, _HOLD)}); "
        f"the playlists of its replay in {opening:.0f} ms ({at_most(opening, _OPENING)})"
    )


async def _nobody(full: bool) -> None:
    """The disk is not full."""
