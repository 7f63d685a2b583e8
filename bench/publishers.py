"""Who pushes: ffmpeg for load, and a host of our own whose every frame leaves exactly in time."""

import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.films import Tag, tags
from media.rtmp import messages
from media.rtmp.client import ClientSession


@contextmanager
def pushing(film: Path, addresses: Iterable[str]) -> Iterator[None]:
    """By ffmpeg: the film goes to each address in real time, again and again."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-stream_loop", "-1", "-re", "-i", str(film), "-c", "copy"]
    processes = [subprocess.Popen([*command, "-f", "flv", address], stderr=subprocess.DEVNULL) for address in addresses]
    try:
        yield
        if any(process.poll() is not None for process in processes):
            raise RuntimeError("a publisher gave up")
    finally:
        for process in processes:
            process.kill()
            process.wait()


class Host:
    """Sends a film in real time from a thread of its own, so that the first frame's moment is known."""

    def __init__(self, port: int, key: str, film: Path) -> None:
        self.began = 0.0
        """When the first frame was sent, on the monotonic clock; 0 before."""
        self._film = list(tags(film))
        self._session = ClientSession("live", f"rtmp://127.0.0.1:{port}/live", key)
        self._line = socket.create_connection(("127.0.0.1", port))
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._started, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._play, name="host")

    @contextmanager
    def pushing(self) -> Iterator[None]:
        """From the first frame on."""
        self._greet()
        self._thread.start()
        self._started.wait()
        try:
            yield
        finally:
            self._over.set()
            self._thread.join()
            self._line.close()

    def _greet(self) -> None:
        """Up to NetStream.Publish.Start."""
        self._send()
        while not self._session.publishing:
            data = self._line.recv(1 << 16)
            if not data:
                raise ConnectionError("the server hung up on a publisher")
            said = self._session.receive(data)
            if any(status.level == "error" for status in said):
                raise ConnectionError(str(said))
            self._send()

    def _play(self) -> None:
        for tag in self._film:
            if tag.is_media:
                self._wait_for(tag.stamp / 1000)
            if self._over.is_set():
                return
            self._put(tag)
            self._send()
            if self.began:
                self._started.set()

    def _wait_for(self, seconds: float) -> None:
        self.began = self.began or time.monotonic()
        self._over.wait(max(0.0, self.began + seconds - time.monotonic()))

    def _put(self, tag: Tag) -> None:
        if tag.kind == messages.VIDEO:
            self._session.video(tag.stamp, tag.body)
        elif tag.kind == messages.AUDIO:
            self._session.audio(tag.stamp, tag.body)

    def _send(self) -> None:
        self._line.sendall(self._session.to_send())
