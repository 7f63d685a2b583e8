"""The transcoder with its real worker: what a room gets for what a host sends."""

import os
import shutil
import signal
import subprocess
from itertools import pairwise

import av
import numpy as np
import pytest

from media.ladder import GRID, SOURCE, Rung
from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig


async def test_all_rungs_key_at_identical_times_on_the_grid_for_a_host_with_ten_second_gops(
    transcoder, notes, small, streams
) -> None:
    sent = streams.picture(9.5)
    assert [packet.keyframe for packet in sent.packets].count(True) == 1
    one = await transcoder([small("high", 120), small("low", 90)])
    await streams.play(one, notes, sent, streams.tone(9.5), rungs=("high", "low"))
    shown = sorted(packet.dts + packet.offset for packet in sent.packets)
    expected = [shown[0]] + [
        next(time for time in shown if time >= grid) for grid in range((shown[0] // GRID + 1) * GRID, shown[-1], GRID)
    ]
    assert notes.keyframes("high") == notes.keyframes("low") == expected


async def test_every_picture_keeps_its_time(transcoder, notes, small, streams) -> None:
    sent = streams.picture(3, bf="3")
    assert any(packet.offset for packet in sent.packets)
    await streams.play(await transcoder([small("low", 90)]), notes, sent, streams.tone(3))
    shown = sorted(packet.dts + packet.offset for packet in sent.packets)
    assert {packet.dts for packet in notes.packets("low")} <= set(shown)
    assert len(notes.packets("low")) >= len(shown) - 12


async def test_a_rung_begins_with_both_configurations_and_a_keyframe_and_stays_in_order(
    transcoder, notes, small, streams
) -> None:
    sound = streams.tone(3)
    await streams.play(await transcoder([small("low", 90)]), notes, streams.picture(3), sound)
    picture_config, sound_config, first, *rest = notes.delivered["low"]
    assert (picture_config.width, picture_config.height) == (160, 90)
    assert sound_config == sound.config
    assert first.keyframe
    assert first.track == "video"
    times = [packet.dts for packet in rest]
    assert times == sorted(times)


async def test_aac_goes_through_untouched(transcoder, notes, small, streams) -> None:
    sound = streams.tone(3)
    await streams.play(await transcoder([small("low", 90)]), notes, streams.picture(3), sound)
    passed = notes.packets("low", "audio")
    assert len(passed) > 100
    assert all(packet in sound.packets for packet in passed)


async def test_a_decoder_shows_what_the_host_sent(transcoder, notes, small, streams) -> None:
    await streams.play(await transcoder([small("low", 90)]), notes, streams.picture(2), streams.tone(2))
    seen = notes.decoded("low")[20].to_ndarray(format="gray").astype(int)
    sent = streams.moving(320, 180, 20).reformat(160, 90).to_ndarray(format="gray").astype(int)
    assert np.abs(seen - sent).mean() < 24


@pytest.mark.parametrize(
    ("codec", "pixels"),
    [("libx265", "yuv420p"), ("libx264", "yuv422p10le"), ("libx264", "yuv444p"), ("libsvtav1", "yuv420p")],
)
async def test_a_picture_that_no_player_takes_becomes_h264_in_eight_bits(
    transcoder, notes, small, streams, *, codec: str, pixels: str
) -> None:
    sent = streams.picture(2.4, codec=codec, pixels=pixels)
    await streams.play(await transcoder([small(SOURCE, 180)]), notes, sent, streams.tone(2.4), rungs=(SOURCE,))
    (config,) = notes.configs(SOURCE)
    assert config.extradata[1] in (66, 77, 100)
    assert {(frame.format.name, frame.width) for frame in notes.decoded(SOURCE)} == {("yuv420p", 320)}
    assert os.sched_getscheduler(0) == os.SCHED_OTHER  # what the tests do after it is not more urgent than the rest


@pytest.mark.parametrize(
    ("codec", "rate", "layout", "container"),
    [
        ("libopus", 48_000, "stereo", "mp4"),
        ("libopus", 48_000, "mono", "mp4"),
        ("libmp3lame", 44_100, "mono", "mp4"),
        ("pcm_alaw", 8_000, "mono", "mov"),
        ("pcm_mulaw", 8_000, "mono", "mov"),
    ],
)
async def test_foreign_sound_becomes_aac_at_48_khz(
    transcoder, notes, small, streams, *, codec: str, rate: int, layout: str, container: str
) -> None:
    sound = streams.tone(3, codec, rate, layout, container=container)
    await streams.play(await transcoder([small("low", 90)]), notes, streams.picture(3), sound, track="audio")
    (config,) = notes.configs("low", AudioConfig)
    assert (config.codec, config.sample_rate, config.channels) == ("aac", 48_000, 2)
    packets = notes.packets("low", "audio")
    assert {later.dts - earlier.dts for earlier, later in pairwise(packets)} == {1920}
    assert abs(packets[-1].dts - sound.packets[-1].dts) < TIMESCALE // 2
    assert loudest(notes.heard("low")) == pytest.approx(440, abs=15)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg, which can write speex, is not installed")
async def test_speex_from_an_old_flash_host_becomes_aac(transcoder, notes, small, streams, tmp_path) -> None:
    file = tmp_path / "speex.flv"
    tone = ["-f", "lavfi", "-i", "sine=440:r=16000:d=3", "-ac", "1", "-c:a", "libspeex", str(file)]
    subprocess.run(["ffmpeg", "-v", "error", *tone], check=True)  # noqa: ASYNC221
    with av.open(file) as demuxer:
        packets = [
            Packet("audio", streams.START + packet.pts * 90, bytes(packet), keyframe=True)
            for packet in demuxer.demux(audio=0)
            if packet.size
        ]
    sound = streams.Stream(AudioConfig("speex", b"", 16_000, 1), packets)
    await streams.play(await transcoder([small("low", 90)]), notes, streams.picture(3), sound, track="audio")
    assert loudest(notes.heard("low")) == pytest.approx(440, abs=15)


async def test_a_codec_that_nobody_knows_harms_neither_the_worker_nor_the_other_track(
    transcoder, notes, small, streams
) -> None:
    one = await transcoder([small("low", 90)])
    one.configure(VideoConfig("h277", b"", 320, 180))
    one.configure(AudioConfig("mp9", b"", 48_000, 2))
    one.packet(Packet("video", streams.START - TIMESCALE, b"?", keyframe=True))
    one.packet(Packet("audio", streams.START - TIMESCALE, b"?", keyframe=True))
    await streams.play(one, notes, streams.picture(2), streams.tone(2))
    assert notes.events == []


async def test_sound_that_is_decoded_for_the_rungs_is_measured_on_the_way(transcoder, notes, small, streams) -> None:
    sound = streams.tone(4, "libopus", volume=0.1)
    await streams.play(await transcoder([small("low", 90)]), notes, streams.picture(4), sound, track="audio")
    assert len(notes.levels) >= 3
    assert notes.levels[1].power == pytest.approx(-20, abs=1)


async def test_sound_that_passes_is_not_decoded_to_measure_it(transcoder, notes, small, streams) -> None:
    await streams.play(await transcoder([small("low", 90)]), notes, streams.picture(3), streams.tone(3))
    assert notes.levels == []


async def test_aac_at_44_khz_mono_goes_through(transcoder, notes, small, streams) -> None:
    sound = streams.tone(2, rate=44_100, layout="mono")
    await streams.play(await transcoder([small("low", 90)]), notes, streams.picture(2), sound)
    (config,) = notes.configs("low", AudioConfig)
    assert (config.sample_rate, config.channels) == (44_100, 1)


async def test_a_picture_that_passes_gets_encoded_sound(transcoder, notes, streams) -> None:
    one = await transcoder([Rung(SOURCE, 0, 0, 128_000, "veryfast")])
    sent = streams.picture(2)
    await streams.play(one, notes, sent, streams.tone(2, "libopus"), rungs=(SOURCE,), track="audio")
    picture_config, sound_config, first, *rest = notes.delivered[SOURCE]
    assert picture_config == sent.config
    assert (sound_config.codec, sound_config.sample_rate) == ("aac", 48_000)
    assert first in sent.packets
    assert all(packet in sent.packets for packet in notes.packets(SOURCE))
    assert len(notes.packets(SOURCE, "audio")) > 60
    assert [packet.dts for packet in rest] == sorted(packet.dts for packet in rest)


async def test_a_new_resolution_in_the_middle_goes_on_at_the_same_rungs(transcoder, notes, small, streams) -> None:
    one = await transcoder([small("low", 90)])
    first, upright = streams.picture(2), streams.picture(3, (180, 320), start=streams.START + 2 * TIMESCALE)
    sound = streams.tone(5)
    for what in [*streams.merged(first, sound), *streams.merged(upright)]:
        streams.feed(one, what)
    await streams.until(lambda: len(notes.configs("low")) == 2 and len(notes.packets("low")) > 110)
    assert [(config.width, config.height) for config in notes.configs("low")] == [(160, 90), (90, 160)]
    packets = [what for what in notes.delivered["low"] if not isinstance(what, AudioConfig)]
    changed = max(place for place, what in enumerate(packets) if isinstance(what, VideoConfig))
    assert next(
        packet for packet in packets[changed:] if isinstance(packet, Packet) and packet.track == "video"
    ).keyframe
    assert {(frame.width, frame.height) for frame in notes.decoded("low")} == {(160, 90), (90, 160)}


async def test_an_upright_phone_keeps_its_shape(transcoder, notes, small, streams) -> None:
    await streams.play(await transcoder([small("low", 90)]), notes, streams.picture(2, (180, 320)), streams.tone(2))
    (config,) = notes.configs("low")
    assert (config.width, config.height) == (90, 160)


async def test_sixty_pictures_a_second_become_thirty(transcoder, notes, small, streams) -> None:
    await streams.play(await transcoder([small("low", 90)]), notes, streams.picture(2, fps=60), streams.tone(2))
    gaps = {later.dts - earlier.dts for earlier, later in pairwise(notes.packets("low"))}
    assert gaps == {TIMESCALE // 30}


async def test_damaged_packets_cost_no_more_than_their_pictures(transcoder, notes, small, streams) -> None:
    sent = streams.picture(6, gop=25)
    sent.packets[30:40] = [
        Packet("video", packet.dts, bytes(reversed(packet.data)), offset=packet.offset)
        for packet in sent.packets[30:40]
    ]
    one = await transcoder([small("low", 90)])
    await streams.play(one, notes, sent, streams.tone(6))
    assert notes.events == []
    assert len(notes.packets("low")) > 120


async def test_a_worker_killed_with_9_comes_back_by_itself_at_a_keyframe(transcoder, notes, small, streams) -> None:
    one = await transcoder([small("low", 90)])
    await streams.play(one, notes, streams.picture(2), streams.tone(2))
    pid = one.pid
    os.kill(pid, signal.SIGKILL)
    await streams.until(lambda: one.health.alive and one.pid != pid)
    before = len(notes.delivered["low"])
    assert notes.events == [("died", "the worker ended with -9")]
    again = streams.picture(3, start=streams.START + 4 * TIMESCALE, gop=25)
    late, sound = again.packets[5:], streams.tone(3, start=streams.START + 4 * TIMESCALE)
    for what in streams.merged(streams.Stream(again.config, late), sound):
        streams.feed(one, what)
    await streams.until(lambda: len(notes.delivered["low"]) > before + 100)
    config, sound_config, first, *_ = notes.delivered["low"][before:]
    assert isinstance(config, VideoConfig)
    assert isinstance(sound_config, AudioConfig)
    assert first.keyframe
    assert first.dts == next(packet.dts + packet.offset for packet in late if packet.keyframe)


async def test_stop_leaves_no_process(transcoder, small) -> None:
    one = await transcoder([small("low", 90)])
    pid = one.pid
    await one.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_health_tells_what_is_delivered(transcoder, notes, small, streams) -> None:
    one = await transcoder([small("low", 90)])
    assert one.health.delivering == ()
    await streams.play(one, notes, streams.picture(2), streams.tone(2))
    assert one.health.alive
    assert one.health.delivering == ("low",)
    assert one.health.backlog < 0.5


def loudest(frames: list) -> float:
    """Hz."""
    wave = np.concatenate([frame.to_ndarray()[0] for frame in frames])[24_000:]
    return float(np.argmax(np.abs(np.fft.rfft(wave))) * 48_000 / len(wave))
