"""Which renditions a room gets beside its source, and what the multivariant playlist says of them."""

from itertools import product

import msgspec

from media.hls.variant import Variant
from media.packets import TIMESCALE, AudioConfig, VideoConfig

SOURCE = "source"
"""The name of the rendition that shows what the host sends."""

USUAL = VideoConfig("h264", b"\x01\x64\x00\x28", 1920, 1080)
"""What a host is expected to push; the playlist of a room names its renditions before one has come."""

PESSIMIST = 0.5
"""The `speed` that is assumed of a box that is not measured yet when a host comes."""

GRID = 2 * TIMESCALE
"""Every rung has a keyframe at the first picture behind each multiple of this on the room's timeline, in ticks."""

_SPARED = 0.4
"""Share of the CPU that stays with the shop whatever the picture would like."""

_PRESETS = {"veryfast": 1.0, "superfast": 0.72, "ultrafast": 0.52}
"""x264's presets that are worth having live, and their CPU relative to veryfast."""

_COSTS = {360: 0.22, 480: 0.33, 540: 0.4, 720: 0.56, 1080: 1.2}
"""CPU of one rung at veryfast relative to 720 and 480 together, which is what `speed` was measured with."""

_DECODING = 0.11
"""The same for decoding 1080 lines."""

_BITRATES = {360: 300_000, 480: 1_000_000, 540: 1_400_000, 720: 2_200_000, 1080: 4_500_000}
_AUDIO_BITRATE = 128_000
_THIN, _THIN_AUDIO_BITRATE = 360, 48_000
"""Up to so many lines a rung is for who has 700 kbit/s: with half as much again at its peaks it stays below 500."""
_LARGEST = 1080
"""Short side of the largest picture that is encoded here."""


class Rung(msgspec.Struct, frozen=True):
    """One encoding that the worker makes."""

    name: str
    height: int
    """Of the picture's short side: a phone's upright 720x1280 is 720 too. 0: the host's own, with encoded sound."""
    video_bitrate: int
    """bit/s."""
    audio_bitrate: int
    """bit/s, where the sound is encoded at all."""
    preset: str
    """x264's."""


def playable(config: VideoConfig | AudioConfig) -> bool:
    """Every player takes it as it is: AAC, or H.264 in 8 bits and 4:2:0 (profiles up to High)."""
    if isinstance(config, AudioConfig):
        return config.codec == "aac"
    return config.codec == "h264" and config.extradata[1:2] in (b"\x42", b"\x4d", b"\x64")


def ladder(setting: str, speed: float, cores: int, source: VideoConfig, sound: AudioConfig | None = None) -> list[Rung]:
    """The rungs for a `source`, largest first.

    `setting` is "auto", "off" or heights such as "720,480"; `speed` is `media.transcode.speed`'s media seconds per
    CPU second. Nothing is enlarged. A picture that players do not take gets a rung `SOURCE` whatever the setting;
    if only the sound is such, `SOURCE` has height 0: the picture passes. Raises ValueError for a setting that is not
    understood.
    """
    heights = _heights(setting)
    budget = cores * (1 - _SPARED) * speed
    needed: list[int] = []
    if not playable(source):
        needed = [min(_LARGEST, _even(min(source.width, source.height)))]
    smaller = [height for height in heights if height < min([*needed, source.width, source.height])]
    chosen, preset = _choose(setting, budget - _decoding(source), needed, smaller)
    rungs = [_rung(SOURCE if height in needed else f"{height}p", height, preset) for height in needed + chosen]
    if sound is not None and not playable(sound) and not needed:
        rungs.insert(0, Rung(SOURCE, 0, 0, _AUDIO_BITRATE, preset))
    return rungs


def promised(setting: str) -> list[Variant]:
    """What every room's playlist names, whatever this box affords just now: a rung it does not encode plays the source.

    `setting` as in `ladder`.
    """
    return variants([_rung(f"{height}p", height, "veryfast") for height in _heights(setting)], USUAL)


def size(rung: Rung, width: int, height: int) -> tuple[int, int]:
    """Width and height of `rung` for a picture of `width` x `height`: same shape, even, never larger."""
    short = min(rung.height, width, height)
    scale = short / min(width, height)
    return min(_even(width), _nearest(width * scale)), min(_even(height), _nearest(height * scale))


def variants(
    rungs: list[Rung],
    source: VideoConfig | None = None,
    sound: AudioConfig | None = None,
    bitrate: int = 6_000_000,
) -> list[Variant]:
    """The source and the `rungs`, best first; usable before a host has come, with 1080 lines assumed.

    `bitrate` is what the source sends in bit/s.
    """
    passed = source if source is not None and playable(source) else None
    width, height = (source.width, source.height) if source is not None else (1920, 1080)
    spoken = _audio_codec(sound)
    found = []
    for rung in rungs:
        if rung.height:
            video = _avc1(100, rung.height)
            peak = rung.video_bitrate * 3 // 2 + rung.audio_bitrate
            found.append(Variant(rung.name, peak, *size(rung, width, height), f"{video},{spoken}"))
    if all(variant.name != SOURCE for variant in found):
        video = f"avc1.{passed.extradata[1:4].hex().upper()}" if passed else _avc1(100, min(width, height))
        found.insert(0, Variant(SOURCE, bitrate * 5 // 4, width, height, f"{video},{spoken}"))
    return found


def _heights(setting: str) -> list[int]:
    if setting == "off":
        return []
    if setting == "auto":
        return [720, 480, 360]
    try:
        heights = sorted({int(height) for height in setting.split(",")}, reverse=True)
    except ValueError:
        heights = []
    if not heights or not all(120 <= height <= _LARGEST and height % 2 == 0 for height in heights):
        raise ValueError(f"ladder must be auto, off or even heights from 120 to {_LARGEST}, not {setting!r}")
    return heights


def _choose(setting: str, budget: float, needed: list[int], smaller: list[int]) -> tuple[list[int], str]:
    """The largest choice that the budget holds: first the better preset, then fewer rungs."""
    choices = [smaller[start:] for start in range(len(smaller) + 1)] if setting == "auto" else [smaller]
    for choice, (preset, cost) in product(choices, _PRESETS.items()):
        if cost * sum(map(_cost, needed + choice)) <= budget:
            return choice, preset
    return choices[-1], list(_PRESETS)[-1]


def _cost(height: int) -> float:
    return _COSTS.get(height) or _COSTS[720] * (height / 720) ** 1.5


def _decoding(source: VideoConfig) -> float:
    return _DECODING * source.width * source.height / (1920 * 1080)


def _rung(name: str, height: int, preset: str) -> Rung:
    bitrate = _BITRATES.get(height) or int(_BITRATES[720] * (height / 720) ** 1.6)
    return Rung(name, height, bitrate, _THIN_AUDIO_BITRATE if height <= _THIN else _AUDIO_BITRATE, preset)


def _even(length: int) -> int:
    return max(2, length // 2 * 2)


def _nearest(length: float) -> int:
    return max(2, round(length / 2) * 2)


def _avc1(profile: int, short: int) -> str:
    """RFC 6381 for the lowest level that holds 30 frames/s of so many lines (ISO/IEC 14496-10, table A-1)."""
    level = 30 if short <= 480 else 31 if short <= 720 else 40 if short <= 1080 else 51
    return f"avc1.{profile:02X}00{level:02X}"


def _audio_codec(sound: AudioConfig | None) -> str:
    """mp4a.40 and the audio object type, the first five bits of the AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1)."""
    kind = sound.extradata[0] >> 3 if sound is not None and playable(sound) and sound.extradata else 2
    return f"mp4a.40.{kind}"
