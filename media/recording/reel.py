"""卷: some minutes of one rendition in one file, an init segment and fragments, so that it plays by itself."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from media.recording.entries import END, MAGIC, MARK_BYTES, Entry, Mark
from media.recording.places import index_of

_MOST_AT_ONCE = 512  # IOV_MAX is 1024 on Linux


class Reel:
    """A reel that is being written. Whatever its methods raise as OSError, what they wrote before is whole."""

    def __init__(self, file: Path, init: bytes) -> None:
        """Raises FileExistsError: a reel is never written twice."""
        self.file = file
        self.init = init
        self.began: Mark | None = None
        """The mark of its first segment."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._media = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o640)
        with ExitStack() as undone:
            undone.callback(file.unlink)
            undone.callback(os.close, self._media)
            self._index = os.open(index_of(file), os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o640)
            undone.callback(index_of(file).unlink)
            undone.callback(os.close, self._index)
            self._size = 0
            self._segment: tuple[Mark, int, int] | None = None
            self._ended: list[Entry] = []
            _write(self._index, [MAGIC])
            self._add([init])
            _sync_folder(file.parent)
            undone.pop_all()

    def begin(self, mark: Mark) -> None:
        """A segment begins; one that is open ends."""
        self.end()
        self._add([mark.packed()])
        self._segment = mark, self._size, 0
        self.began = self.began or mark

    def add(self, parts: Sequence[bytes], ticks: int) -> None:
        """Fragments of the segment that has begun, `ticks` long in all."""
        if self._segment is None:
            raise ValueError("no segment has begun")
        self._add(parts)
        mark, offset, length = self._segment
        self._segment = mark, offset, length + ticks

    def end(self) -> None:
        """The segment that has begun is complete; the index tells of it once it is synced."""
        if self._segment is None:
            return
        mark, offset, ticks = self._segment
        if self._size > offset:
            self._ended.append(Entry(offset, self._size - offset, ticks, mark))
        self._segment = None

    def sync(self) -> None:
        """What was written survives a power cut, and only of that does the index tell."""
        os.fdatasync(self._media)
        while self._ended:
            _write(self._index, [self._ended[0].packed()])
            del self._ended[0]

    def close(self) -> None:
        """Nothing is added any more. On a full disk it stays unclosed, and `mend` closes it later."""
        try:
            self.end()
            self.sync()
            _write(self._index, [END])
            os.fdatasync(self._index)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Let go of the files as they are."""
        os.close(self._media)
        os.close(self._index)

    @property
    def is_bare(self) -> bool:
        """It holds no fragment."""
        return self._size <= len(self.init) + MARK_BYTES

    def _add(self, content: Sequence[bytes]) -> None:
        """All or nothing: what a full disk cut off in the middle is taken back."""
        try:
            _write(self._media, content)
        except OSError:
            os.ftruncate(self._media, self._size)
            raise
        self._size += sum(map(len, content))


def _write(file: int, content: Sequence[bytes]) -> None:
    rest: list[bytes | memoryview] = [piece for piece in content if piece]
    while rest:
        written = os.writev(file, rest[:_MOST_AT_ONCE])
        while rest and written >= len(rest[0]):
            written -= len(rest.pop(0))
        if written:
            rest[0] = memoryview(rest[0])[written:]


def _sync_folder(folder: Path) -> None:
    """The names of new files survive a power cut too."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
