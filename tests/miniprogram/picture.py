"""Real HLS segments for the viewer's tests, made with the ffmpeg command line when a test first asks for them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from threading import Lock

SECONDS = 150
SHAPES = {"upright": "270x480", "upright-small": "144x256", "wide": "480x270"}


_drawing = Lock()


def cover(folder: Path) -> Path:
    """A picture of a room."""
    _run(f"-f lavfi -i gradients=s=540x720:c0=0xc96f4a:c1=0x3a1d2b:n=2:seed=7 -frames:v 1 -q:v 4 {folder}/cover.jpg")
    return folder / "cover.jpg"


def segments(folder: Path, shape: str) -> None:
    """Fills `folder/shape` with fMP4 segments of one second, once."""
    with _drawing:
        if not (folder / shape).exists():
            (folder / shape).mkdir()
            _draw(folder / shape, SHAPES[shape])


def _draw(folder: Path, size: str) -> None:
    _run(
        f"-f lavfi -i testsrc2=s={size}:r=5 -f lavfi -i sine=f=440:r=44100 -t {SECONDS} "
        "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 5 -b:v 300k -c:a aac -b:a 48k "
        "-f hls -hls_time 1 -hls_list_size 0 -hls_segment_type fmp4 "
        f"-hls_segment_filename {folder}/%d.m4s {folder}/all.m3u8"
    )


def _run(arguments: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments.split()], check=True, timeout=120)
