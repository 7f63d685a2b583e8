"""WebRTC peers in a process of their own, for who measures what they cost the house.

``python -m bench.peers RUN push KEY FILM`` is a host who sends a film as it is, ``... RUN watch ROOM COUNT`` are
colleagues who watch and decode nothing. They speak DTLS, SRTP and RTCP as any peer does.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from aiortc import RTCPeerConnection, RTCSessionDescription

from media.packets import VideoConfig
from media.webrtc import shim, signalling, sockets
from media.webrtc.annexb import parameters, parted, payloads
from media.webrtc.wire import Ways

RATE = "2100k"
Frame = tuple[float, list[bytes], int]
"""When it is due, in seconds, its payloads and its stamp."""


def make_film(file: Path, seconds: int) -> Path:
    """720p30 of 2.1 Mbit/s as browsers send it, and Opus of one channel, as they send a microphone; Matroska."""
    picture = f"testsrc2=s=1280x720:r=30:d={seconds},noise=alls=12:allf=t"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine=440:r=48000:d={seconds}"]
    video = ["-c:v", "libx264", "-preset", "superfast", "-tune", "zerolatency", "-profile:v", "baseline", "-g", "60"]
    rate = ["-b:v", RATE, "-maxrate", RATE, "-bufsize", RATE, "-pix_fmt", "yuv420p"]
    command = ["ffmpeg", "-v", "error", "-y", *inputs, *video, *rate, "-c:a", "libopus", "-ac", "1", str(file)]
    subprocess.run(command, check=True)
    return file


@contextmanager
def peers(run: Path, *words: str) -> Iterator[float]:
    """They are connected while this lasts; when a host's film began, in seconds since 1970."""
    command = [sys.executable, "-m", "bench.peers", str(run), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            connected, _, began = process.stdout.readline().partition(" ")
            if connected != "connected":
                raise RuntimeError("the peers did not get through")
            yield float(began)
        finally:
            process.terminate()


def frames(film: Path, kind: str) -> list[Frame]:
    with av.open(str(film)) as container:
        stream = container.streams.video[0] if kind == "video" else container.streams.audio[0]
        sets = (
            parameters(VideoConfig("h264", bytes(stream.codec_context.extradata or b""), 0, 0))
            if kind == "video"
            else []
        )
        found = []
        for packet in container.demux(stream):
            if packet.pts is None:
                continue
            due = float(packet.pts * packet.time_base)
            if kind == "video":
                units = (sets if packet.is_keyframe else []) + parted(bytes(packet))
                found.append((due, payloads(units), int(due * 90_000)))
            else:
                found.append((due, [bytes(packet)], int(due * 48_000)))
        return found


class Film:
    """One track, paced, over and over."""

    def __init__(self, kept: list[Frame], clock: int, began: float) -> None:
        self._frames = kept
        self._clock = clock
        self._length = kept[-1][0] + kept[1][0] - kept[0][0]
        self._at = 0
        self._began = began

    async def following(self) -> tuple[list[bytes], int]:
        rounds, place = divmod(self._at, len(self._frames))
        self._at += 1
        due, data, stamp = self._frames[place]
        await asyncio.sleep(max(0.0, self._began + rounds * self._length + due - time.monotonic()))
        return data, stamp + int(rounds * self._length * self._clock)


async def push(run: Path, key: str, film: Path, began: float) -> RTCPeerConnection:
    peer = shim.connection(Ways())
    for kind, clock in (("video", 90_000), ("audio", 48_000)):
        made = shim.transceiver(peer, kind, "sendonly")
        shim.Transmission(made.sender, Film(frames(film, kind), clock, began).following, lambda: None)
    await peer.setLocalDescription(await peer.createOffer())
    answered = await signalling.ask(run, signalling.Push(key, peer.localDescription.sdp, "127.0.0.1"))
    return await _connected(peer, answered)


class _Unseen:
    def add(self, *_: object) -> None:
        """Arrived, and that was all."""


async def watch(run: Path, room: str) -> RTCPeerConnection:
    peer = shim.connection(Ways())
    for kind in ("video", "audio"):
        made = shim.transceiver(peer, kind, "recvonly")
        shim.Reception(made.receiver, _Unseen(), lambda _stamp, _moment: None)
    await peer.setLocalDescription(await peer.createOffer())
    return await _connected(peer, await signalling.ask(run, signalling.Watch(room, peer.localDescription.sdp)))


async def _connected(peer: RTCPeerConnection, answered: object) -> RTCPeerConnection:
    if not isinstance(answered, signalling.Answered):
        raise TypeError(answered)
    await peer.setRemoteDescription(RTCSessionDescription(answered.sdp, "answer"))
    stands = asyncio.Event()
    peer.on("connectionstatechange", lambda: stands.set() if peer.connectionState == "connected" else None)
    if peer.connectionState != "connected":
        await asyncio.wait_for(stands.wait(), 15)
    return peer


async def main(run: Path, what: str, where: str, more: str) -> None:
    sockets.include_loopback()
    began = time.monotonic()
    if what == "push":
        connected = [await push(run, where, Path(more), began)]
    else:
        connected = [await watch(run, where) for _ in range(int(more))]
    print("connected", began + time.time() - time.monotonic(), flush=True)
    await asyncio.sleep(600)
    for peer in connected:
        await peer.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:]))
