"""A strict judge of low-latency playlists (RFC 8216bis-16): hand it every snapshot of one playlist, in order.

``Judge(fetch).see(text)`` raises `Broken`, which names the section; `fetch(uri)` returns a media file's bytes, and
without it the media are not looked into. Load it by file: it imports nothing of ours.
"""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache


class Broken(AssertionError):
    pass


def must(holds: object, section: str, rule: str) -> None:
    if not holds:
        raise Broken(f"{section}: {rule}")


@dataclass
class Part:
    uri: str
    duration: float
    independent: bool


@dataclass
class Segment:
    msn: int
    breaks: int = 0
    sequence: int = 0
    map: str = ""
    date: datetime | None = None
    parts: list[Part] = field(default_factory=list)
    duration: float | None = None
    uri: str = ""

    @property
    def length(self) -> float:
        return self.duration if self.duration is not None else sum(part.duration for part in self.parts)


@dataclass
class Playlist:
    segments: list[Segment]
    skipped: int
    sequence: int
    constants: dict[str, str]
    control: dict[str, str]
    hint: str
    reports: list[dict[str, str]]
    dateranges: list[dict[str, str]]

    @property
    def target(self) -> int:
        return int(self.constants["EXT-X-TARGETDURATION"])

    @property
    def part_target(self) -> float:
        return float(attributes(self.constants["EXT-X-PART-INF"])["PART-TARGET"])

    def before_end(self) -> Iterator[tuple[Segment, float]]:
        """Each segment with the distance of its end from the playlist's end, newest first."""
        distance = 0.0
        for segment in reversed(self.segments):
            yield segment, distance
            distance += segment.length


CONSTANT = ("EXT-X-VERSION", "EXT-X-TARGETDURATION", "EXT-X-PART-INF", "EXT-X-SERVER-CONTROL")


@cache
def attributes(text: str) -> dict[str, str]:
    pairs = re.findall(r'([A-Z0-9-]+)=("[^"\r\n]*"|[^",\s]+)(?:,|$)', text)
    must(",".join(f"{key}={value}" for key, value in pairs) == text, "4.2", f"an attribute list: {text}")
    must(len({key for key, _ in pairs}) == len(pairs), "4.2", f"each attribute once: {text}")
    return {key: value.strip('"') for key, value in pairs}


def parse(text: str, known: dict[int, Segment]) -> Playlist:
    """`known`: the segments of the playlist before, which a delta update may leave out."""
    lines = text.split("\n")
    must(lines[0] == "#EXTM3U" and lines[-1] == "" and "" not in lines[:-1], "4.1", "EXTM3U first, each line ended")
    tags = [line[1:].partition(":")[::2] for line in lines if line.startswith("#EXT")]
    head = {
        name: value
        for name, value in tags
        if name in (*CONSTANT, "EXT-X-MEDIA-SEQUENCE", "EXT-X-DISCONTINUITY-SEQUENCE")
    }
    for name in (*head, "EXT-X-SKIP"):
        must(sum(tag == name for tag, _ in tags) <= 1, "4.4", f"{name} at most once")
    must(len(head) == 6, "4.4.3", f"all of the playlist's own tags are there: {sorted(head)}")
    control = attributes(head["EXT-X-SERVER-CONTROL"])
    playlist = Playlist(
        [], 0, int(head["EXT-X-DISCONTINUITY-SEQUENCE"]), {name: head[name] for name in CONSTANT}, control, "", [], []
    )
    segment = Segment(int(head["EXT-X-MEDIA-SEQUENCE"]), sequence=playlist.sequence)
    playlist.hint = "".join(attributes(value)["URI"] for name, value in tags if name == "EXT-X-PRELOAD-HINT")
    playlist.reports = [attributes(value) for name, value in tags if name == "EXT-X-RENDITION-REPORT"]
    playlist.dateranges = [attributes(value) for name, value in tags if name == "EXT-X-DATERANGE"]
    for line in lines[1:-1]:
        segment = _line(playlist, segment, line, known)
    if segment.parts:
        playlist.segments.append(segment)
    return playlist


