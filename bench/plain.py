"""The peer: aiortc as it is, which takes in a host's stream and throws it away, in a process of its own.

``python -m bench.plain RUN`` answers at the socket at which `live` would. It decodes nothing: a whole frame is gone.
"""

import asyncio
import queue
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription, rtcrtpreceiver

from media.framing import Frames, encode
from media.webrtc import signalling, sockets


@contextmanager
def plain(run: Path) -> Iterator[int]:
    """It answers in this folder while this lasts; its process's id."""
    with subprocess.Popen([sys.executable, "-m", "bench.plain", str(run)], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            if not process.stdout.readline():
                raise RuntimeError("plain aiortc did not start")
            yield process.pid
        finally:
            process.terminate()


class _Plain:
    def __init__(self) -> None:
        self._connections: list[RTCPeerConnection] = []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames: Frames[signalling.Push] = Frames(signalling.Push)
        async for asked in signalling.heard(reader, frames):
            connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
            self._connections.append(connection)
            await connection.setRemoteDescription(RTCSessionDescription(asked.sdp, "offer"))
            await connection.setLocalDescription(await connection.createAnswer())
            writer.write(encode(signalling.Answered("", "", connection.localDescription.sdp)))
            await writer.drain()
        writer.close()


def _throw_away(_loop: object, frames: "queue.Queue[object]", *_: object) -> None:
    """In place of aiortc's thread that decodes a track."""
    while frames.get() is not None:
        pass


async def main(run: Path) -> None:
    sockets.include_loopback()
    setattr(rtcrtpreceiver, "decoder_worker", _throw_away)  # noqa: B010 - its signature is wider than ours
    with signalling.near(run) as address:
        server = await asyncio.start_unix_server(_Plain().answer, address)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
