"""Every oddity of real publishers that issue 2 names, played through a whole conversation."""

import pytest

from media.packets import TIMESCALE, AudioConfig, Packet, VideoConfig
from media.rtmp import amf, messages
from media.rtmp.chunks import Message
from media.rtmp.messages import Command
from media.rtmp.session import PublishAsked, ServerSession
from media.rtmp.writer import ChunkWriter
from media.timeline import Timeline

FAR = 0xFFFFFF


@pytest.fixture
def on_air(make_call):
    """A conversation that has come to Publish.Start, written by `writer`."""

    def on_air(writer: ChunkWriter | None = None):
        call = make_call()
        if writer is not None:
            call.client._chunk_size = writer.chunk_size
            call.client._writer = writer
            writer.chunk_size = 128
        call.talk()
        call.server.accept()
        call.talk()
        assert call.client.publishing
        call.events.clear()
        return call

    return on_air


@pytest.fixture
def show(tag):
    """Configurations, then a picture and a sound at each of `stamps`, the frames larger than small chunks."""

    def show(call, stamps, apart: int = 0) -> list[Packet]:
        call.client.video(stamps[0], tag.config())
        call.client.audio(stamps[0] + apart, tag.CONFIG_SOUND)
        for n, stamp in enumerate(stamps):
            call.client.video(stamp, tag.picture(keyframe=n == 0, size=900))
            call.client.audio(stamp + apart, tag.sound(size=300))
        call.talk()
        return packets(call)

    return show


def packets(call) -> list[Packet]:
    return [event for event in call.events if isinstance(event, Packet)]


def steps(found: list[Packet], track: str) -> list[int]:
    times = [packet.dts // 90 for packet in found if packet.track == track]
    return [time - times[0] for time in times]


@pytest.mark.parametrize("size", [128, 129, 1000, 4096, 60_000, 65_536])
@pytest.mark.parametrize("repeat", [True, False])
def test_extended_timestamps_in_form_3_sent_or_not_over_the_border(on_air, show, repeat, size):
    stamps = range(FAR - 15_000, FAR + 15_000, 500)
    found = show(on_air(ChunkWriter(size, repeat_extended=repeat)), stamps)
    assert steps(found, "video") == steps(found, "audio") == [n * 500 for n in range(60)]
    assert {len(packet.data) for packet in found} == {905, 300}


@pytest.mark.parametrize("number", [64, 319, 320, 65_599])
def test_basic_headers_of_two_and_three_bytes(on_air, tag, number):
    call = on_air()
    for body in (tag.config(), tag.picture(keyframe=True, size=20_000), tag.picture(size=900)):
        message = Message(messages.VIDEO, 1, 40, body)
        call.client._outgoing.append(call.client._writer.write(message, number))
    call.talk()
    assert [len(packet.data) for packet in packets(call)] == [20_005, 905]


@pytest.mark.parametrize("bits", [31, 32])
def test_the_wrap_after_24_and_after_49_days(on_air, show, bits):
    wrap = 1 << bits
    stamps = [(wrap - 2000 + 40 * n) % wrap for n in range(100)]
    assert steps(show(on_air(), stamps), "video") == [40 * n for n in range(100)]


def test_sound_first_and_the_picture_much_later(on_air, tag):
    call = on_air()
    call.client.audio(0, tag.CONFIG_SOUND)
    for n in range(200):
        call.client.audio(n * 21, tag.sound())
    call.client.video(4200, tag.config())
    call.client.video(4200, tag.picture(keyframe=True))
    call.talk()
    assert [type(event) for event in call.events[:2]] == [AudioConfig, Packet]
    assert isinstance(call.events[-2], VideoConfig)
    assert packets(call)[-1].dts == 4200 * 90


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        amf.encode("@setDataFrame", "onMetaData", {"width": 9999.0, "height": -1.0, "audiocodecid": 2.0}),
        amf.encode("onMetaData", {"videocodecid": "none", "framerate": 1e300}),
        b"\xff\xff\xff",
        b"",
    ],
)
def test_metadata_that_are_missing_late_or_lie_decide_nothing(on_air, show, tag, metadata):
    call = on_air()
    if metadata is not None:
        call.client.data(metadata)
    found = show(call, range(0, 200, 40))
    if metadata is not None:
        call.client.data(metadata)
        call.talk()
    configs = [event for event in call.events if not isinstance(event, Packet)]
    assert [(config.codec) for config in configs] == ["h264", "aac"]
    assert (configs[0].width, configs[0].height) == (160, 96)
    assert len(found) == 10


