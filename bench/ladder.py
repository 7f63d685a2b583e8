"""The ladder against the ffmpeg command line: CPU seconds for 720 and 480 lines out of one 1080-line source.

Both decode the same file once, scale bilinearly, the small from the large, and encode with x264 and the same settings;
both run at the worker's niceness, and ours includes the interpreter's start and both ends of the socket. The rounds
alternate, and the best of each counts.
"""

import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import av

from media.framing import Frames, encode
from media.ladder import Rung
from media.packets import TIMESCALE, Packet, VideoConfig
from media.transcode import wire
from media.transcode.pictures import options

_SECONDS = 15
_ROUNDS = 2
_HOLD = 1.05
_RUNGS = (
    Rung("720p", 720, 2_200_000, 128_000, "veryfast"),
    Rung("480p", 480, 1_000_000, 128_000, "veryfast"),
)


def main() -> str:
    """One line: the ratio, and both figures in CPU seconds per second of media."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.mp4"
        _make(source)
        config, packets = _demux(source)
        ours, theirs = [], []
        for _ in range(_ROUNDS):
            ours.append(_cpu(lambda: _worker(config, packets)))
            theirs.append(_cpu(lambda: _ffmpeg(source)))
    own, peer = min(ours) / _SECONDS, min(theirs) / _SECONDS
    verdict = "held" if own / peer <= _HOLD else "NOT held"
    return (
        f"ladder: {own / peer:.2f} x the ffmpeg command line's CPU ({own:.2f} against {peer:.2f} s per s of 1080p30; "
        f"to hold: <= {_HOLD}; {verdict})"
    )


def _make(source: Path) -> None:
    picture = f"testsrc2=s=1920x1080:r=30:d={_SECONDS},noise=alls=12:allf=t"
    rate = ["-b:v", "6M", "-maxrate", "6M", "-bufsize", "12M", "-g", "300", "-bf", "2", "-pix_fmt", "yuv420p"]
    encoding = ["-c:v", "libx264", "-preset", "superfast", *rate, str(source)]
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", picture, *encoding], check=True)


def _demux(source: Path) -> tuple[VideoConfig, list[Packet]]:
    with av.open(source) as file:
        stream = file.streams.video[0]
        tick = float(stream.time_base or 0) * TIMESCALE
        config = VideoConfig("h264", bytes(stream.codec_context.extradata or b""), stream.width, stream.height)
        packets = [
            Packet(
                "video",
                round((packet.dts or 0) * tick),
                bytes(packet),
                keyframe=packet.is_keyframe,
                offset=round(((packet.pts or 0) - (packet.dts or 0)) * tick),
            )
            for packet in file.demux(stream)
            if packet.size
        ]
    return config, packets


def _cpu(work: Callable[[], None]) -> float:
    """CPU seconds of this process and of the children that ended meanwhile."""
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _worker(config: VideoConfig, packets: list[Packet]) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        child = subprocess.Popen([sys.executable, "-m", "media.transcode.worker"], stdin=theirs.fileno())
        messages: list[wire.ToWorker] = [wire.Wanted(_RUNGS), wire.Picture(config), *map(wire.Media, packets)]
        feeder = threading.Thread(target=lambda: ours.sendall(b"".join(encode(message) for message in messages)))
        feeder.start()
        _drain(ours, len(packets))
        feeder.join()
        ours.shutdown(socket.SHUT_RDWR)
        child.wait()


def _drain(line: socket.socket, packets: int) -> None:
    frames: Frames[wire.ToLive] = Frames(wire.ToLive)
    finished = 0
    while finished < packets and (data := line.recv(1 << 17)):
        finished += sum(isinstance(message, wire.Finished) for message in frames.feed(data))


def _ffmpeg(source: Path) -> None:
    scaling = "[0:v]scale=1280:720:flags=bilinear,split[high][mid];[mid]scale=854:480:flags=bilinear[low]"
    command = [
        "nice",
        "-n",
        "10",
        "ffmpeg",
        "-v",
        "error",
        "-nostdin",
        "-threads",
        "1",
        "-i",
        str(source),
        "-filter_complex",
        scaling,
    ]
    for rung, pad in zip(_RUNGS, ("high", "low"), strict=True):
        chosen = {f"-{name}": value for name, value in options(rung).items()}
        chosen["-x264-params"] = chosen["-x264-params"].replace(":annexb=0", "")
        command += ["-map", f"[{pad}]", "-c:v", "libx264", "-b:v", str(rung.video_bitrate)]
        command += ["-force_key_frames", "expr:gte(t,n_forced*2)"]
        command += [word for pair in chosen.items() for word in pair] + ["-f", "null", "-"]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    print(main())
