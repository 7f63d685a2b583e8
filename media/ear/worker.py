"""The child that listens: ``python -m media.ear.worker`` with a stream socket as standard input.

It ends when the socket does, and dies with its parent. It keeps nothing between two stretches: the first of a stretch's
frames lacks the one before it, which fades it in and makes nothing louder.
"""

import os
import signal
import socket

import av
import numpy as np

from media.ear import wire
from media.framing import Frames, encode
from media.loudness import Level
from media.parent import die_with_parent
from media.transcode.listening import Listener
from media.transcode.sounds import decoder_of


def loudness(stretch: wire.Stretch) -> Level | None:
    """Of all that can be decoded, by its louder channel."""
    decoder = decoder_of(stretch.config)
    heard: list[np.ndarray] = []
    for frame in stretch.frames:
        try:
            heard += [sound.to_ndarray() for sound in decoder.decode(av.Packet(frame))]
        except av.error.FFmpegError:
            continue
    alike = [sound for sound in heard if sound.shape[0] == heard[-1].shape[0]]  # the first of HE-AAC may be mono yet
    return Listener(1).hear(np.concatenate(alike, axis=1)) if alike else None


def main() -> None:
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the parent
    os.nice(15)
    av.logging.set_level(None)
    line = socket.socket(fileno=0)
    frames: Frames[wire.ToEar] = Frames(wire.ToEar)
    try:
        while data := line.recv(1 << 16):
            for stretch in frames.feed(data):
                line.sendall(encode(wire.Heard(loudness(stretch))))
    except (BrokenPipeError, ConnectionResetError):
        return


if __name__ == "__main__":
    main()
