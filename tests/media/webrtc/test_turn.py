"""A TURN server is tried as it will be used: an allocation, and a packet all the way round. The server is coturn."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from media.webrtc import turn
from tests.coturn import PASSWORD, USER, answering


@pytest.fixture
def relay(tmp_path: Path) -> Callable[..., AbstractContextManager[str]]:
    """``with relay() as address:`` a server that answers."""
    return partial(answering, tmp_path)


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def test_a_server_that_relays_tells_where(relay):
    with relay() as address:
        assert turn.tried(address, USER, PASSWORD).startswith("127.0.0.1:")
        assert turn.tried(f"{address}?transport=tcp", USER, PASSWORD).startswith("127.0.0.1:")


@pytest.mark.parametrize(("user", "password"), [(USER, "another password"), ("somebody", PASSWORD), ("", "")])
def test_a_name_or_password_that_is_not_known_is_refused(relay, user, password):
    with relay() as address, pytest.raises(turn.CredentialsRefused):
        turn.tried(address, user, password)


async def test_a_server_without_ports_to_give_is_known(relay):
    with relay("--user-quota", "1") as address:
        inbox = turn._Inbox()
        first = await turn._allocated(turn.parsed(address), USER, PASSWORD, 3, inbox)
        with pytest.raises(turn.NoRelay, match="486 Allocation Quota Reached"):
            await asyncio.to_thread(turn.tried, address, USER, PASSWORD)
        first.close()
        await inbox.over


def test_a_relay_that_does_not_send_to_this_box_is_known(relay):
    with relay(allow=False) as address, pytest.raises(turn.PeerForbidden, match=r"127\.0\.0\.1"):
        turn.tried(address, USER, PASSWORD)


def test_a_relay_that_nothing_comes_through_is_known(relay):
    """As when its firewall closes the relay's ports, or external-ip is wrong."""
    with relay("--external-ip", "127.0.0.77") as address, pytest.raises(turn.NothingComesThrough, match=r"0\.77:"):
        turn.tried(address, USER, PASSWORD, seconds=1)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_where_nobody_answers_nobody_is_waited_for_long(transport):
    with pytest.raises(turn.Unreached):
        turn.tried(f"turn:127.0.0.1:{free_port()}?transport={transport}", USER, PASSWORD, seconds=0.2)


def test_a_name_that_nobody_has_is_not_reached():
    with pytest.raises(turn.Unreached):
        turn.tried("turn:relay.invalid:3478", USER, PASSWORD, seconds=1)


def test_addresses_are_read_as_browsers_read_them():
    assert turn.parsed("turn:relay.example.cn") == ("relay.example.cn", 3478, "udp", False)
    assert turn.parsed("turn:relay.example.cn:80?transport=tcp") == ("relay.example.cn", 80, "tcp", False)
    assert turn.parsed("turns:relay.example.cn") == ("relay.example.cn", 5349, "tcp", True)
    for wrong in ("relay.example.cn:3478", "turn:", "stun:relay.example.cn", "turn:a:b", "turn://relay:3478"):
        with pytest.raises(turn.AddressUnreadable):
            turn.parsed(wrong)
