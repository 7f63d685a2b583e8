"""A thousand power cuts while shows are recorded: nothing that was synced is lost, no playlist names what is not there.

Of what was not synced each write of reels and indexes arrives by chance, whole or in some of its sectors, in any order.
"""

import os
import random
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from media.hls.fmp4 import Run, fragment, sound_sample, video_sample
from media.hls.movie import init_segment
from media.recording import deck as decks
from media.recording import places, reading
from media.recording.album import album
from media.recording.deck import Deck, Piece, Track
from media.recording.entries import Mark
from media.recording.mending import mend_show
from media.recording.places import Shelf
from tests.media.recording.conftest import AUDIO, VIDEO

pytestmark = pytest.mark.proof

CUTS = 1000
PART = 18_000
PARTS = 10
"""Parts of a segment: two seconds."""
LENGTH = 300
"""Parts of the show: a minute."""
REEL_SEGMENTS = 6
INIT = init_segment(VIDEO, AUDIO)


def piece(number: int) -> Piece:
    segment, index = divmod(number, PARTS)
    start = segment * PARTS * PART
    video, sound = Run(), Run()
    for frame in range(5):
        dts = start + index * PART + frame * 3600
        content = bytes([1 + number % 255]) * (300 + 37 * (number + frame) % 300)
        video_sample(video, dts, 3600, content, sync=not (index or frame), offset=0)
    sound_sample(sound, number * 9600, 9600, b"s" * 60)
    mark = Mark(start, 1_795_867_200_000 + segment * 2000, segment, 1, True)
    return Piece(Track("r1", "b1", "source"), 1, INIT, mark, [fragment(number, video, sound)], PART)


class Watched:
    """What a recorder does to its files, call by call."""

    def __init__(self, root: Path, disks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.disks = root, disks
        self.calls: list = []
        self.written: dict[str, bytes] = {}
        writes, syncs = os.writev, os.fdatasync

        def writev(file: int, pieces) -> int:
            name, content = self._name(file), b"".join(pieces)
            self.calls.append(disks.Call("write", name, len(self.written.setdefault(name, b"")), content))
            self.written[name] += content
            return writes(file, pieces)

        def fdatasync(file: int) -> None:
            syncs(file)
            self.calls.append(disks.Call("sync", self._name(file)))

        monkeypatch.setattr(os, "writev", writev)
        monkeypatch.setattr(os, "fdatasync", fdatasync)

    def _name(self, file: int) -> str:
        return Path(f"/proc/self/fd/{file}").readlink().relative_to(self.root).as_posix()


@pytest.fixture
def watched(tmp_path, disks, monkeypatch):
    """A minute of a show on a disk that is slow at times: then many parts, or some segments, are written at once."""
    chance = random.Random(7)
    with monkeypatch.context() as patches:
        patches.setattr(decks, "REEL_TICKS", REEL_SEGMENTS * PARTS * PART)
        watched = Watched(tmp_path / "kept", disks, patches)
        deck, number = Deck(Shelf(watched.root)), 0
        while number < LENGTH:
            until = min(number + (chance.randrange(2, 35) if chance.random() < 0.3 else 1), LENGTH)
            deck.write([piece(each) for each in range(number, until)])
            number = until
        deck.close("r1", "b1")
    return watched


class Found:
    """What the power left of the show, before and after it was mended."""

    def __init__(self, root: Path, watched: Watched) -> None:
        self.show, self.watched = root / "r1" / "b1", watched

    def lie(self, files: dict[str, bytearray]) -> None:
        shutil.rmtree(self.show, ignore_errors=True)
        for name, content in files.items():
            file = self.show.parents[1] / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    def reels(self) -> list[tuple[Path, bytes]]:
        """Each with what its recorder wrote."""
        reels = places.reels(self.show / "source")
        return [(reel, self.watched.written[reel.relative_to(self.show.parents[1]).as_posix()]) for reel in reels]

    def nothing_damaged_passes_for_closed(self) -> None:
        for reel, written in self.reels():
            if reading.is_closed(reel):
                assert written.startswith(reel.read_bytes())

    def parts(self) -> int:
        entries = [entry for reel, _ in self.reels() for entry in reading.index(reel).entries]
        return sum(entry.duration for entry in entries) // PART

    def damaged(self, synced: dict[str, int]) -> int:
        """In how many reels bytes are not what was written: none of them had been synced."""
        wrong = 0
        for reel, written in self.reels():
            content, safe = reel.read_bytes(), synced.get(reel.relative_to(self.show.parents[1]).as_posix(), 0)
            assert content[:safe] == written[:safe]
            assert len(content) <= len(written)
            assert reading.is_closed(reel)
            wrong += content != written[: len(content)]
        return wrong

    def names_what_is_there(self) -> None:
        """And every segment begins with a fragment."""
        for length, offset, name in re.findall(
            r"#EXT-X-BYTERANGE:(\d+)@(\d+)\n(\S+)", album(self.show).playlists["source/index.m3u8"].plain.decode()
        ):
            content = (self.show / "source" / name).read_bytes()
            assert int(offset) + int(length) <= len(content)
            assert content[int(offset) + 4 : int(offset) + 8] == b"moof"


def test_a_thousand_power_cuts_of_a_recorder(watched, disks, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(os, "fsync", lambda _: None)  # the cut has been
    chance, disk, found = random.Random(512), disks.Disk({}), Found(tmp_path / "after", watched)
    sizes: dict[str, int] = {}
    synced: dict[str, int] = {}
    moments = sorted(chance.randrange(1, len(watched.calls) + 1) for _ in range(CUTS))
    done = lost = torn = 0
    for moment in moments:
        for call in watched.calls[done:moment]:
            disk.do(call)
            if call.kind == "sync":
                synced[call.file] = sizes[call.file]
            else:
                sizes[call.file] = call.offset + len(call.data)
        done = moment
        found.lie(disk.after_a_cut(chance))
        found.nothing_damaged_passes_for_closed()
        mend_show(found.show)
        safe = sum(watched.written[name][:size].count(b"moof") for name, size in synced.items() if name.endswith("mp4"))
        lost += max(0, safe - found.parts())
        torn += found.damaged(synced)
        if found.parts():
            found.names_what_is_there()
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{CUTS} power cuts over {len(watched.calls)} file calls of a recorder: {lost} synced parts lost, "
            f"{torn} reels kept a damaged part, no playlist names what is not there"
        )
    assert (lost, torn) == (0, 0)
