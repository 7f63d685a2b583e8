"""A low-latency playlist as it was read (RFC 8216bis-16): what its lines say, nothing about whether they may."""

import re
from collections.abc import Iterator
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