def _line(playlist: Playlist, segment: Segment, line: str, known: dict[int, Segment]) -> Segment:
    """Take one line into the playlist or the segment; returns the segment that the next line belongs to."""
    tag, _, value = line.removeprefix("#").partition(":")
    if tag == "EXT-X-SKIP":
        must(not playlist.segments, "4.4.5.2", "the skip stands before the first segment")
        playlist.skipped = int(attributes(value)["SKIPPED-SEGMENTS"])
        for msn in range(segment.msn, segment.msn + playlist.skipped):
            must(msn in known, "6.2.5.1", f"a delta skips {msn}, which the playlist before did not have")
            playlist.segments.append(known[msn])
        last = playlist.segments[-1]
        return Segment(last.msn + 1, sequence=last.sequence, map=last.map)
    if tag in ("EXT-X-DISCONTINUITY", "EXT-X-MAP", "EXT-X-PROGRAM-DATE-TIME"):
        must(not segment.parts, "4.4.4.9", f"{tag} stands before the segment's first part")
        _before_segment(segment, tag, value)
    elif tag == "EXT-X-PART":
        told = attributes(value)
        segment.parts.append(Part(told["URI"], float(told["DURATION"]), told.get("INDEPENDENT") == "YES"))
    elif tag == "EXTINF":
        must(re.fullmatch(r"\d+\.\d+,", value), "4.4.4.1", f"a decimal duration: {value}")
        segment.duration = float(value[:-1])
    elif not line.startswith("#"):
        must(segment.duration is not None, "4.4.4.1", f"EXTINF before {line}")
        segment.uri = line
        playlist.segments.append(segment)
        return Segment(segment.msn + 1, sequence=segment.sequence, map=segment.map)
    return segment


def _before_segment(segment: Segment, tag: str, value: str) -> None:
    if tag == "EXT-X-DISCONTINUITY":
        segment.breaks += 1
        segment.sequence += 1
    elif tag == "EXT-X-MAP":
        segment.map = attributes(value)["URI"]
    else:
        segment.date = datetime.fromisoformat(value)


class Judge:
    """Judges the snapshots of one media playlist."""

    def __init__(self, fetch: Callable[[str], bytes] | None = None) -> None:
        self.last: Playlist | None = None
        self.seen = 0
        self._fetch = fetch
        self._known: dict[int, Segment] = {}
        self._looked_into: dict[str, bytes] = {}
        self._next_tfdt: dict[int, int] = {}
        self._before = Segment(-1)

    def see(self, text: str) -> Playlist:
        playlist = parse(text, self._known)
        _alone(playlist)
        if self.last is not None:
            _after(self.last, playlist)
        if self._fetch is not None:
            self._look_into(playlist)
        self.last = playlist
        self._known = {segment.msn: segment for segment in playlist.segments}
        self.seen += 1
        return playlist

    def _look_into(self, playlist: Playlist) -> None:
        for segment in playlist.segments:
            for part in segment.parts:
                if part.uri not in self._looked_into:
                    self._part(segment, part)
            if segment.uri and segment.uri not in self._looked_into:
                self._whole(segment)

    def _part(self, segment: Segment, part: Part) -> None:
        self._looked_into[part.uri] = body = self._get(part.uri)
        picture = next(track for track in fragment_tracks(body) if track.id == 1)
        must(picture.starts_with_sync == part.independent, "4.4.4.9", f"INDEPENDENT of {part.uri} tells the truth")
        self._continues(segment, part.uri, body)

    def _whole(self, segment: Segment) -> None:
        """A segment that came so fast that its last parts were never named has them all the same."""
        self._looked_into[segment.uri] = body = self._get(segment.uri)
        named = segment.parts or self._known.get(segment.msn, segment).parts
        joined = b"".join(self._looked_into[part.uri] for part in named)
        rest = body.removeprefix(joined)
        must(joined + rest == body and not (segment.parts and rest), "3.2", f"{segment.uri} is its parts in order")
        self._continues(segment, segment.uri, rest)

    def _continues(self, segment: Segment, uri: str, body: bytes) -> None:
        """Every track goes on where it was."""
        if segment.map != self._before.map:
            self._next_tfdt.pop(2, None)  # sound has another grid, perhaps another timescale
        if segment.sequence != self._before.sequence:
            self._next_tfdt.clear()
        for track in fragment_tracks(body):
            expected = self._next_tfdt.get(track.id)
            if expected is not None and track.samples:
                must(track.tfdt == expected, "6.2.4", f"{uri} track {track.id} at {track.tfdt}, not {expected}")
            if track.samples:
                self._next_tfdt[track.id] = track.tfdt + track.duration
        self._before = segment

    def _get(self, uri: str) -> bytes:
        assert self._fetch is not None
        return self._fetch(uri)


