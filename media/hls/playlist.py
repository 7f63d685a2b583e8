"""The text of playlists (RFC 8216bis, 4). Every URI is relative, so a token in the path is inherited."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from media.hls.cutting import PART_TARGET, TARGET_SECONDS
from media.hls.segments import Segment
from media.hls.variant import Variant
from media.packets import TIMESCALE

PART_HOLD_BACK = 4 * PART_TARGET
"""How far behind the edge a low-latency player plays: one part more than the three that the RFC asks for."""
SKIP_SECONDS = 6 * TARGET_SECONDS
"""CAN-SKIP-UNTIL: a delta update leaves out what is older."""


class Report(msgspec.Struct, frozen=True):
    """How far another rendition is (EXT-X-RENDITION-REPORT)."""

    name: str
    msn: int
    part: int


def part_uri(msn: int, index: int) -> str:
    return f"{msn}.{index}.m4s"


def part_line(msn: int, index: int, duration: int, *, independent: bool) -> bytes:
    mark = ",INDEPENDENT=YES" if independent else ""
    return f'#EXT-X-PART:DURATION={_seconds(duration)},URI="{part_uri(msn, index)}"{mark}\n'.encode()


def daterange(name: str, start: datetime, attributes: Mapping[str, str | float]) -> bytes:
    """An EXT-X-DATERANGE; client attributes are called X-SOMETHING, text must hold no quotes and no line breaks."""
    texts = (name, *attributes, *map(str, attributes.values()))
    if any(character in text for text in texts for character in '"\r\n'):
        raise ValueError("text in a playlist holds no quotes and no line breaks")
    told = "".join(
        f',{key}="{value}"' if isinstance(value, str) else f",{key}={value}" for key, value in attributes.items()
    )
    return f'#EXT-X-DATERANGE:ID="{name}",START-DATE="{date(start)}"{told}\n'.encode()


def multivariant(variants: Sequence[Variant]) -> bytes:
    return "".join(("#EXTM3U\n#EXT-X-VERSION:9\n", *map(_variant, variants))).encode()


def media_playlist(
    listed: Sequence[Segment],
    hint: str,
    reports: Sequence[Report],
    marks: Sequence[bytes],
    *,
    parts_from: int,
    skipped: int = 0,
) -> bytes:
    """`listed` begins with the oldest segment named; of it `skipped` are left out (a delta update, 4.4.5.2).

    Parts are named in segments that have reached more than `parts_from`.
    """
    first = listed[0]
    lines = [
        _HEAD,
        f"#EXT-X-MEDIA-SEQUENCE:{first.msn}\n".encode(),
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{first.stretch.sequence - first.breaks}\n".encode(),
    ]
    if skipped:
        lines.append(f"#EXT-X-SKIP:SKIPPED-SEGMENTS={skipped}\n".encode())
    init = ""
    for segment in listed[skipped:]:
        lines += _segment(segment, init, parts=segment.reached > parts_from)
        init = segment.init.name
    lines += marks
    lines.append(f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="{hint}"\n'.encode())
    lines += map(_report, reports)
    return b"".join(lines)


def skippable(listed: Sequence[Segment]) -> int:
    """How many of the listed segments lie wholly beyond the skip boundary."""
    boundary = listed[-1].reached - SKIP_SECONDS * TIMESCALE
    return sum(segment.reached <= boundary for segment in listed)


def _seconds(ticks: int) -> str:
    return f"{ticks / TIMESCALE:.5f}"


def date(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _variant(variant: Variant) -> str:
    return (
        f"#EXT-X-STREAM-INF:BANDWIDTH={variant.bandwidth},RESOLUTION={variant.width}x{variant.height}"
        f',CODECS="{variant.codecs}"\n{variant.name}/index.m3u8\n'
    )


_HEAD = (
    # 9 for HOLD-BACK and EXT-X-SKIP
    "#EXTM3U\n#EXT-X-VERSION:9\n"
    f"#EXT-X-TARGETDURATION:{TARGET_SECONDS}\n"
    f"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK={_seconds(PART_HOLD_BACK)},"
    f"HOLD-BACK={3 * TARGET_SECONDS},CAN-SKIP-UNTIL={SKIP_SECONDS}\n"
    f"#EXT-X-PART-INF:PART-TARGET={_seconds(PART_TARGET)}\n"
).encode()


def _segment(segment: Segment, init: str, *, parts: bool) -> list[bytes]:
    """`init` is the one in force before it."""
    lines = [b"#EXT-X-DISCONTINUITY\n"] * segment.breaks
    if segment.init.name != init:
        lines.append(f'#EXT-X-MAP:URI="{segment.init.name}"\n'.encode())
    lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{date(segment.stretch.at(segment.start))}\n".encode())
    if parts:
        lines += [part.line for part in segment.parts]
    if segment.closed:
        lines.append(f"#EXTINF:{_seconds(segment.length)},\n{segment.msn}.m4s\n".encode())
    return lines


def _report(report: Report) -> bytes:
    uri = f"../{report.name}/index.m3u8"
    return f'#EXT-X-RENDITION-REPORT:URI="{uri}",LAST-MSN={report.msn},LAST-PART={report.part}\n'.encode()