def test_sound_and_picture_on_bases_three_weeks_apart(on_air, show):
    found = show(on_air(), range(10_000, 12_000, 40), apart=21 * 86_400_000)
    timeline = Timeline()
    timeline.begin(None)
    assert not any(timeline.jumps(packet) for packet in found)
    placed = [there for packet in found for there in timeline.place(packet)]
    assert max(packet.dts for packet in placed) < 2 * TIMESCALE
    assert timeline.dropped == 0


def test_decoding_after_presentation_is_passed_on_and_clamped_by_the_timeline(on_air, tag):
    call = on_air()
    call.client.video(0, tag.config())
    for n in range(5):
        call.client.video(n * 40, tag.picture(keyframe=n == 0, offset=-60))
    call.talk()
    timeline = Timeline()
    timeline.begin(None)
    placed = [there for packet in packets(call) for there in timeline.place(packet)]
    assert {packet.offset for packet in packets(call)} == {-5400}
    assert {packet.offset for packet in placed} == {0}


def test_a_variable_frame_rate(on_air, show):
    stamps = [0, 33, 34, 100, 900, 901, 2500]
    assert steps(show(on_air(), stamps), "video") == stamps


def test_groups_of_ten_seconds(on_air, tag):
    call = on_air()
    call.client.video(0, tag.config())
    for n in range(601):
        call.client.video(n * 40, tag.picture(keyframe=n % 250 == 0))
    call.talk()
    assert [packet.dts // 90 for packet in packets(call) if packet.keyframe] == [0, 10_000, 20_000]


def test_a_new_resolution_in_the_middle(on_air, show, tag):
    call = on_air()
    show(call, [0, 40])
    call.client.video(80, tag.config(240, 128))
    call.client.video(80, tag.picture(keyframe=True))
    call.talk()
    config, packet = call.events[-2:]
    assert (config.width, config.height) == (240, 128)
    assert packet.keyframe


def test_a_whole_publish_in_amf_3_commands(make_call, tag):
    call = make_call()
    plain = call.client._send

    def in_amf_3(control):
        if not isinstance(control, Command):
            plain(control)
            return
        message = messages.serialise(control)
        wrapped = Message(messages.COMMAND_3, message.stream, 0, b"\0" + message.body)
        call.client._outgoing.append(call.client._writer.write(wrapped, 3))

    call.client._send = in_amf_3
    call.talk()
    assert call.events == [PublishAsked("room1")]


def test_a_publisher_without_releasestream_and_fcpublish(make_call):
    call = make_call()
    plain = call.client._call
    call.client._call = lambda name, *rest: name in ("releaseStream", "FCPublish") or plain(name, *rest)
    call.talk()
    assert call.events == [PublishAsked("room1")]


@pytest.fixture
def hvcc(captures) -> bytes:
    """A real encoder's, out of a capture."""
    session = ServerSession()
    events = session.receive((captures / "pyav_hvc1_aac.bin").read_bytes())
    return next(event.extradata for event in events if isinstance(event, VideoConfig))


@pytest.mark.parametrize("head", [b"\x1c\x00\x00\x00\x00", b"\x17\x00\x00\x00\x00", b"\x90hvc1"])
def test_hevc_as_codec_id_12_as_7_and_as_hvc1(on_air, hvcc, head):
    call = on_air()
    call.client.video(0, head + hvcc)
    frame = b"\x91hvc1\0\0\x21frame" if head[0] == 0x90 else head[:1] + b"\x01\0\0\x21frame"
    call.client.video(40, frame)
    call.talk()
    config, packet = call.events
    assert (config.codec, config.width, config.height) == ("hevc", 192, 108)
    assert packet == Packet("video", 3600, b"frame", keyframe=True, offset=33 * 90)
