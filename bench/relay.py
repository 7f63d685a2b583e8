"""Sending a stream on against ffmpeg: the same film to the same server, by `-c copy` and by our relay's worker.

Ours is counted with what feeds it: this process hands it every packet in real time, as `live` does.
"""

import asyncio
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from appliance.clock import SystemClock
from bench.films import Tag, make_film, tags
from bench.lines import at_most
from bench.measured import cpu
from bench.nginx_rtmp import NginxRtmp, nginx_rtmp
from bench.publishers import pushing
from media.packets import AudioConfig, Packet, VideoConfig
from media.relay.sending import Sending
from media.rtmp import messages
from media.rtmp.flv import Tags

_SECONDS = 12
_WARM = 4


def main() -> str:
    with TemporaryDirectory(dir="/dev/shm") as folder, nginx_rtmp() as nginx:
        film = make_film(Path(folder) / "film.flv", _SECONDS + _WARM + 4)
        return asyncio.run(_measure(film, nginx))


async def _measure(film: Path, nginx: NginxRtmp) -> str:
    """Both at once, so that whatever else the machine does meets both alike."""
    address = f"rtmp://127.0.0.1:{nginx.pushes_to}/live"
    relay = Sending("bench", lambda: f"{address}/ours", SystemClock())
    relay.start()
    with pushing(film, [f"{address}/theirs"]):
        playing = asyncio.create_task(_play(film, relay))
        await asyncio.sleep(_WARM)
        before = _used()
        await asyncio.sleep(_SECONDS)
        after = _used()
        playing.cancel()
    health = relay.look()
    await relay.stop()
    ours, theirs = (100 * (late - early) / _SECONDS for early, late in zip(before, after, strict=True))
    if health.state != "live" or health.gaps:
        raise RuntimeError(f"the relay did not stand: {health}")
    return (
        f"relay: {ours / theirs:.2f} x ffmpeg -c copy ({ours:.2f} against {theirs:.2f} % of a core at 6 Mbit/s; "
        f"{at_most(ours / theirs, 1.0)})"
    )


def _used() -> tuple[float, float]:
    """CPU seconds of our worker, and of ffmpeg."""
    children = {child.pid: " ".join(child.cmdline()) for child in psutil.Process().children()}
    worker = next(pid for pid, line in children.items() if "media.relay.worker" in line)
    ffmpeg = next(pid for pid, line in children.items() if line.startswith("ffmpeg"))
    return cpu(worker), cpu(ffmpeg)


async def _play(film: Path, relay: Sending) -> None:
    """The film in real time, as a room's picture plays."""
    reader, began = Tags(), time.monotonic()
    configs: dict[type, VideoConfig | AudioConfig] = {}
    for tag in tags(film):
        for found in _read(reader, tag):
            if not isinstance(found, Packet):
                configs[type(found)] = found
                video, audio = configs.get(VideoConfig), configs.get(AudioConfig)
                if isinstance(video, VideoConfig) and isinstance(audio, AudioConfig):
                    relay.begin(video, audio)
                continue
            await asyncio.sleep(max(0.0, began + tag.stamp / 1000 - time.monotonic()))
            relay.write(found)


def _read(reader: Tags, tag: Tag) -> list[VideoConfig | AudioConfig | Packet]:
    if tag.kind == messages.VIDEO:
        return reader.video(tag.stamp, tag.body)
    return reader.audio(tag.stamp, tag.body) if tag.kind == messages.AUDIO else []
