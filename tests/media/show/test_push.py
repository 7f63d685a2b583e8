"""The show as a process of its own, pushed to a real RTMP server."""

import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import av
import pytest

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed"),
]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(port: int, to: Path, seconds: float) -> subprocess.Popen:
    """ffmpeg as a server for one host."""
    address = f"rtmp://127.0.0.1:{port}/live/the-key"
    words = ["-v", "error", "-y", "-listen", "1", "-i", address, "-c", "copy", "-t", str(seconds), str(to)]
    return subprocess.Popen(["ffmpeg", *words], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.fixture
def show(port: int, tmp_path: Path):
    key = tmp_path / "key"
    key.write_text("the-key\n")
    words = ["-m", "media.show", "--push", f"rtmp://127.0.0.1:{port}/live/", "--key-file", str(key), "--fps", "10"]
    child = subprocess.Popen([sys.executable, *words], stderr=subprocess.PIPE, text=True)
    yield child
    child.kill()
    child.communicate()


def test_a_server_gets_picture_and_sound_again_and_again(port: int, show: subprocess.Popen, tmp_path: Path) -> None:
    for turn in range(2):
        file = tmp_path / f"{turn}.flv"
        assert listening(port, file, seconds=1).wait(timeout=30) == 0
        with av.open(file) as pushed:
            video, audio = pushed.streams.video[0], pushed.streams.audio[0]
            assert (video.codec_context.name, video.width, video.height) == ("h264", 1280, 720)
            assert (audio.codec_context.name, audio.rate) == ("aac", 48_000)
            assert sum(1 for _ in pushed.decode(video)) >= 8
    show.send_signal(signal.SIGTERM)
    _, said = show.communicate(timeout=10)
    assert "not on air" in said
    assert "the-key" not in said
