import re
import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from appliance.config import Address, Config
from media.webrtc import reach, stun, turn
from tests.coturn import PASSWORD, USER, answering


@pytest.fixture
def server() -> Iterator[tuple[str, int]]:
    """A STUN server that sees everybody as 203.0.113.9:1234."""
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            asked, peer = line.recvfrom(2048)
            if asked == b"over":
                return
            line.sendto(told("203.0.113.9", 1234, asked[8:20]), peer)

    thread = threading.Thread(target=answer)
    thread.start()
    yield line.getsockname()
    line.sendto(b"over", line.getsockname())
    thread.join()
    line.close()


def told(host: str, port: int, transaction: bytes) -> bytes:
    (number,) = struct.unpack("!I", socket.inet_aton(host))
    value = struct.pack("!BBHI", 0, 1, port ^ 0x2112, number ^ 0x2112A442)
    noise = struct.pack("!HH", 0x8022, 3) + b"abc\0"
    body = noise + struct.pack("!HH", 0x0020, len(value)) + value
    return struct.pack("!HHI", 0x0101, len(body), 0x2112A442) + transaction + body


def sentences(**settings: object) -> str:
    config = Config(**{"http": Address("192.168.1.5:8080"), "webrtc_ports": "50900-50903", **settings})
    return "\n".join(f"{known.light}: {known.en}" for known in reach.examine(config))


def test_a_server_tells_how_the_outside_sees_us(server):
    assert stun.mapped(server) == ("203.0.113.9", 1234)


def test_a_server_that_is_away_is_not_waited_for_long():
    with pytest.raises(OSError, match="127"):
        stun.mapped(("127.0.0.1", 9), seconds=0.01)


@pytest.mark.parametrize("answer", [b"", b"short", bytes(40), told("1.2.3.4", 5, b"somebodyelse")])
def test_what_is_no_answer_to_our_question_is_no_answer(answer):
    with pytest.raises(OSError, match="answer"):
        stun.parsed(answer, bytes(12)[:-1] + b"x")


def test_a_box_behind_a_router_is_told_what_to_set_and_what_to_forward(server):
    said = sentences(stun=f"127.0.0.1:{server[1]}")
    assert 'set public_address = "203.0.113.9" and forward UDP 50900-50903 to 192.168.1.5' in said


def test_a_public_address_that_the_outside_does_not_see_is_wrong(server):
    assert "bad: the outside sees 203.0.113.9" in sentences(stun=f"127.0.0.1:{server[1]}", public_address="203.0.113.8")


def test_what_cannot_be_told_from_inside_is_not_claimed(server):
    said = sentences(stun=f"127.0.0.1:{server[1]}", public_address="203.0.113.9")
    assert "cannot be told from inside" in said
    assert "good: the outside" not in said


def test_a_stun_server_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr(reach, "mapped", lambda server: stun.mapped(server, seconds=0.01))
    assert "bad: the STUN server 127.0.0.1:9 does not answer" in sentences(stun="127.0.0.1:9")


def test_without_a_stun_server_it_says_what_works_and_what_does_not():
    assert "WebRTC works in the shop's network" in sentences()
    assert "nobody can tell whether that is right" in sentences(public_address="203.0.113.9")


def test_without_a_turn_server_nothing_is_said_of_one():
    assert "TURN" not in sentences()


def test_a_turn_server_that_relays_is_good(tmp_path):
    with answering(tmp_path) as server:
        assert f"good: the TURN server {server} relays: it gave 127.0.0.1:" in sentences(**turn_of(server))


@pytest.mark.parametrize(
    ("more", "settings", "said"),
    [
        ((), {"turn_password": "another"}, "refuses the name or password"),
        (("--external-ip", "127.0.0.77"), {}, r"gave 127\.0\.0\.77:\d+, but nothing comes through"),
    ],
)
def test_what_is_wrong_with_a_turn_server_is_said(tmp_path, more, settings, said):
    with answering(tmp_path, *more) as server:
        assert re.search(said, sentences(**{**turn_of(server), **settings}))


def test_a_turn_server_that_does_not_relay_to_this_box_is_named(tmp_path):
    with answering(tmp_path, allow=False) as server:
        assert "gives a relay, but not to 127.0.0.1" in sentences(**turn_of(server))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (turn.Unreached(), "does not answer"),
        (turn.NoRelay("486 Allocation Quota Reached"), r"gives no relay \(486"),
        (turn.AddressUnreadable(), "write turn:host:port"),
    ],
)
def test_each_failure_of_a_turn_server_has_its_own_sentence(monkeypatch, error, said):
    def tried(*_settings: str) -> str:
        raise error

    monkeypatch.setattr(turn, "tried", tried)
    assert re.search(said, sentences(**turn_of("turn:127.0.0.1:9")))


def turn_of(server: str) -> dict[str, str]:
    return {"turn": server, "turn_user": USER, "turn_password": PASSWORD}


def test_ports_that_are_taken_are_seen():
    assert "good: 4 of the UDP ports 50900 to 50903 are free" in sentences()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("", 50901))
        assert "bad: 3 of the UDP ports" in sentences()
    assert "no router can forward" in sentences(webrtc_ports="")


def test_that_phones_need_https_is_said_where_there_is_none():
    assert "phones need a domain" in sentences()
    assert "over HTTPS" in sentences(domain="shop.example.cn")
