"""The child that sends: ``python -m media.relay.worker`` with a stream socket as standard input.

It blocks where the network does, which its parent never notices, ends when the socket does and dies with its parent.
"""

import contextlib
import signal
import socket

from media.framing import Frames, encode
from media.packets import AudioConfig, Config, Packet, VideoConfig
from media.parent import die_with_parent
from media.relay import tags, wire
from media.relay.dialling import Line, Refused


class Worker:
    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._out: Line
        self._configs: dict[type[Config], Config] = {}
        self._told = False
        self._base: int | None = None

    def run(self) -> None:
        """Serve until either side hangs up. Raises OSError or Refused."""
        frames: Frames[wire.ToWorker] = Frames(wire.ToWorker)
        try:
            while data := self._line.recv(1 << 17):
                finished = sum(self._do(message) for message in frames.feed(data))
                self._send(finished)
        finally:
            if hasattr(self, "_out"):
                self._out.close()

    def _do(self, message: object) -> bool:
        """Whether a packet is worked off."""
        match message:
            case wire.Media(packet):
                self._pass(packet)
                return True
            case wire.Picture(config) | wire.Sound(config):
                self._configure(config)
            case wire.Dial(address):
                self._out = Line(address)
                self._line.sendall(encode(wire.Ready()))
        return False

    def _send(self, finished: int) -> None:
        """All that one wakening led to in one piece; only then does the parent give more."""
        if hasattr(self, "_out"):
            self._out.send()
        if finished:
            self._line.sendall(encode(wire.Worked(finished)))

    def _configure(self, config: Config) -> None:
        """Said before the next packet; both, for who hears of one alone may forget the other."""
        self._configs[type(config)] = config
        self._told = False

    def _pass(self, packet: Packet) -> None:
        if self._base is None:
            self._base = packet.dts
        stamp = max(0, packet.dts - self._base) // tags.TICKS
        if not self._told:
            self._tell(stamp)
        if packet.track == "audio":
            self._out.session.audio(stamp, tags.coded(packet))
        else:
            self._out.session.video(stamp, tags.coded(packet))

    def _tell(self, stamp: int) -> None:
        self._told = True
        video, audio = self._configs.get(VideoConfig), self._configs.get(AudioConfig)
        if isinstance(video, VideoConfig) and isinstance(audio, AudioConfig):
            self._out.session.data(tags.about(video, audio))
            self._out.session.video(stamp, tags.header(video))
            self._out.session.audio(stamp, tags.header(audio))


def main() -> None:
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the parent
    line = socket.socket(fileno=0)
    try:
        Worker(line).run()
    except (OSError, Refused, ValueError) as error:
        with contextlib.suppress(OSError):  # nobody is there to hear it
            line.sendall(encode(wire.Broken(str(error) or type(error).__name__)))


if __name__ == "__main__":
    main()
