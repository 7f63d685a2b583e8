"""People on stage, in a process of their own: ``python -m bench.guests COUNT HEIGHT``.

They tell their offers on standard output, a JSON line each, take the answers on standard input, and send a film as a
browser does: H.264 and Opus that were encoded beforehand, so that what is measured is the other end.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av
from aiortc import RTCPeerConnection, RTCSessionDescription

from media.packets import VideoConfig
from media.webrtc import shim, sockets
from media.webrtc.annexb import parameters, parted, payloads
from media.webrtc.wire import Ways

_SECONDS = 6
_RATES = {360: "800k", 720: "2100k"}
Frame = tuple[float, list[bytes], int]
"""When it is due, in seconds, its payloads and its stamp."""


class Film:
    """One track, paced, over and over."""

    def __init__(self, frames: list[Frame], clock: int, began: float) -> None:
        self._frames = frames
        self._clock = clock
        self._began = began
        self._at = 0

    async def following(self) -> tuple[list[bytes], int]:
        rounds, place = divmod(self._at, len(self._frames))
        self._at += 1
        due, data, stamp = self._frames[place]
        await asyncio.sleep(max(0.0, self._began + rounds * _SECONDS + due - time.monotonic()))
        return data, stamp + rounds * _SECONDS * self._clock


def film(height: int, folder: Path) -> Path:
    file = folder / "film.mkv"
    picture = f"testsrc2=s={height * 16 // 9}x{height}:r=30:d={_SECONDS},noise=alls=12:allf=t"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine=440:r=48000:d={_SECONDS}"]
    video = ["-c:v", "libx264", "-preset", "superfast", "-tune", "zerolatency", "-profile:v", "baseline", "-g", "30"]
    rate = ["-b:v", _RATES[height], "-maxrate", _RATES[height], "-bufsize", _RATES[height], "-pix_fmt", "yuv420p"]
    command = ["ffmpeg", "-v", "error", "-y", *inputs, *video, *rate, "-c:a", "libopus", "-ac", "2", str(file)]
    subprocess.run(command, check=True)
    return file


def tracks(file: Path) -> dict[str, list[Frame]]:
    found: dict[str, list[Frame]] = {"video": [], "audio": []}
    with av.open(str(file)) as container:
        video = container.streams.video[0]
        sets = parameters(VideoConfig("h264", bytes(video.codec_context.extradata or b""), 0, 0))
        for packet in container.demux():
            if packet.pts is None or packet.time_base is None:
                continue
            due = max(0.0, float(packet.pts * packet.time_base))
            if packet.stream.type == "video":
                units = [*(sets if packet.is_keyframe else []), *parted(bytes(packet))]
                found["video"].append((due, payloads(units), int(due * 90_000)))
            else:
                found["audio"].append((due, [bytes(packet)], int(due * 48_000)))
    return found


async def main(count: int, height: int) -> None:
    sockets.include_loopback()
    with tempfile.TemporaryDirectory() as folder:
        sent = tracks(film(height, Path(folder)))
    peers: list[RTCPeerConnection] = []
    for _ in range(count):
        peer, began = shim.connection(Ways()), time.monotonic()
        for kind, clock in (("video", 90_000), ("audio", 48_000)):
            made = shim.transceiver(peer, kind, "sendonly")
            shim.Transmission(made.sender, Film(sent[kind], clock, began).following, lambda: None)
        await peer.setLocalDescription(await peer.createOffer())
        print(json.dumps(peer.localDescription.sdp), flush=True)
        peers.append(peer)
    loop = asyncio.get_running_loop()
    for peer in peers:
        answer = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
        await peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
