"""From a request for a socket to an open one (RFC 6455 section 4), by `websockets`' own parser. Pure."""

import msgspec
from websockets.datastructures import Headers
from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.http11 import Request as Asked
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from appliance.edge.requests import Request

WINDOW = 15
"""Bits of the one window that shared frames are deflated with; who takes only a smaller one gets them plain."""


class Handshake(msgspec.Struct, frozen=True):
    answer: bytes
    """As it goes out; of a refusal the whole of it."""
    agreed: bool
    deflate: tuple[Extension, ...] = ()
    """What the viewer's own frames may be deflated with."""
    deflates: bool = False
    """The viewer takes frames deflated with `WINDOW` and without context takeover (RFC 7692)."""


def shake(request: Request) -> Handshake:
    headers = Headers()
    for name, value in request.headers.items():
        headers[name.decode("latin-1")] = value.decode("latin-1")
    offer = ServerPerMessageDeflateFactory(server_no_context_takeover=True, client_no_context_takeover=True)
    protocol = ServerProtocol(extensions=[offer])
    answer = protocol.accept(Asked(request.target.decode("latin-1"), headers, request.method.decode("latin-1")))
    if answer.status_code != 101:
        return Handshake(answer.serialize(), agreed=False)
    deflate = tuple(protocol.extensions)
    return Handshake(answer.serialize(), agreed=True, deflate=deflate, deflates=any(map(_is_ours, deflate)))


def opened(deflate: tuple[Extension, ...], most: int) -> ServerProtocol:
    """Reads what a viewer sends: frames of up to `most` bytes, inflated."""
    protocol = ServerProtocol(state=OPEN, max_size=most)
    protocol.extensions = list(deflate)
    return protocol


def _is_ours(extension: Extension) -> bool:
    return isinstance(extension, PerMessageDeflate) and extension.local_max_window_bits == WINDOW
