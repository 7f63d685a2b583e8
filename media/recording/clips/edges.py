"""精确到帧: a film from one frame to another. Only the pictures beside its ends are encoded anew.

What lies between two keyframes is copied byte for byte; its encoder's parameter sets and ours stand in one avcC
(`parameters`). Runs in the program that cuts.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import msgspec
from av.codec.context import Flags
from av.video.frame import PictureType

from media.recording.clips import parameters
from media.recording.download import Film, Unrolled, headed
from media.webrtc.annexb import AUD, PPS, SPS, split

_PROFILES = {66: "baseline", 77: "main", 100: "high"}
_SEI = 6
_QUALITY = {"preset": "veryfast", "crf": "18", "threads": "1"}


class Picture(msgspec.Struct, frozen=True):
    """A coded picture, in the order of decoding; times in ticks of the track."""

    pts: int
    dts: int
    keyframe: bool


class Plan(msgspec.Struct, frozen=True):
    """Indexes of pictures: head [head, copied), copied [copied, tail), tail [tail, end)."""

    head: int
    copied: int
    tail: int
    end: int
    first: int
    """pts of the first picture that is shown."""
    until: int
    """pts before which pictures are shown."""


def plan(pictures: Sequence[Picture], since: float, until: float) -> Plan:
    """What is decoded, what copied of a film that begins with a keyframe. Raises ValueError: nothing is within."""
    shown = [one.pts for one in pictures if since <= one.pts < until]
    if not shown:
        raise ValueError("no picture is within")
    first, last = min(shown), max(shown)
    joints = _joints(pictures)
    head = max((at for at in joints if pictures[at].pts <= first), default=0)
    ends = [at for at in joints if pictures[at].pts > last]
    end = ends[0] if ends else len(pictures)
    copied = next((at for at in joints if pictures[at].pts >= first), end)
    whole = end if _is_whole(pictures, copied, end, last) else max((at for at in joints if at < end), default=end)
    if copied >= whole:
        return Plan(head, end, end, end, first, last + 1)
    return Plan(head, copied, whole, end, first, last + 1)


def _joints(pictures: Sequence[Picture]) -> list[int]:
    """Keyframes behind which nothing is shown before them: there a film may begin, and another end."""
    keys = [at for at, one in enumerate(pictures) if one.keyframe] + [len(pictures)]
    return [
        at for at, following in pairwise(keys) if all(one.pts >= pictures[at].pts for one in pictures[at:following])
    ]


def _is_whole(pictures: Sequence[Picture], begin: int, end: int, last: int) -> bool:
    return begin < end and all(one.pts <= last for one in pictures[begin:end])


class Edge:
    """Encodes pictures as the track has them: its profile, its level, its size, its colours; numbers of its own."""

    def __init__(self, record: bytes, stream: av.VideoStream, colours: av.VideoCodecContext) -> None:
        number = parameters.free_number(record)
        level = f"{record[3] // 10}.{record[3] % 10}"
        codec = av.CodecContext.create("libx264", "w")
        assert isinstance(codec, av.VideoCodecContext)  # noqa: S101 - libx264 draws
        codec.width, codec.height, codec.pix_fmt = stream.width, stream.height, colours.pix_fmt or "yuv420p"
        codec.time_base, codec.framerate = _base(stream), stream.average_rate or Fraction(30)
        codec.color_range, codec.colorspace = colours.color_range, colours.colorspace
        codec.color_primaries, codec.color_trc = colours.color_primaries, colours.color_trc
        codec.options = {
            **_QUALITY,
            "profile": _PROFILES.get(record[1], "high"),
            "level": level,
            "x264-params": f"sps-id={number}:bframes=0:keyint=infinite:scenecut=0",
        }
        codec.flags |= Flags.global_header
        codec.open()
        self._codec = codec
        units = split(bytes(codec.extradata or b""))
        self.sps = [unit for unit in units if unit[0] & 31 == SPS]
        self.pps = [unit for unit in units if unit[0] & 31 == PPS]
        self._length = (record[4] & 3) + 1

    def encode(self, frame: av.VideoFrame | None) -> Iterator[tuple[int, bytes, bool]]:
        """pts, NAL units behind their lengths, and whether it is a keyframe; None: that was the last."""
        if frame is not None:
            frame.pict_type = PictureType.NONE
        for packet in self._codec.encode(frame):
            units = [unit for unit in split(bytes(packet)) if unit[0] & 31 not in (SPS, PPS, AUD, _SEI)]
            sized = b"".join(len(unit).to_bytes(self._length, "big") + unit for unit in units)
            yield packet.pts or 0, sized, packet.is_keyframe


def cut(content: Film, out: Path, since: float, until: float, tell: Callable[[int], None]) -> int:
    """Writes the film from `since` to `until` (seconds in `content`); its length in milliseconds.

    `tell` hears how much is done, in percent. Raises ValueError: nothing is within.
    """
    record = parameters.record_of(content.head)
    with av.open(Unrolled(content), "r", format="mp4") as film:
        picture = film.streams.video[0]
        colours = _decoder(record)
        pictures = [
            Picture(packet.pts, packet.dts, packet.is_keyframe)
            for packet in film.demux(picture)
            if packet.pts is not None and packet.dts is not None
        ]
        half = _step(picture) / 2
        ticks = [moment / float(_base(picture)) - half for moment in (since, until)]
        made = plan(pictures, *map(float, ticks))
        _learn(film, picture, colours, pictures[made.head])
        edge = Edge(record, picture, colours)
    head = parameters.configured(content.head, parameters.with_sets(record, edge.sps, edge.pps))
    with (
        av.open(Unrolled(headed(content, head)), "r", format="mp4") as film,
        av.open(str(out), "w", format="mp4", options={"movflags": "+faststart", "use_editlist": "1"}) as whole,
    ):
        splicing = _Splicing(film, whole, pictures, made, lambda: Edge(record, film.streams.video[0], colours))
        return splicing.run(tell)


def _step(picture: av.VideoStream) -> int:
    """Ticks from one picture to the next."""
    return round(1 / (picture.average_rate or Fraction(30)) / _base(picture))


def _base(picture: av.VideoStream) -> Fraction:
    """Seconds in a tick."""
    assert picture.time_base is not None  # noqa: S101 - a track of an MP4 has its timescale
    return picture.time_base


def _decoder(record: bytes) -> av.VideoCodecContext:
    codec = av.CodecContext.create("h264", "r")
    assert isinstance(codec, av.VideoCodecContext)  # noqa: S101 - H.264 is a picture
    codec.extradata = record
    codec.thread_count = 1
    return codec


def _learn(
    film: av.container.InputContainer, picture: av.VideoStream, colours: av.VideoCodecContext, at: Picture
) -> None:
    """Pixel format and colours are known once a picture is decoded."""
    film.seek(at.pts, stream=picture)
    for packet in film.demux(picture):
        if colours.decode(packet):
            return


class _Splicing:
    def __init__(
        self,
        film: av.container.InputContainer,
        out: av.container.OutputContainer,
        pictures: Sequence[Picture],
        made: Plan,
        edge: Callable[[], Edge],
    ) -> None:
        self._film, self._out = film, out
        self._pictures, self._plan = pictures, made
        self._edge = edge
        self._picture = film.streams.video[0]
        self._step, self._base = _step(self._picture), _base(self._picture)
        self._streams = {stream.index: out.add_stream_from_template(stream) for stream in film.streams}
        self._encoder: Edge | None = None
        self._decoder = _decoder(bytes(self._picture.codec_context.extradata or b""))
        self._last = -(1 << 62)
        self._ends = made.first

    def run(self, tell: Callable[[int], None]) -> int:
        """Its length in milliseconds."""
        plan, number = self._plan, 0
        for packet in self._film.demux():
            if packet.pts is None or packet.dts is None or packet.time_base is None:
                continue
            if packet.stream.type == "audio":
                self._sound(packet, packet.pts * packet.time_base, packet.time_base)
                continue
            if number in {plan.copied, plan.tail}:
                self._flush(number)
            if plan.copied <= number < plan.tail:
                self._write(packet.pts, packet.dts, bytes(packet), packet.is_keyframe)
            elif plan.head <= number < plan.end:
                self._draw(packet)
            number += 1
            tell(number * 100 // len(self._pictures))
        self._flush(number)
        return int((self._ends - plan.first) * self._base * 1000)

    def _sound(self, packet: "av.Packet[Any]", at: Fraction, base: Fraction) -> None:
        """From the frame in which the film begins; the edit list hides what is before it."""
        begins, ends = self._plan.first * self._base, (self._plan.until - 1 + self._step) * self._base
        if at + (packet.duration or 0) * base <= begins or at >= ends:
            return
        packet.pts = packet.dts = round((at - begins) / base)
        packet.stream = self._streams[packet.stream.index]
        self._out.mux(packet)

    def _draw(self, packet: "av.Packet[Any]") -> None:
        self._encode(self._decoder.decode(packet))

    def _encode(self, frames: Sequence[av.VideoFrame]) -> None:
        for frame in frames:
            if frame.pts is not None and self._plan.first <= frame.pts < self._plan.until:
                self._encoder = self._encoder or self._edge()
                frame.time_base = self._base
                self._keep(self._encoder.encode(frame))

    def _flush(self, number: int) -> None:
        """An edge is over: what its decoder and its encoder still hold comes out."""
        self._encode(self._decoder.decode(None))
        if self._encoder is not None:
            self._keep(self._encoder.encode(None))
        self._encoder = None
        if number < len(self._pictures):
            self._decoder = _decoder(bytes(self._picture.codec_context.extradata or b""))

    def _keep(self, drawn: Iterator[tuple[int, bytes, bool]]) -> None:
        for pts, data, keyframe in drawn:
            self._write(pts, pts - self._delay(pts), data, keyframe)

    def _delay(self, pts: int) -> int:
        """By how much the copied pictures are decoded before they are shown, so that decoding times go on evenly."""
        plan, pictures = self._plan, self._pictures
        joint = plan.copied if plan.copied < plan.tail and pts < pictures[plan.copied].pts else plan.tail
        beside = pictures[joint] if plan.copied < plan.tail and joint < len(pictures) else None
        return beside.pts - beside.dts if beside else 0

    def _write(self, pts: int, dts: int, data: bytes, keyframe: bool) -> None:
        self._last = max(dts, self._last + 1)
        self._ends = max(self._ends, pts + self._step)
        packet = av.Packet(data)
        packet.stream = self._streams[self._picture.index]
        packet.time_base = self._base
        packet.pts, packet.dts, packet.duration = pts - self._plan.first, self._last - self._plan.first, self._step
        packet.is_keyframe = keyframe
        self._out.mux(packet)
