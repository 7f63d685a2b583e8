import pytest

from media.packets import AudioConfig, Packet, VideoConfig
from media.rtmp import amf, messages
from media.rtmp.chunks import Message
from media.rtmp.client import Status
from media.rtmp.errors import ProtocolError
from media.rtmp.messages import Command, UserControl, WindowSize
from media.rtmp.reader import ChunkReader
from media.rtmp.session import EARLY_CHUNKS, PublishAsked, ServerSession, Unpublished
from media.rtmp.writer import ChunkWriter


class Raw:
    """A server behind a handshake, spoken to command by command."""

    def __init__(self) -> None:
        self.server = ServerSession()
        self.writer = ChunkWriter()
        self.server.receive(b"\3" + bytes(2 * 1536))
        self.server.to_send()
        self.reader = ChunkReader()

    def say(self, message: Message):
        return self.server.receive(self.writer.write(message, 3))

    def call(self, *arguments, name: str, transaction: float = 9.0, stream: int = 0):
        return self.say(messages.serialise(Command(name, transaction, arguments, stream)))

    def connect(self) -> "Raw":
        self.call({"app": "live", "tcUrl": "rtmp://h/live"}, name="connect", transaction=1.0)
        return self

    def heard(self) -> list:
        """What the server has said, parsed; control messages come raw."""
        found = self.reader.receive(self.server.to_send())
        return [messages.parse(message) or message for message in found]


def test_a_publisher_connects_publishes_and_says_goodbye(tag, make_call):
    call = make_call()
    call.talk()
    assert call.events == [PublishAsked("room1")]
    assert call.said == []
    call.server.accept()
    call.talk()
    assert [status.code for status in call.said] == ["NetStream.Publish.Start"]
    call.client.video(0, tag.config())
    call.client.audio(0, tag.CONFIG_SOUND)
    call.client.video(0, tag.picture(keyframe=True))
    call.client.audio(5, tag.sound())
    call.client.stop()
    call.talk()
    kinds = [type(event) for event in call.events]
    assert kinds == [PublishAsked, VideoConfig, AudioConfig, Packet, Packet, Unpublished]
    assert call.said[-1].code == "NetStream.Unpublish.Success"
    assert not call.server.over


def test_a_wrong_key_is_told_so_and_never_started(make_call):
    call = make_call(key="wrong")
    call.talk()
    call.server.refuse("推流密钥不对")
    call.talk()
    assert call.said == [Status("NetStream.Publish.BadName", "error", "推流密钥不对")]
    assert call.server.over


def test_another_app_is_rejected_with_a_sentence(make_call):
    call = make_call(app="vod")
    call.talk()
    assert call.said[0].code == "NetConnection.Connect.Rejected"
    assert "/live" in call.said[0].description
    assert call.server.over


def test_media_after_a_refusal_are_nothing(tag, make_call):
    call = make_call()
    call.talk()
    call.server.refuse("no")
    call.client.video(0, tag.config())
    call.events.clear()
    call.talk()
    assert call.events == []


def test_the_same_connection_may_publish_again(tag, make_call):
    call = make_call()
    call.talk()
    call.server.accept()
    call.client.stop()
    call.talk()
    call.client._send(Command("publish", 8, (None, "room2", "live"), 1))
    call.talk()
    assert call.events == [PublishAsked("room1"), Unpublished(), PublishAsked("room2")]


def test_a_second_publish_beside_the_first_is_passed_over(make_call):
    call = make_call()
    call.talk()
    call.client._send(Command("publish", 8, (None, "room2", "live"), 1))
    call.talk()
    assert call.events == [PublishAsked("room1")]


def test_commands_before_connect_are_refused():
    with pytest.raises(ProtocolError, match="before connect"):
        Raw().call(None, name="createStream")


def test_each_stream_gets_a_number_of_its_own():
    raw = Raw().connect()
    raw.heard()
    for _ in range(2):
        raw.call(None, name="createStream")
    assert [command.arguments for command in raw.heard()] == [(None, 1.0), (None, 2.0)]


@pytest.mark.parametrize("name", ["releaseStream", "FCPublish", "FCUnpublish", "_checkbw"])
def test_the_calls_of_fmle_are_answered(name):
    raw = Raw().connect()
    raw.heard()
    raw.call(None, "key", name=name)
    assert raw.heard() == [Command("_result", 9.0, (None, None))]


def test_a_publisher_that_asked_by_fcpublish_is_told_there_too():
    raw = Raw().connect()
    raw.call(None, "key", name="FCPublish")
    raw.call(None, "key", "live", name="publish", stream=1)
    raw.heard()
    raw.server.accept()
    names = [control.name for control in raw.heard() if isinstance(control, Command)]
    assert names == ["onFCPublish", "onStatus"]


