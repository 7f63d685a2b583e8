"""One try of a TURN server (RFC 8656): does it give this box a relay, and does what is sent there come through?"""

import asyncio
import re
import secrets
from typing import Any, NamedTuple

from aioice.stun import TransactionError, TransactionFailed
from aioice.turn import TurnTransport, create_turn_endpoint

_ADDRESS = re.compile(r"(turns?):([^?:/]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?")
_PORTS = {"turn": 3478, "turns": 5349}
_UNAUTHORISED = (401, 441)
_FORBIDDEN = 403
_AGAIN_SECONDS = 0.2


class AddressUnreadable(ValueError):
    """Not ``turn:host:port``."""


class Unreached(OSError):
    """Nobody answers there."""


class CredentialsRefused(OSError):
    """The server does not know this name, or the password is another."""


class NoRelay(OSError):
    """It knows us, and gives no relay; its words."""


class PeerForbidden(OSError):
    """It gives a relay, but does not relay to the address by which it sees us; that address."""


class NothingComesThrough(OSError):
    """It gives a relay, and what is sent there gets lost; the relay's address."""


class Server(NamedTuple):
    host: str
    port: int
    transport: str
    tls: bool


def parsed(address: str) -> Server:
    """Raises AddressUnreadable."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise AddressUnreadable(address)
    scheme, host, port, transport = found.groups()
    return Server(
        host, int(port or _PORTS[scheme]), transport or ("tcp" if scheme == "turns" else "udp"), scheme == "turns"
    )


def tried(address: str, user: str, password: str, *, seconds: float = 3.0) -> str:
    """The relay's own host:port; waits twice for `seconds`. Raises AddressUnreadable, OSError."""
    return asyncio.run(_try(parsed(address), user, password, seconds))


async def _try(server: Server, user: str, password: str, seconds: float) -> str:
    inbox = _Inbox()
    line = await _allocated(server, user, password, seconds, inbox)
    try:
        relay = line.get_extra_info("sockname")
        await _sent_around(line, relay, inbox, seconds)
    finally:
        line.close()
        await asyncio.wait([inbox.over], timeout=seconds)
    return f"{relay[0]}:{relay[1]}"


async def _allocated(server: Server, user: str, password: str, seconds: float, inbox: "_Inbox") -> TurnTransport:
    try:
        async with asyncio.timeout(seconds):
            line, _ = await create_turn_endpoint(
                lambda: inbox, (server.host, server.port), user, password, ssl=server.tls, transport=server.transport
            )
    except TransactionFailed as failed:
        if failed.response.error_code in _UNAUTHORISED:
            raise CredentialsRefused(str(failed)) from failed
        raise NoRelay(" ".join(map(str, failed.response.attributes["ERROR-CODE"]))) from failed
    except (OSError, TransactionError) as error:  # a TimeoutError is one
        raise Unreached(str(error)) from error
    return line


async def _sent_around(line: TurnTransport, relay: tuple[str, int], inbox: "_Inbox", seconds: float) -> None:
    """From a socket of its own to the relay, as a guest would, and by the relay to us."""
    own = line.get_extra_info("related_address")[0]
    loop = asyncio.get_running_loop()
    guest, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("0.0.0.0", 0))  # noqa: S104 - whichever leads there
    try:
        line.sendto(b"", (own, guest.get_extra_info("sockname")[1]))  # from now on `own` may send to us
        async with asyncio.timeout(seconds):
            while not inbox.came.is_set():
                guest.sendto(inbox.word, relay)
                await asyncio.wait([asyncio.ensure_future(inbox.came.wait())], timeout=_AGAIN_SECONDS)
                if inbox.trouble is not None:
                    raise PeerForbidden(own) from inbox.trouble
    except TimeoutError as error:
        raise NothingComesThrough(f"{relay[0]}:{relay[1]}") from error
    finally:
        guest.close()


class _Inbox(asyncio.DatagramProtocol):
    """What comes by the relay."""

    def __init__(self) -> None:
        self.word = secrets.token_bytes(16)
        self.came = asyncio.Event()
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.trouble: Exception | None = None

    def datagram_received(self, data: bytes, _peer: Any) -> None:
        if data == self.word:
            self.came.set()

    def error_received(self, exc: Exception) -> None:
        if isinstance(exc, TransactionFailed) and exc.response.error_code == _FORBIDDEN:
            self.trouble = exc

    def connection_lost(self, _exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)