def _alone(playlist: Playlist) -> None:
    """What one snapshot must hold by itself."""
    control, target, part_target = playlist.control, playlist.target, playlist.part_target
    version = int(playlist.constants["EXT-X-VERSION"])
    must(version >= 9, "8", "HOLD-BACK and EXT-X-SKIP need version 9")
    must(control["CAN-BLOCK-RELOAD"] == "YES", "B.1", "low latency needs blocking reload")
    must(float(control["PART-HOLD-BACK"]) >= 3 * part_target, "4.4.3.8", "PART-HOLD-BACK of three parts")
    must(float(control["HOLD-BACK"]) >= 3 * target, "4.4.3.8", "HOLD-BACK of three target durations")
    must(float(control["CAN-SKIP-UNTIL"]) >= 6 * target, "4.4.3.8", "a skip boundary of six target durations")
    uris = [uri for segment in playlist.segments for uri in (segment.uri, *(part.uri for part in segment.parts)) if uri]
    must(len(set(uris)) == len(uris), "4.4.4", "each URI once")
    must(playlist.hint and playlist.hint not in uris, "4.4.5.3", "the hint is of a part that is not listed")
    for segment, distance in playlist.before_end():
        must(segment.map, "4.4.4.5", f"{segment.msn} has an EXT-X-MAP")
        must(segment.date, "B.1", f"{segment.msn} has a date")
        must(
            distance < 3 * target or not segment.parts, "6.2.2", f"{segment.msn} names parts {distance} s from the end"
        )
        must(segment.parts or distance > 3, "B.1", f"{segment.msn} is near the edge and names its parts")
        _durations(segment, target, part_target)
    for one, two in zip(playlist.segments, playlist.segments[1:], strict=False):
        must(two.msn == one.msn + 1 and one.uri, "4.4.3.2", "segments are numbered one by one")
        if not two.breaks:
            apart = (two.date - one.date).total_seconds()
            must(abs(apart - one.length) < 0.0025, "4.4.4.6", f"dates of {one.msn} and {two.msn} are {apart} s apart")
    for daterange in playlist.dateranges:
        must({"ID", "START-DATE"} <= set(daterange), "4.4.5.1", "a date range has an ID and a start")


def _durations(segment: Segment, target: int, part_target: float) -> None:
    if segment.duration is not None:
        must(round(segment.duration) <= target, "4.4.3.1", f"{segment.msn} lasts {segment.duration}")
        told = sum(part.duration for part in segment.parts)
        must(
            not segment.parts or abs(told - segment.duration) < 1e-4, "4.4.4.9", f"{segment.msn} lasts as its parts do"
        )
    for number, part in enumerate(segment.parts, 1):
        must(0 < part.duration <= part_target, "4.4.4.9", f"{part.uri} lasts {part.duration}")
        may_be_short = part.independent or number == len(segment.parts)
        must(may_be_short or part.duration >= 0.85 * part_target, "4.4.4.9", f"{part.uri} lasts only {part.duration}")