def test_unknown_commands_and_metadata_are_passed_over():
    raw = Raw().connect()
    raw.heard()
    assert raw.call(None, name="dance") == []
    assert raw.say(Message(messages.DATA, 1, 0, amf.encode("@setDataFrame", "onMetaData", {"width": "lies"}))) == []
    assert raw.heard() == []


def test_amf_3_commands_are_understood():
    raw = Raw()
    body = messages.serialise(Command("connect", 1.0, ({"app": "live"},))).body
    raw.say(Message(messages.COMMAND_3, 0, 0, b"\0" + body))
    body = messages.serialise(Command("publish", 2.0, (None, "room1", "live"))).body
    assert raw.say(Message(messages.COMMAND_3, 1, 0, b"\0" + body)) == [PublishAsked("room1")]


def test_a_player_is_sent_away():
    raw = Raw().connect()
    raw.heard()
    raw.call(None, "room1", name="play", stream=1)
    assert raw.heard()[0].arguments[1]["code"] == "NetStream.Play.Failed"
    assert raw.server.over


def test_a_ping_is_answered():
    raw = Raw().connect()
    raw.heard()
    raw.say(messages.serialise(UserControl(messages.PING_REQUEST, 77)))
    assert raw.heard() == [UserControl(messages.PING_RESPONSE, 77)]


def test_what_is_received_is_acknowledged_after_each_window():
    raw = Raw().connect()
    raw.say(messages.serialise(WindowSize(4000)))
    raw.heard()
    raw.say(Message(messages.DATA, 1, 0, bytes(5000)))
    acknowledgement = raw.heard()[-1]
    assert acknowledgement.kind == messages.ACKNOWLEDGEMENT
    assert int.from_bytes(acknowledgement.body, "big") > 5000
    raw.say(Message(messages.DATA, 1, 0, b"little"))
    assert raw.heard() == []


def test_an_aggregate_is_taken_apart(tag, make_call):
    call = make_call()
    call.talk()
    call.server.accept()
    call.talk()
    body = b"".join(
        bytes([9]) + len(data).to_bytes(3, "big") + stamp.to_bytes(3, "big") + bytes(4) + data + bytes(4)
        for stamp, data in ((0, tag.config()), (0, tag.picture(keyframe=True)), (33, tag.picture()))
    )
    call.client._media(messages.AGGREGATE, 1000, body, 6)
    call.talk()
    assert [event.dts for event in call.events if isinstance(event, Packet)] == [90_000, 92_970]


def test_an_unreadable_tag_is_passed_over_and_the_next_one_counts(tag, make_call):
    call = make_call()
    call.talk()
    call.server.accept()
    call.talk()
    call.client.video(0, b"\x17\x00\x00\x00\x00\x01")
    call.client.video(0, tag.config())
    call.talk()
    assert isinstance(call.events[-1], VideoConfig)


@pytest.mark.parametrize("arguments", [(None,), (None, False), ()])
def test_a_publish_without_a_name_asks_for_nothing(arguments):
    raw = Raw().connect()
    assert raw.call(*arguments, name="publish") == []


def test_a_publish_with_an_empty_name_is_asked_with_an_empty_key():
    raw = Raw().connect()
    assert raw.call(None, "", "live", name="publish") == [PublishAsked("")]


def test_a_peer_whose_key_is_not_known_yet_gets_little_memory(make_call):
    large = Message(messages.VIDEO, 1, 0, bytes(2 << 20))
    call = make_call()
    call.talk()
    with pytest.raises(ProtocolError):
        call.server.receive(ChunkWriter().write(large, 6))
    call = make_call()
    call.talk()
    call.server.accept()
    call.talk()
    call.client._media(large.kind, 0, large.body, 6)
    call.talk()


NOTHING = bytes.fromhex("03 000000 000000 12 00000000")
ONE_BYTE_CHUNKS = bytes.fromhex("02 000000 000004 01 00000000 00000001")
TWO_BEGUN = b"".join(bytes([number]) + bytes.fromhex("000000 07ffff 12 00000000 61") for number in (3, 4))


@pytest.mark.parametrize(
    ("begin", "again"),
    [(NOTHING, b"\xc3"), (ONE_BYTE_CHUNKS + TWO_BEGUN, b"\xc3a\xc4b"), (ONE_BYTE_CHUNKS + TWO_BEGUN, b"\x83\0\0\0a")],
    ids=["messages of nothing", "two messages by turns", "one message begun again and again"],
)
def test_a_peer_whose_key_is_not_known_yet_gets_little_time(begin, again):
    raw = Raw().connect()
    raw.server.receive(begin)
    with pytest.raises(ProtocolError, match="before a key"):
        raw.server.receive(again * EARLY_CHUNKS)


def test_a_publisher_whose_key_is_good_may_send_as_many_chunks_as_it_likes(make_call):
    call = make_call()
    call.talk()
    call.server.accept()
    call.server.receive(NOTHING + b"\xc3" * 2 * EARLY_CHUNKS)
