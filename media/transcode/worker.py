"""The child that decodes and encodes: ``python -m media.transcode.worker`` with a stream socket as standard input.

It ends when the socket does, and dies with its parent.
"""

import os
import signal
import socket
import time

import av

from media.framing import Frames, encode
from media.loudness import Level
from media.packets import AudioConfig, Packet, VideoConfig
from media.parent import die_with_parent
from media.transcode import wire
from media.transcode.pictures import Pictures
from media.transcode.sounds import Sounds


class Worker:
    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._pictures = Pictures(self._seen)
        self._sounds = Sounds(self._heard)
        self._meter = _Meter()
        self._said: list[bytes] = []

    def run(self) -> None:
        """Serve until the other side hangs up. Raises ValueError when it does not keep to the protocol."""
        frames: Frames[wire.ToWorker] = Frames(wire.ToWorker)
        self._tell(wire.Ready())
        self._send()
        while data := self._line.recv(1 << 16):
            for message in frames.feed(data):
                self._do(message)
                self._send()

    def _do(self, message: wire.ToWorker) -> None:
        match message:
            case wire.Media(packet):
                self._work(packet)
            case wire.Picture(config):
                self._pictures.configure(config)
            case wire.Sound(config):
                self._sounds.configure(config)
            case wire.Wanted(rungs):
                self._pictures.want(rungs)
            case wire.Afresh():
                self._pictures.begin_afresh()
                self._sounds.begin_afresh()

    def _work(self, packet: Packet) -> None:
        if packet.track == "audio":
            self._sounds.decode(packet)
            self._tell(wire.Finished())
            return
        began = time.monotonic()
        self._pictures.decode(packet)
        self._tell(wire.Finished())
        if measured := self._meter.count(began, time.monotonic(), self._pictures.encoded):
            self._tell(measured)

    def _seen(self, rung: str, what: VideoConfig | Packet) -> None:
        self._tell(wire.Media(what, rung) if isinstance(what, Packet) else wire.Picture(what, rung))

    def _heard(self, what: AudioConfig | Packet | Level) -> None:
        if isinstance(what, Level):
            self._tell(wire.Loud(what))
        else:
            self._tell(wire.Media(what) if isinstance(what, Packet) else wire.Sound(what))

    def _tell(self, message: wire.ToLive) -> None:
        self._said.append(encode(message))

    def _send(self) -> None:
        """All that one message led to in one piece: fewer wakings on both sides."""
        if self._said:
            self._line.sendall(b"".join(self._said))
            self._said.clear()


class _Meter:
    """Counts a second of work."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._packets = 0
        self._spent = 0.0
        self._encoded = 0

    def count(self, began: float, ended: float, encoded: int) -> wire.Measured | None:
        self._packets += 1
        self._spent += ended - began
        if ended - self._since < 1:
            return None
        passed = ended - self._since
        measured = wire.Measured(
            self._packets / passed, (encoded - self._encoded) / passed, 1000 * self._spent / self._packets
        )
        self._since, self._packets, self._spent, self._encoded = ended, 0, 0.0, encoded
        return measured


def main() -> None:
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the parent
    os.nice(10)
    av.logging.set_level(None)
    line = socket.socket(fileno=0)
    try:
        Worker(line).run()
    except (BrokenPipeError, ConnectionResetError):
        return
    except Exception as error:
        line.sendall(encode(wire.Broken(f"{type(error).__name__}: {error}")))
        raise


if __name__ == "__main__":
    main()
