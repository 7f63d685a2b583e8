"""A strict judge of low-latency playlists (RFC 8216bis-16): hand it every snapshot of one playlist, in order.

``Judge(fetch).see(text)`` raises `Broken`, which names the section; `fetch(uri)` returns a media file's bytes, and
without it the media are not looked into. It imports nothing of ours but how it reads: snapshots.py and fragments.py.
"""

from collections.abc import Callable

from tests.media.hls.fragments import boxes, fragment_tracks
from tests.media.hls.snapshots import Broken, Part, Playlist, Segment, attributes, must, parse

__all__ = ["Broken", "Judge", "attributes", "boxes", "fragment_tracks", "parse"]


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
