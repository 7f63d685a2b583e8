"""The ear of a process: asks its child about one stretch after another, and never makes a publisher wait."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from appliance.clock import Clock
from media.child import Child
from media.ear import wire
from media.loudness import Level

log = logging.getLogger(__name__)

_WORKER = "media.ear.worker"
REST_SECONDS = 20.0
"""After so long without anything to hear the child ends: it holds some 60 MB."""
PATIENCE_SECONDS = 15.0
"""For one answer; the first one waits for the child's libraries, too."""
PAUSE_SECONDS = 5.0
"""Before another child, when one broke down over what it heard."""


class Speaker(Protocol):
    """Whoever is listened to, and hears how loud that was."""

    def loud(self, level: Level) -> None: ...


class Ear:
    def __init__(self, clock: Clock, rest_seconds: float = REST_SECONDS) -> None:
        self._clock = clock
        self._rest = rest_seconds
        self._waiting: dict[Speaker, wire.Stretch] = {}
        self._wanted = asyncio.Event()
        self._asked: Speaker | None = None
        self._child: Child[wire.ToLive] | None = None

    @property
    def pid(self) -> int | None:
        """Of the child."""
        return self._child.pid if self._child is not None else None

    def hear(self, speaker: Speaker, stretch: wire.Stretch) -> None:
        """Returns at once. One stretch of each speaker waits at most: a newer one takes its place."""
        self._waiting[speaker] = stretch
        self._wanted.set()

    def forget(self, speaker: Speaker) -> None:
        """It hears nothing any more."""
        self._waiting.pop(speaker, None)
        if self._asked is speaker:
            self._asked = None

    async def run(self) -> None:
        """A task of the process. What a child broke down over is not asked again; the show goes on unmeasured."""
        while True:
            await self._wanted.wait()
            try:
                await self._listen()
            except (OSError, TimeoutError, ValueError) as error:
                log.warning("the ear broke down: %s", error)
                await self._clock.sleep(PAUSE_SECONDS)

    async def _listen(self) -> None:
        """With one child, until there has been nothing to hear for a while."""
        child: Child[wire.ToLive] = await Child.start(_WORKER, wire.ToLive)
        self._child = child
        try:
            async with aclosing(child.messages()) as answers:
                while await self._something():
                    await self._ask(child, answers)
        finally:
            await child.end()
            self._child = None

    async def _something(self) -> bool:
        """There is something to hear before the rest begins."""
        while not self._waiting:
            self._wanted.clear()
            try:
                await asyncio.wait_for(self._wanted.wait(), self._rest)
            except TimeoutError:
                return False
        return True

    async def _ask(self, child: Child[wire.ToLive], answers: AsyncGenerator[wire.ToLive]) -> None:
        speaker = self._asked = next(iter(self._waiting))
        async with asyncio.timeout(PATIENCE_SECONDS):
            await child.send(self._waiting.pop(speaker))
            answer = await anext(answers, None)
        if answer is None:
            raise ConnectionError("it is gone")
        self._tell(answer.level)

    def _tell(self, level: Level | None) -> None:
        if self._asked is not None and level is not None:
            self._asked.loud(level)
        self._asked = None
