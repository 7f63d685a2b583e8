"""A request for a socket is agreed to as RFC 6455 and RFC 7692 have it, or refused with a reason."""

import pytest

from appliance.edge.handshake import shake
from appliance.edge.requests import Reader

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
"""Of RFC 6455 section 1.3."""


def asked(**changes: str):
    headers = {
        "Host": "shop",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Version": "13",
        **{name.replace("_", "-"): value for name, value in changes.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    (request,) = Reader().feed(f"GET /rooms/r1?token=x HTTP/1.1\r\n{lines}\r\n".encode())
    return request


def test_the_sample_key_of_the_standard_gets_its_sample_answer():
    handshake = shake(asked())
    assert handshake.agreed
    assert handshake.answer.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in handshake.answer
    assert b"Sec-WebSocket-Extensions" not in handshake.answer
    assert not handshake.deflates


@pytest.mark.parametrize("connection", ["Upgrade", "upgrade", "keep-alive, Upgrade"])
def test_browsers_words_for_it_are_understood(connection):
    assert shake(asked(Connection=connection, Upgrade="WebSocket")).agreed


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Sec_WebSocket_Key": "short"}, 400),
        ({"Sec_WebSocket_Version": "8"}, 400),
        ({"Sec_WebSocket_Version": ""}, 400),
        ({"Upgrade": "h2c"}, 426),
    ],
)
def test_what_is_no_such_request_is_refused(changes, status):
    handshake = shake(asked(**changes))
    assert not handshake.agreed
    assert handshake.answer.startswith(b"HTTP/1.1 %d " % status)


@pytest.mark.parametrize(
    ("offer", "answer", "deflates"),
    [
        ("permessage-deflate", "permessage-deflate; server_no_context_takeover; client_no_context_takeover", True),
        ("permessage-deflate; client_max_window_bits", None, True),
        ("permessage-deflate; server_max_window_bits=15", None, True),
        ("permessage-deflate; server_max_window_bits=10", None, False),
        ("permessage-deflate; server_max_window_bits=10, permessage-deflate", None, False),
        ("x-webkit-deflate-frame", "", False),
        ("permessage-deflate; unheard_of", "", False),
    ],
)
def test_deflating_is_agreed_to_where_the_shared_frame_fits(offer, answer, deflates):
    handshake = shake(asked(Sec_WebSocket_Extensions=offer))
    assert handshake.agreed
    assert handshake.deflates is deflates
    if answer is not None:
        assert (f"Sec-WebSocket-Extensions: {answer}\r\n".encode() in handshake.answer) is bool(answer)
