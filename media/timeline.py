"""A room's one continuous clock: successive publishers, each by a clock of its own, are placed on it without a seam."""

from media.packets import TIMESCALE, Packet, Track
from media.soundgrid import SoundGrid

FORWARD = 3 * TIMESCALE
"""A gap up to here may show; beyond it the source has jumped."""
BACK = 1 * TIMESCALE
"""Steps back up to here are absorbed; beyond it the source has jumped."""
APART = 3 * TIMESCALE
"""Tracks whose stamps differ by more stand on different bases."""
_OFFSET_LIMIT = 3 * TIMESCALE
_STALE = 1 * TIMESCALE


class Timeline:
    """Puts packets on the room's clock, in ticks of `TIMESCALE`; it never goes back.

    For each source call `begin`, then for each packet ask `jumps` and `place` it; at its end take what `flush` still
    holds. One packet of the picture, and of sound that is on no grid, is held back, because only the next one tells
    how long it lasts.
    """

    def __init__(self, start: int = 0) -> None:
        self.edge = start
        """Where everything placed so far has ended, shown as well as decoded."""
        self.dropped = 0
        """Packets that had no place: sound that overlaps, strays of a source that has jumped."""
        self._start = start
        self._runs: dict[Track, _Run] = {}
        self._before: dict[Track, int] = {}
        self._held: dict[Track, Packet] = {}
        self._usual: dict[Track, int] = {}
        self._grid: SoundGrid | None = None

    @property
    def drift(self) -> float:
        """Seconds by which the present source's stamps have run away from its count of samples; + is faster."""
        return self._grid.drift / TIMESCALE if self._grid else 0.0

    def begin(self, sample_rate: int | None) -> list[Packet]:
        """A new source: its first packet will land on the edge, both tracks keep their distance.

        `sample_rate` puts AAC on its grid of 1024 samples; None, for any other codec, leaves sound where its stamps
        are. Answers what was still held of the source before.
        """
        rest = self.flush()
        self._before = {track: run.last for track, run in self._runs.items()}
        self._runs = {}
        self._start = self.edge
        self._grid = SoundGrid(sample_rate) if sample_rate else None
        return rest

    def jumps(self, packet: Packet) -> bool:
        """Whether this packet leaves its source's clock: more than 3 s ahead of every track, or 1 s back in its own.

        The caller then starts a new epoch: `begin`, and only then `place`, also when it is no keyframe and what
        comes out is thrown away: it tells strays of the old time from the new.
        """
        run = self._runs.get(packet.track)
        if run is None:
            return False
        ahead = packet.dts + run.offset - max(other.front for other in self._runs.values())
        return ahead > FORWARD or packet.dts < run.last - BACK

    def place(self, packet: Packet) -> list[Packet]:
        """What can be passed on now, on the room's clock, decoding times rising strictly in each track."""
        run = self._runs.get(packet.track)
        if run is None:
            if self._is_stray(packet):
                self.dropped += 1
                return []
            run = self._runs[packet.track] = _Run(self._offset(packet), self._start)
        run.last = packet.dts
        run.front = max(run.front, packet.dts + run.offset)
        if packet.track == "audio" and self._grid is not None:
            return self._count(packet, run, self._grid)
        return self._space(packet, run)

    def flush(self) -> list[Packet]:
        """What waited for the next one of its track, as long as the one before it."""
        waiting = sorted(self._held.values(), key=lambda packet: packet.dts)
        self._held = {}
        return [self._last(packet, self._usual.get(packet.track, 0)) for packet in waiting]

    def _is_stray(self, packet: Packet) -> bool:
        """After a jump of one track the other still sends a few packets of the old time."""
        before = self._before.get(packet.track)
        return (
            before is not None
            and 0 <= packet.dts - before < _STALE
            and any(abs(packet.dts - other.last) > APART for other in self._runs.values())
        )

    def _offset(self, packet: Packet) -> int:
        """What must be added to the track's stamps."""
        for other in self._runs.values():
            if abs(packet.dts - other.last) < APART:
                return other.offset
            return other.front - packet.dts
        return self._start - packet.dts

    def _space(self, packet: Packet, run: "_Run") -> list[Packet]:
        """Where it is stamped, until the next one of its track begins."""
        dts = max(packet.dts + run.offset, run.next)
        run.next = dts + 1
        held = self._held.get(packet.track)
        offset = min(max(packet.offset, 0), _OFFSET_LIMIT)
        self._held[packet.track] = Packet(packet.track, dts, packet.data, packet.keyframe, offset, packet.duration)
        return [self._last(held, dts - held.dts)] if held else []

    def _count(self, packet: Packet, run: "_Run", grid: SoundGrid) -> list[Packet]:
        """Where its samples are."""
        here = packet.dts + run.offset
        span = grid.place(here) if here >= self._start else None
        if span is None:
            self.dropped += 1
            return []
        return [self._pass(Packet("audio", span[0], packet.data, keyframe=True, duration=span[1] - span[0]))]

    def _last(self, held: Packet, duration: int) -> Packet:
        self._usual[held.track] = duration = duration or held.duration or TIMESCALE // 30
        return self._pass(Packet(held.track, held.dts, held.data, held.keyframe, held.offset, duration))

    def _pass(self, packet: Packet) -> Packet:
        self.edge = max(self.edge, packet.dts + packet.offset + packet.duration)
        return packet


class _Run:
    """One track of the present source."""

    __slots__ = ("front", "last", "next", "offset")

    def __init__(self, offset: int, start: int) -> None:
        self.offset = offset
        """Room's clock minus the source's."""
        self.next = start
        """The earliest dts that the track may take."""
        self.front = start
        """Its latest stamp on the room's clock."""
        self.last = 0
        """Its latest stamp on its own clock."""
