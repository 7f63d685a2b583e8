"""From encoded packets to parts and segments: sans-IO, one rendition."""

from media.hls import answers
from media.hls.cutting import PART_TARGET, Rhythm, part_is_full
from media.hls.draft import Draft
from media.hls.movie import init_segment
from media.hls.segments import Init, Window
from media.hls.sound import Sound
from media.hls.timeline import Timeline
from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig
from media.slate.silence import quiet

_MOST_SEGMENT_BYTES = 32 << 20
_LONGEST_FRAME = 10 * TIMESCALE
"""A longer way to the next frame is a jump: the frame then lasts as long as the one before it."""
_USUAL_FRAME = TIMESCALE // 30


class Epoch:
    """A stretch with one init segment."""

    def __init__(self, video: VideoConfig, audio: AudioConfig, *, slate: bool) -> None:
        self.video, self.audio = video, audio
        self.init = Init("", answers.media(init_segment(video, audio)), slate)
        self.sound = Sound(audio.sample_rate, quiet(audio.channels))
        self.rhythm = Rhythm()


class Packager:
    """Cuts one rendition and fills its window. `leads` says that its epochs are the room's breaks."""

    def __init__(self, window: Window, timeline: Timeline, *, leads: bool) -> None:
        self._window = window
        self._timeline = timeline
        self._leads = leads
        self._epoch: Epoch | None = None
        self._coming: Epoch | None = None
        self._held: Packet | None = None
        self._held_at = -1
        self._frame = _USUAL_FRAME
        self._draft = Draft(0, 0)
        self._fragments = 0

    def begin(self, video: VideoConfig, audio: AudioConfig, *, slate: bool = False) -> None:
        """A new epoch. Its first keyframe ends what is open, for only that tells how long the last frame stood."""
        self._coming = Epoch(video, audio, slate=slate)

    def write(self, packet: Packet) -> None:
        epoch = self._coming or self._epoch
        if epoch is None:
            return
        if packet.track == "audio":
            epoch.sound.add(packet)
        elif epoch is self._coming:
            self._turn(epoch, packet)
        elif self._held is not None:
            self._advance(epoch, self._held, packet)

    def flush(self) -> None:
        """End all with what is here; the last frame lasts as long as the one before it. What follows is a new epoch."""
        epoch = self._epoch
        if epoch is not None and self._held is not None:
            end = self._held_at + self._frame
            epoch.sound.release(end)
            self._stand(epoch, self._held, end)
            self._end_segment(epoch)
            self._held = None
            self._coming = self._coming or Epoch(epoch.video, epoch.audio, slate=epoch.init.slate)

    def _turn(self, epoch: Epoch, packet: Packet) -> None:
        """The coming epoch begins with the first keyframe that does not lie in the past."""
        if not packet.keyframe or packet.dts < self._draft.end - PART_TARGET:
            return
        dts = self._next_dts(packet)
        if self._epoch is not None and self._held is not None:
            self._epoch.sound.release(dts)
            self._stand(self._epoch, self._held, dts)
            self._end_segment(self._epoch)
        epoch.init = Init(f"init-{self._window.next_msn}.mp4", epoch.init.answer, epoch.init.slate)
        epoch.sound.begin(dts)
        self._epoch, self._coming = epoch, None
        if self._leads:
            self._timeline.turn(dts)
        self._hold(epoch, packet, dts)
        self._begin_segment(epoch, dts)

    def _advance(self, epoch: Epoch, held: Packet, packet: Packet) -> None:
        dts = self._next_dts(packet)
        jumped = dts - self._held_at > _LONGEST_FRAME
        self._stand(epoch, held, dts)
        if jumped or (packet.keyframe and self._segment_ends(epoch, dts)):
            self._end_segment(epoch)
            self._hold(epoch, packet, dts)
            self._begin_segment(epoch, dts)
        else:
            self._hold(epoch, packet, dts)
            if part_is_full(self._draft.length, self._frame):
                self._end_part(epoch, self._draft.end)

    def _next_dts(self, packet: Packet) -> int:
        return max(packet.dts, self._held_at + 1, self._draft.end)

    def _hold(self, epoch: Epoch, packet: Packet, dts: int) -> None:
        """A frame's length is known when the next one comes."""
        self._held, self._held_at = packet, dts
        if packet.keyframe:
            epoch.rhythm.keyframe(dts)

    def _stand(self, epoch: Epoch, held: Packet, until: int) -> None:
        """Put the held frame into the draft; one longer than a part is spread over several."""
        duration = until - self._held_at
        if duration > _LONGEST_FRAME:
            duration = self._frame
        self._frame = duration
        if part_is_full(self._draft.length, duration) or self._draft.is_too_heavy_for(held):
            self._end_part(epoch, self._draft.end)
        self._draft.add(held, self._held_at, duration)
        while self._draft.length > PART_TARGET:
            self._end_part(epoch, self._draft.start + PART_TARGET)

    def _segment_ends(self, epoch: Epoch, dts: int) -> bool:
        """Whether the segment ends at this keyframe: its rhythm says so, or the source broke here."""
        segment = self._window.segments[-1]
        return (
            epoch.rhythm.ends_at_keyframe(dts - segment.start, independent=segment.independent)
            or self._timeline.at(dts).sequence != segment.stretch.sequence
        )

    def _begin_segment(self, epoch: Epoch, start: int) -> None:
        independent = self._held is not None and self._held.keyframe
        self._window.open(start, epoch.init, self._timeline.at(start), independent=independent)
        self._draft = Draft(start, start)

    def _end_segment(self, epoch: Epoch) -> None:
        if self._draft.length:
            self._seal(epoch, self._draft.end)
        self._window.close()

    def _end_part(self, epoch: Epoch, at: int) -> None:
        self._seal(epoch, at)
        segment = self._window.segments[-1]
        if epoch.rhythm.ends_at_part(segment.start, at) or segment.size > _MOST_SEGMENT_BYTES:
            independent = self._held is not None and self._held.keyframe and self._held_at == at
            self._window.close()
            self._window.open(at, epoch.init, segment.stretch, independent=independent)

    def _seal(self, epoch: Epoch, at: int) -> None:
        segment = self._window.segments[-1]
        self._fragments += 1
        self._window.add(self._draft.seal(self._fragments, segment.msn, segment.count, at, epoch.sound.take(at)))
        self._draft = Draft(at, self._draft.end)
