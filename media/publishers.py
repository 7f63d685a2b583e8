"""Who pushes into which room, by whatever protocol: one at a time, and the newer one wins."""

from typing import Protocol

from appliance.clock import Clock
from media.loudness import Level
from media.packets import AudioConfig, Packet, VideoConfig
from media.takeover import Takeovers

REPLACED = "replaced: 另一台设备接管了这个直播间 / another device has taken over this room"


class Publication(Protocol):
    """One publisher's show as it arrives."""

    def configure(self, config: VideoConfig | AudioConfig) -> None:
        """A track's configuration, before its first packet and again when it changes."""

    def packet(self, packet: Packet) -> None:
        """In the order of arrival, by the publisher's own clock, which never wraps but may jump."""

    def loud(self, level: Level) -> None:
        """Once a second, where the sound is decoded on its way here: how loud it was."""

    def lossy(self, lost: float) -> None:
        """Once a second, where packets may get lost: the share that did, 0 to 1, before any was sent again."""

    def close(self, why: str) -> None:
        """Exactly once, whatever happened; nothing comes after."""


class Ingest(Protocol):
    """Who may push, and where it goes."""

    async def admit(self, key: str, peer: str) -> tuple[str, Publication]:
        """The room that `key` opens, and what takes its picture; `peer` is the publisher's host.

        Raises a Problem, whose sentence the publisher is told. The room's present publisher is closed only after
        this returns, and the new publication may be closed without ever getting a packet.
        """


class Publisher(Protocol):
    peer: str
    """Its host."""

    def refuse(self, sentence: str) -> None:
        """It is thrown out, and why."""


class Publishers:
    """One for all protocols of a process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rooms: dict[str, Publisher] = {}
        self._coming: dict[str, list[Publisher]] = {}
        self._takeovers = Takeovers()

    def expect(self, room: str, newcomer: Publisher) -> None:
        """It was admitted and is still on its way here."""
        self._coming.setdefault(room, []).append(newcomer)

    def seat(self, room: str, newcomer: Publisher) -> None:
        """It has the room from now on, and whoever had it is thrown out. Raises TwoPublishers where two fight."""
        holder = self._rooms.get(room)
        if holder is not None:
            self._takeovers.allow(room, holder.peer, newcomer.peer, self._clock.monotonic())
            holder.refuse(REPLACED)
        self._arrived(room, newcomer)
        self._rooms[room] = newcomer

    def leave(self, room: str, publisher: Publisher) -> None:
        """It publishes no longer; somebody else may have its room already."""
        self._arrived(room, publisher)
        if self._rooms.get(room) is publisher:
            del self._rooms[room]

    def has(self, room: str) -> bool:
        """Whether somebody publishes into it."""
        return room in self._rooms

    def cut(self, room: str, why: str) -> None:
        """Throw out the room's publisher and who is on the way, for its key was rotated or the show is over."""
        self._takeovers.forget(room)
        holder = self._rooms.get(room)
        for one in (*self._coming.get(room, ()), *([holder] if holder is not None else [])):
            one.refuse(why)

    def _arrived(self, room: str, publisher: Publisher) -> None:
        """Or turned back."""
        others = [one for one in self._coming.pop(room, []) if one is not publisher]
        if others:
            self._coming[room] = others
