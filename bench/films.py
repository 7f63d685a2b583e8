"""What is pushed: a noisy moving picture with a tone, encoded beforehand as a host's encoder would."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FPS = 30

_SOUND, _PICTURE = 8, 9
_CONFIGURATION, _CODED = 0, 1


class Tag(NamedTuple):
    """One FLV tag, as RTMP carries it."""

    kind: int
    """8 sound, 9 picture, 18 data; RTMP's message types are the same numbers."""
    stamp: int
    """Milliseconds."""
    body: bytes

    @property
    def is_media(self) -> bool:
        """A coded frame; what says how to decode it, or what the film is called, is none."""
        return self.kind in (_SOUND, _PICTURE) and self.body[1] == _CODED


def make_film(file: Path, seconds: int, size: str = "1920x1080", rate: str = "6M") -> Path:
    """H.264 of `rate` with a keyframe every 2 s and two B-frames, AAC of 128 kbit/s; FLV."""
    picture = f"testsrc2=s={size}:r={FPS}:d={seconds},noise=alls=12:allf=t"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine=440:r=48000:d={seconds}"]
    bits = ["-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate]
    video = ["-c:v", "libx264", "-preset", "superfast", *bits, "-g", str(2 * FPS), "-bf", "2", "-pix_fmt", "yuv420p"]
    audio = ["-c:a", "aac", "-b:a", "128k", "-ac", "2"]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *inputs, *video, *audio, "-f", "flv", str(file)], check=True)
    return file


def decoder_config(film: Path) -> bytes:
    """The avcC of its picture."""
    return next(tag.body[5:] for tag in tags(film) if tag.kind == _PICTURE and tag.body[1] == _CONFIGURATION)


def tags(file: Path) -> Iterator[Tag]:
    """The tags of an FLV file (Adobe's FLV specification 10.1, annex E.4)."""
    data, at = file.read_bytes(), 13
    while at < len(data):
        size = int.from_bytes(data[at + 1 : at + 4], "big")
        stamp = int.from_bytes(data[at + 4 : at + 7], "big") | data[at + 7] << 24
        yield Tag(data[at], stamp, data[at + 11 : at + 11 + size])
        at += 11 + size + 4