def _after(before: Playlist, now: Playlist) -> None:
    """What must hold between two snapshots."""
    must(now.constants == before.constants, "6.2.2", f"{before.constants} never changes")
    first = now.segments[0].msn
    must(first >= before.segments[0].msn, "6.2.2", "the media sequence never goes back")
    must(now.segments[-1].msn >= before.segments[-1].msn, "6.2.2", "the end never goes back")
    gone = [segment for segment in before.segments if segment.msn < first]
    must(first <= before.segments[-1].msn + 1, "6.2.2", "no segment is lost between two snapshots (watch more often)")
    must(
        now.sequence == before.sequence + sum(segment.breaks for segment in gone),
        "6.2.2",
        "the discontinuity sequence counts on",
    )
    if gone:
        length = sum(segment.length for segment in now.segments)
        must(length >= 3 * now.target, "6.2.2", f"{length} s remain after a removal")
    later = {segment.msn: segment for segment in now.segments}
    for segment in before.segments:
        if segment.msn >= first:
            _same(segment, later[segment.msn])
    listed = [part.uri for segment in now.segments for part in segment.parts]
    edge = before.segments[-1].msn
    unnamed = any(not later[msn].parts for msn in (edge, edge + 1) if msn in later)
    must(unnamed or before.hint in (*listed, now.hint), "4.4.5.3", f"the hint {before.hint} came true")
    if now.skipped:
        _skip(now)


def _same(before: Segment, now: Segment) -> None:
    told = (before.msn, before.breaks, before.sequence, before.map, before.date)
    must(told == (now.msn, now.breaks, now.sequence, now.map, now.date), "6.2.2", f"{before.msn} does not change")
    if before.duration is not None:
        must((before.duration, before.uri) == (now.duration, now.uri), "6.2.2", f"{before.msn} does not change")
    must(not now.parts or now.parts[: len(before.parts)] == before.parts, "6.2.2", f"the parts of {before.msn} stay")


def _skip(now: Playlist) -> None:
    until = float(now.control["CAN-SKIP-UNTIL"])
    skipped = {segment.msn for segment in now.segments[: now.skipped]}
    for segment, distance in now.before_end():
        must(segment.msn not in skipped or distance >= until - 0.001, "6.2.5.1", f"{segment.msn} is too new to skip")


@dataclass
class Track:
    id: int
    tfdt: int
    duration: int
    samples: int
    starts_with_sync: bool


def fragment_tracks(body: bytes) -> Iterator[Track]:
    """The tracks of every `moof` in these bytes (ISO/IEC 14496-12, 8.8)."""
    for kind, moof in boxes(body):
        for inner, traf in boxes(moof) if kind == b"moof" else ():
            if inner == b"traf":
                yield _track(dict(boxes(traf)))


def boxes(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    while body:
        size, kind = struct.unpack_from(">I4s", body)
        must(8 <= size <= len(body), "14496-12 4.2", f"{kind!r} of {size} bytes in {len(body)}")
        yield kind, body[8:size]
        body = body[size:]


def _track(traf: dict[bytes, bytes]) -> Track:
    track = struct.unpack_from(">I", traf[b"tfhd"], 4)[0]
    tfdt = struct.unpack_from(">Q", traf[b"tfdt"], 4)[0]
    if b"trun" not in traf:
        return Track(track, tfdt, 0, 0, starts_with_sync=False)
    flags, samples = struct.unpack_from(">II", traf[b"trun"])
    width = sum(bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800))
    rows = struct.unpack_from(f">{width * samples}I", traf[b"trun"], 12)
    must(len(traf[b"trun"]) == 12 + 4 * len(rows), "14496-12 8.8.8", "a trun is as long as its samples")
    sync = not flags & 0x400 or not rows[2] & 0x10000
    return Track(track, tfdt, sum(rows[::width]), samples, starts_with_sync=sync)
