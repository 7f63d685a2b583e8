"""One quality of a room's picture: written to by an encoder, read by everybody."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from appliance.errors import BadInput, NotFound, Problem, Unavailable
from media.hls import answers, directives
from media.hls.answers import Answer
from media.hls.cutting import PART_TARGET
from media.hls.directives import Directives
from media.hls.packager import Packager
from media.hls.playlist import Report, media_playlist, part_uri, skippable
from media.hls.segments import PARTS_LISTED, Segment, Window
from media.hls.timeline import Timeline
from media.hls.waiting import Line, Parked, Reply
from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig

_ADVANCE_PARTS = -(-3 * TIMESCALE // PART_TARGET)
_ADVANCE_SEGMENTS = 2
"""Who asks for what is farther ahead has lost the thread (6.2.5.2)."""
_MEDIA = re.compile(r"(\d{1,12})(?:\.(\d{1,4}))?\.m4s")


class Beside(msgspec.Struct, frozen=True):
    """What a playlist tells beside its own segments."""

    reports: Sequence[Report]
    marks: Sequence[bytes]
    """EXT-X-DATERANGE lines."""


class Rendition:
    """Written by `begin`, `write` and `flush`, read by `ask`; one task does both."""

    def __init__(
        self, name: str, first: int, timeline: Timeline, line: Line, beside: Callable[[str], Beside], *, leads: bool
    ) -> None:
        self.name = name
        self._window = Window(first)
        self._packager = Packager(self._window, timeline, leads=leads)
        self._line = line
        self._beside = beside
        self._waiting: list[Parked] = []
        self._rendered: dict[bool, Answer] = {}

    @property
    def edge(self) -> int:
        """Ticks of the room's timeline that are announced."""
        return self._window.end

    @property
    def moment(self) -> datetime | None:
        """The PROGRAM-DATE-TIME of the live edge; None before the first part."""
        for segment in reversed(self._window.segments):
            if segment.count:
                return segment.stretch.at(segment.end)
        return None

    @property
    def segments(self) -> Sequence[Segment]:
        """What is in memory, oldest first; the last may be open, and of the older ones the parts are joined."""
        return self._window.segments

    @property
    def bytes_held(self) -> int:
        return self._window.bytes_held

    @property
    def next_msn(self) -> int:
        return self._window.next_msn

    @property
    def report(self) -> Report | None:
        """Its newest part; None before the first."""
        for segment in reversed(self._window.segments):
            if segment.count:
                return Report(self.name, segment.msn, segment.count - 1)
        return None

    def begin(self, video: VideoConfig, audio: AudioConfig, *, slate: bool = False) -> None:
        """A new epoch starts with the next video keyframe. Raises ValueError unless it is h264 and aac.

        `slate`: it stands in for a host who is not there, and is no part of the show.
        """
        self._packager.begin(video, audio, slate=slate)

    def write(self, packet: Packet) -> None:
        """One packet on the room's timeline; video may leave its duration 0."""
        before = self._window.edge
        self._packager.write(packet)
        if self._window.edge != before:
            self._announce()

    def flush(self) -> None:
        """Announce everything that was written: no more comes for now, and what comes later is a new epoch."""
        self._packager.flush()
        self._announce()

    def ask(self, file: str, query: bytes, reply: Reply) -> Answer | Parked:
        try:
            return self._playlist(query, reply) if file == "index.m3u8" else self._media(file, reply)
        except Problem as problem:
            return answers.refusal(problem)

    def when_begun(self, render: Callable[[], Answer], reply: Reply) -> Answer | Parked:
        """`render` now or as soon as there is a part."""
        return self._when(1, render, reply)

    def expire(self) -> None:
        """Answer those who have waited too long."""
        now = self._line.now()
        late = [parked for parked in self._waiting if parked.deadline <= now]
        self._waiting = [parked for parked in self._waiting if parked.deadline > now]
        for parked in late:
            parked.answer(answers.refusal(Unavailable(retry_after=1)))

    def close(self) -> None:
        """The room is closed: nobody waits any longer."""
        waiting, self._waiting = self._waiting, []
        for parked in waiting:
            parked.answer(answers.refusal(NotFound()))

    def _announce(self) -> None:
        self._rendered = {}
        edge, waiting = self._window.edge, self._waiting
        self._waiting = []
        for parked in waiting:
            if edge >= parked.key:
                parked.key = self._settle(parked.key)
            if edge >= parked.key:
                parked.answer(parked.render())
            else:
                self._waiting.append(parked)

    def _playlist(self, query: bytes, reply: Reply) -> Answer | Parked:
        asked = directives.read(query) if query else directives.NONE
        return self._when(self._key(asked), self._delta if asked.skip else self._full, reply)

    def _key(self, asked: Directives) -> int:
        """The edge that a blocking reload waits for. Raises BadInput for what is too far ahead (6.2.5.2)."""
        if asked.msn is None:
            return 1
        last, parts = self._last()
        if asked.msn > last + _ADVANCE_SEGMENTS:
            raise BadInput(why="_HLS_msn")
        if asked.part is None:
            return asked.msn + 1 << 16
        if asked.msn >= last and asked.part >= _ADVANCE_PARTS + (parts if asked.msn == last else 0):
            raise BadInput(why="_HLS_part")
        return asked.msn << 16 | min(asked.part, 0xFFFE) + 1

    def _last(self) -> tuple[int, int]:
        """The newest segment that is announced and how many parts it has."""
        report = self.report
        return (report.msn, report.part + 1) if report else (self.next_msn - 1, 0)

    def _settle(self, key: int) -> int:
        """A part beyond its segment's end is the first part of the next (6.2.5.2)."""
        msn, parts = key >> 16, key & 0xFFFF
        segment = self._window.find(msn) if parts else None
        return msn + 1 << 16 | 1 if segment and segment.closed and parts > segment.count else key

    def _when(self, key: int, render: Callable[[], Answer], reply: Reply) -> Answer | Parked:
        edge = self._window.edge
        key = self._settle(max(key, 1))
        if edge >= key:
            return render()
        parked = self._line.park(key, render, reply)
        if parked is None:
            return answers.refusal(Unavailable(retry_after=1))
        self._waiting.append(parked)
        return parked

    def _full(self) -> Answer:
        return self._rendered.get(False) or self._render(delta=False)

    def _delta(self) -> Answer:
        return self._rendered.get(True) or self._render(delta=True)

    def _render(self, *, delta: bool) -> Answer:
        listed = self._window.listed()
        if not listed:
            return answers.refusal(Unavailable(retry_after=1))
        beside = self._beside(self.name)
        body = media_playlist(
            listed,
            part_uri(*self._hint()),
            beside.reports,
            beside.marks,
            parts_from=self._window.reached - PARTS_LISTED,
            skipped=skippable(listed) if delta else 0,
        )
        self._rendered[delta] = answer = answers.playlist(body)
        return answer

    def _hint(self) -> tuple[int, int]:
        last = self._window.segments[-1]
        return (self.next_msn, 0) if last.closed else (last.msn, last.count)

    def _media(self, file: str, reply: Reply) -> Answer | Parked:
        name = _MEDIA.fullmatch(file)
        if name is None:
            return self._init(file)
        msn = int(name[1])
        segment = self._window.find(msn)
        if name[2] is None:
            if segment is None or not segment.closed:
                raise NotFound
            return segment.answer()
        part = int(name[2])
        if segment is not None and part < len(segment.parts):
            return segment.parts[part].answer
        if not self._window.segments or (msn, part) != self._hint():
            raise NotFound
        return self._when(msn << 16 | part + 1, lambda: self._part(msn, part), reply)

    def _part(self, msn: int, part: int) -> Answer:
        segment = self._window.find(msn)
        return segment.parts[part].answer if segment and part < len(segment.parts) else answers.refusal(NotFound())

    def _init(self, file: str) -> Answer:
        for segment in self._window.segments:
            if segment.init.name == file:
                return segment.init.answer
        raise NotFound
