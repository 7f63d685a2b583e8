"""One question to a STUN server (RFC 8489): by which address does the outside see a socket of ours?"""

import secrets
import socket
import struct

_COOKIE = 0x2112A442
_BINDING, _ANSWER, _MAPPED = 0x0001, 0x0101, 0x0020
_TRIES = 3


class NobodyAnswered(OSError):
    """The server is away, or UDP does not get out."""


def mapped(server: tuple[str, int], *, port: int = 0, seconds: float = 1.0) -> tuple[str, int]:
    """The address and port by which `server` sees our UDP `port` (0: any). Raises OSError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(seconds)
        line.bind(("", port))
        transaction = secrets.token_bytes(12)
        for _ in range(_TRIES):
            line.sendto(struct.pack("!HHI", _BINDING, 0, _COOKIE) + transaction, server)
            try:
                answer, _ = line.recvfrom(2048)
            except TimeoutError:
                continue
            return parsed(answer, transaction)
    raise NobodyAnswered(f"{server[0]}:{server[1]}")


def parsed(answer: bytes, transaction: bytes) -> tuple[str, int]:
    """XOR-MAPPED-ADDRESS (section 14.2). Raises NobodyAnswered for what is no answer to us."""
    if len(answer) < 20 or answer[8:20] != transaction or struct.unpack("!H", answer[:2])[0] != _ANSWER:
        raise NobodyAnswered("not an answer to our question")
    at = 20
    while at + 4 <= len(answer):
        kind, length = struct.unpack_from("!HH", answer, at)
        value = answer[at + 4 : at + 4 + length]
        if kind == _MAPPED and len(value) == 8 and value[1] == 1:
            port, address = struct.unpack("!HI", value[2:])
            return socket.inet_ntoa(struct.pack("!I", address ^ _COOKIE)), port ^ (_COOKIE >> 16)
        at += 4 + length + -length % 4
    raise NobodyAnswered("an answer without an IPv4 address")
