import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.framing import Frames, encode
from media.ladder import Rung
from media.loudness import Level
from media.packets import AudioConfig, Packet, VideoConfig
from media.transcode import wire

PACKET = Packet("video", 2**40, b"\x00\x01", keyframe=True, offset=-3, duration=3000)
TO_WORKER = [
    wire.Wanted((Rung("720p", 720, 2_000_000, 128_000, "veryfast"),)),
    wire.Wanted(()),
    wire.Afresh(),
    wire.Picture(VideoConfig("h264", b"\x01d", 1280, 720)),
    wire.Sound(AudioConfig("opus", b"", 48_000, 2)),
    wire.Media(PACKET),
]
TO_LIVE = [
    wire.Ready(),
    wire.Picture(VideoConfig("h264", b"\x01d", 1280, 720), "720p"),
    wire.Sound(AudioConfig("aac", b"\x11\x90", 48_000, 2)),
    wire.Media(PACKET, "720p"),
    wire.Loud(Level(-20.0, -14.5)),
    wire.Finished(),
    wire.Measured(29.97, 60.0, 12.5),
    wire.Broken("it was too much 太多了"),
]


@given(st.lists(st.integers(1, 40)), st.booleans())
def test_whatever_pieces_the_socket_gives_the_messages_are_whole(cuts: list[int], to_live: bool) -> None:
    said, kind = (TO_LIVE, wire.ToLive) if to_live else (TO_WORKER, wire.ToWorker)
    data = b"".join(map(encode, said))
    frames, heard = Frames(kind), []
    for cut in [*cuts, len(data)]:
        heard += frames.feed(data[:cut])
        data = data[cut:]
    assert heard == said


def test_a_length_that_no_packet_has_is_refused() -> None:
    with pytest.raises(ValueError, match="bytes"):
        list(Frames(wire.ToLive).feed(b"\xff\xff\xff\xff"))


@given(st.binary(max_size=60))
def test_nonsense_is_refused_or_waited_for(data: bytes) -> None:
    frames = Frames(wire.ToWorker)
    try:
        heard = list(frames.feed(len(data).to_bytes(4, "big") + data))
    except ValueError:
        return
    assert all(isinstance(message, wire.ToWorker) for message in heard)


def test_the_worker_is_not_told_what_only_it_says() -> None:
    with pytest.raises(ValueError, match="Finished"):
        list(Frames(wire.ToWorker).feed(encode(wire.Finished())))
