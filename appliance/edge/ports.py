"""What the edge needs from others."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from appliance.edge.socket import Socket

Verdict = Literal["yes", "unseen", "no", "expired"]
"""unseen: yes, and not counted among the viewers."""


class Answer(Protocol):
    """A whole answer, rendered once and shared by everybody who asked for the same.

    A refusal has no body: the edge says it in the viewer's language.
    """

    @property
    def status(self) -> int: ...
    @property
    def head(self) -> bytes:
        """The status line and the headers, with Content-Length and the empty line, without Connection and Date."""

    @property
    def body(self) -> bytes | memoryview: ...


class Parked(Protocol):
    """A question whose answer does not exist yet."""

    def cancel(self) -> None:
        """Nobody waits for it any more: the reply is not called."""


class Picture(Protocol):
    """Where playlists and media come from: the HLS origin."""

    def ask(self, room: str, file: str, query: bytes, reply: Callable[[Answer], None]) -> Answer | Parked:
        """An answer at once, or Parked: then `reply` is called once, later, unless it is cancelled before."""


class Content(Protocol):
    """What is on a disk."""

    async def read(self, place: int, count: int) -> bytes:
        """Up to `count` bytes from there; empty only at the end."""


class File(msgspec.Struct, frozen=True):
    """What a library has found."""

    kind: str
    """Its media type."""
    content: Content
    size: int
    lasting: bool = True
    """It never changes under its name."""
    far: bool = False
    """It lies beyond the cable: whether its first byte comes is known before anything is answered."""
    name: str = ""
    """What a person who saves it would call it; empty: it is not to be saved."""


class Library(Protocol):
    """Where films that are over come from."""

    async def find(self, room: str, file: str, *, staff: bool, packs: bool) -> "Answer | File":
        """`file` is below the room: ``SHOW/index.m3u8``. `packs`: the asker takes gzip. Raises Problem."""


class Gate(Protocol):
    """Who may watch."""

    def allows(self, room: str, token: str | None) -> Verdict:
        """Answers from memory; the edge remembers the verdict for a few seconds."""


class Frame(Protocol):
    """A whole frame of a room's socket, encoded once and shared by everybody who is told the same."""

    @property
    def plain(self) -> bytes: ...
    @property
    def deflated(self) -> bytes:
        """For who takes permessage-deflate without context takeover; `plain` where that is no gain."""

    @property
    def lasting(self) -> bool:
        """It is never dropped, however far the viewer lags."""


class Sitter(Protocol):
    """Who sits at a socket."""

    def heard(self, text: bytes) -> None:
        """A whole text frame of the viewer's; not necessarily valid in any way."""

    def caught_up(self) -> None:
        """They have read everything again after having lagged."""

    def left(self) -> None:
        """They are gone, called once: nothing said or told from now on counts."""


class Rooms(Protocol):
    """Where the sockets lead: the hub."""

    def sit(self, room: str, query: bytes, socket: "Socket") -> Sitter | None:
        """Give a newcomer a seat, or end the socket with a code and return None."""


def is_parked(found: Answer | Parked) -> "TypeIs[Parked]":
    return not hasattr(found, "head")
