"""What real publishers sent once (captures/record.py), read again in every way a network may cut it."""

from pathlib import Path

import pytest

from media.packets import AudioConfig, Packet, VideoConfig
from media.rtmp.session import PublishAsked, ServerSession, Unpublished

CAPTURES = Path(__file__).parent / "captures"
EXPECTED = {
    "ffmpeg_h264_aac": (("h264", 160, 90), ("aac", 44100, 1), 38),
    "ffmpeg_audio_only": (None, ("aac", 48000, 1), 0),
    "ffmpeg_mp3": (None, ("mp3", 44100, 1), 0),
    "gstreamer_rtmp2sink": (("h264", 160, 90), ("aac", 44100, 1), 38),
    "librtmp": (("h264", 160, 90), ("aac", 44100, 1), 38),
    "pyav_hvc1_aac": (("hevc", 192, 108), ("aac", 48000, 2), 30),
    "pyav_av01_opus": (("av1", 192, 108), ("opus", 48000, 2), 30),
    "pyav_vp09_aac": (("vp9", 192, 108), ("aac", 48000, 2), 30),
}


def replay(data: bytes, step: int) -> list:
    session = ServerSession()
    events = []
    for at in range(0, len(data), step):
        found = session.receive(data[at : at + step])
        if any(isinstance(event, PublishAsked) for event in found):
            session.accept()
        events += found
    return events


@pytest.fixture(params=sorted(EXPECTED))
def capture(request) -> tuple[str, bytes]:
    return request.param, (CAPTURES / f"{request.param}.bin").read_bytes()


def test_every_capture_is_expected():
    assert {file.stem for file in CAPTURES.glob("*.bin")} == set(EXPECTED)


def test_a_real_publisher_is_understood(capture):
    name, data = capture
    video, audio, pictures = EXPECTED[name]
    events = replay(data, 4096)
    assert events[0] == PublishAsked("room1")
    assert events[-1] == Unpublished()
    seen = [(c.codec, c.width, c.height) for c in events if isinstance(c, VideoConfig)]
    heard = [(c.codec, c.sample_rate, c.channels) for c in events if isinstance(c, AudioConfig)]
    assert seen == ([video] if video else [])
    assert heard == [audio]
    frames = [event for event in events if isinstance(event, Packet) and event.track == "video"]
    assert len(frames) == pictures
    assert all(frame.keyframe for frame in frames[:1])


def test_decoding_times_rise_in_each_track(capture):
    packets = [event for event in replay(capture[1], 4096) if isinstance(event, Packet)]
    for track in ("video", "audio"):
        times = [packet.dts for packet in packets if packet.track == track]
        assert times == sorted(times)


@pytest.mark.parametrize("step", [1, 2, 3, 7, 127, 1448, 1 << 20])
def test_it_does_not_matter_how_the_network_cuts(capture, step):
    assert replay(capture[1], step) == replay(capture[1], 4096)


def test_a_capture_cut_anywhere_is_a_beginning_of_the_whole(capture):
    whole = replay(capture[1], 4096)
    for cut in range(0, len(capture[1]), 997):
        part = replay(capture[1][:cut], 4096)
        assert part == whole[: len(part)]


@pytest.mark.parametrize("name", [name for name, (video, *_) in EXPECTED.items() if video and video[0] == "h264"])
def test_h264_frames_are_length_prefixed_nal_units(name):
    events = replay((CAPTURES / f"{name}.bin").read_bytes(), 4096)
    for frame in (event for event in events if isinstance(event, Packet) and event.track == "video"):
        at = 0
        while at < len(frame.data):
            at += 4 + int.from_bytes(frame.data[at : at + 4], "big")
        assert at == len(frame.data)
