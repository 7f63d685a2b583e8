import pytest

from media.rtmp.errors import ProtocolError
from media.rtmp.handshake import PACKET, ClientHandshake, ServerHandshake


def test_client_and_server_shake_hands_and_keep_what_follows():
    client, server = ClientHandshake(), ServerHandshake()
    answer = server.receive(client.start)
    assert server.receive(client.receive(answer) + b"chunks") == b""
    assert client.done
    assert server.done
    assert server.rest == b"chunks"


def test_the_answer_repeats_what_the_client_said():
    client = ClientHandshake()
    answer = ServerHandshake().receive(client.start)
    assert answer[1 + PACKET :] == client.start[1:]


def test_a_handshake_may_come_byte_by_byte():
    client, server = ClientHandshake(), ServerHandshake()
    answer = b"".join(server.receive(bytes([byte])) for byte in client.start)
    reply = b"".join(client.receive(bytes([byte])) for byte in answer)
    for byte in reply:
        server.receive(bytes([byte]))
    assert server.done
    assert server.rest == b""


def test_a_client_that_sends_its_second_packet_early_is_served():
    server = ServerHandshake()
    answer = server.receive(bytes([3]) + bytes(PACKET) + bytes(PACKET) + b"rest")
    assert len(answer) == 1 + 2 * PACKET
    assert server.done
    assert server.rest == b"rest"


def test_another_protocol_is_refused_at_its_first_byte():
    with pytest.raises(ProtocolError, match="version 71"):
        ServerHandshake().receive(b"G")


def test_a_server_that_speaks_another_version_is_refused():
    with pytest.raises(ProtocolError):
        ClientHandshake().receive(bytes(1 + 2 * PACKET))


def test_nothing_is_answered_to_nothing():
    assert ServerHandshake().receive(b"") == b""
