import asyncio
from pathlib import Path

import av
import numpy as np
import pytest

from media.packets import TIMESCALE
from media.slate.loop import Loop, Slate
from media.slate.made import SlateFailed, slate


def decoded(made: Slate, seconds: float) -> list[av.VideoFrame]:
    decoder = av.CodecContext.create("h264", "r")
    decoder.extradata = made.video.extradata
    frames = []
    for packet in Loop(made, 0).between(0, int(seconds * TIMESCALE), "video"):
        frames += decoder.decode(av.Packet(packet.data))
    return frames + decoder.decode(None)


def seen(folder: Path) -> list[tuple[str, int]]:
    return [(file.name, file.stat().st_mtime_ns) for file in folder.iterdir()]


def test_the_pictures_decode_and_stand_still_over_the_turn(back: Slate) -> None:
    frames = [frame.to_ndarray(format="gray").astype(int) for frame in decoded(back, 4.5)]
    assert len(frames) == 45
    assert max(np.abs(frame - frames[0]).mean() for frame in frames) < 0.5


def test_a_turn_is_two_seconds_with_one_keyframe_and_no_reordering(back: Slate) -> None:
    pictures = [packet for packet in back.packets if packet.track == "video"]
    assert back.duration == 2 * TIMESCALE == sum(packet.duration for packet in pictures)
    assert [packet.keyframe for packet in pictures] == [True] + 19 * [False]
    assert {packet.offset for packet in pictures} == {0}


def test_a_slate_costs_a_viewer_next_to_nothing(back: Slate) -> None:
    assert sum(len(packet.data) for packet in back.packets) < 60_000


def test_the_decoder_record_is_avcc(back: Slate) -> None:
    version, profile, _, _, length = back.video.extradata[:5]
    assert (version, profile, length & 3) == (1, 100, 3)
    assert (back.video.width, back.video.height) == (1280, 720)


async def test_the_second_time_it_comes_from_the_disk(back: Slate, cache: Path) -> None:
    before = seen(cache)
    assert await slate("back", "阿姨家的铺子", cache) == back
    assert seen(cache) == before


async def test_a_torn_file_is_made_again(back: Slate, cache: Path, tmp_path: Path) -> None:
    ((name, _),) = seen(cache)
    (tmp_path / name).write_bytes((cache / name).read_bytes()[:100])
    assert (await slate("back", "阿姨家的铺子", tmp_path)).video == back.video


async def test_two_rooms_that_ask_at_once_both_get_theirs(tmp_path: Path) -> None:
    made = await asyncio.gather(*(slate("soon", "同一间", tmp_path) for _ in range(2)))
    assert made[0] == made[1]
    assert [Path(name).suffix for name, _ in seen(tmp_path)] == [".slate"]


async def test_a_font_that_cannot_be_read_is_said_with_its_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"not a font")
    with pytest.raises(SlateFailed, match="OSError"):
        await slate("soon", "x", tmp_path / "cache", font=broken)
