"""What the edge needs from others."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from typing_extensions import TypeIs

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


class Gate(Protocol):
    """Who may watch."""

    def allows(self, room: str, token: str | None) -> Verdict:
        """Answers from memory; the edge remembers the verdict for a few seconds."""


def is_parked(found: Answer | Parked) -> "TypeIs[Parked]":
    return not hasattr(found, "head")
