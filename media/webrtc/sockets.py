"""aioice's sockets: on ports that a router can forward, on the box's own address, and deaf to nonsense."""

import asyncio
import struct
from contextlib import suppress
from typing import Any

import aioice.ice

_LARGEST = 1500
"""Bytes; pylibsrtp has no room for more."""
_DTLS = range(20, 64)
"""A datagram's first byte (RFC 7983, 7)."""


class Loop(asyncio.SelectorEventLoop):
    """aioice binds its sockets to any port; here they take one that a router can forward, and hear no nonsense."""

    ports: tuple[int, int] = (0, 0)

    async def create_datagram_endpoint(self, *arguments: Any, **named: Any) -> Any:
        host, port = named.get("local_addr") or ("", None)
        if port != 0:
            return await super().create_datagram_endpoint(*arguments, **named)
        factory, *others = arguments
        first, last = self.ports
        for free in range(first, last + 1):
            try:
                address = {"local_addr": (host, free)}
                return await super().create_datagram_endpoint(lambda: _guarded(factory()), *others, **named | address)
            except OSError:  # somebody has it
                continue
        raise OSError(f"no UDP port of {self.ports[0]} to {self.ports[1]} is free at {host}")


def _guarded(protocol: Any) -> Any:
    """Neither empty datagrams nor those longer than any honest one reach it: whoever sends one, from anywhere, would
    end the connection, because aiortc takes what it cannot read for its own fault. So would an alert of a stranger's
    before keys are agreed: only who is known by STUN may speak DTLS. Broken STUN is left out, not logged.
    """
    theirs = protocol.datagram_received

    def received(data: bytes, address: tuple[Any, ...]) -> None:
        if 0 < len(data) <= _LARGEST and (data[0] not in _DTLS or _is_known(protocol.receiver, address)):
            with suppress(struct.error):
                theirs(data, address)

    protocol.datagram_received = received
    return protocol


def _is_known(connection: Any, address: tuple[Any, ...]) -> bool:
    return any(pair.remote_addr == address[:2] for pair in connection._check_list)


def include_loopback() -> None:
    """Of itself aioice leaves the loopback address out; who watches on the box itself needs it."""
    others = aioice.ice.get_host_addresses

    def with_loopback(use_ipv4: bool, use_ipv6: bool) -> list[str]:
        return [*others(use_ipv4, use_ipv6), "127.0.0.1"]

    aioice.ice.get_host_addresses = with_loopback
