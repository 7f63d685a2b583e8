"""What `live` knows by heart about speaking: asked on every comment, so it answers from memory."""

import asyncio
from datetime import datetime
from typing import cast

from appliance.bus import Bus
from appliance.clock import Clock, doze
from appliance.db import Database
from appliance.errors import NotAllowed, Problem
from appliance.events import (
    AnswersChanged,
    Event,
    TalkRulesChanged,
    ViewerFreed,
    ViewerKicked,
    ViewerMuted,
    WordsChanged,
)
from appliance.identity.seats import Seat
from appliance.journal import last_id, newest
from chat.manners import answering, reads
from chat.manners.actions import Rules
from chat.manners.answering import Answer
from chat.moderation import Words, WordVerdict

POLL_SECONDS = 0.75
"""Between looks at the journal, for news that got lost on the way: a mute holds within a second all the same."""
_NEWS = (AnswersChanged, TalkRulesChanged, ViewerMuted, ViewerFreed, ViewerKicked, WordsChanged)
_For = dict[tuple[str, str], datetime | None]


class SentOut(NotAllowed):
    zh = "店家请您暂时离开这个直播间"
    en = "The shop has asked you to leave this room for now"


class Known:
    """``await known.start()``, then `run` as a task of the process."""

    def __init__(self, db: Database, bus: Bus, clock: Clock) -> None:
        self._db = db
        self._bus = bus
        self._clock = clock
        self._news = asyncio.Event()
        self._seen = 0
        """The journal's newest entry when the rows were last read."""
        self._rules: dict[str, Rules] = {}
        self._mutes: _For = {}
        self._kicks: _For = {}
        self._bans: _For = {}
        self._own: dict[str, WordVerdict] = {}
        self.words = Words({})
        self.answers: tuple[Answer, ...] = ()

    async def start(self) -> None:
        """Know everything, and hear what changes; the bus itself ends that."""
        self._bus.listen(self._hear, _NEWS, name="manners")
        await self.refresh()

    async def run(self) -> None:
        while True:
            await doze(self._clock, POLL_SECONDS, self._news)
            if self._news.is_set() or await last_id(self._db) != self._seen:
                self._news.clear()
                await self.refresh()

    async def refresh(self) -> None:
        """Read the rows again."""
        now = self._clock.now()
        async with self._db.read() as session:
            seen = await newest(session)  # before the rows: what is written meanwhile is looked at again
            rules = await reads.rules(session)
            found = await reads.restraints(session, now)
            answers = await answering.answers(session)
            own = {one.word: cast("WordVerdict", one.verdict) for one in await reads.words(session)}
        self._rules = rules
        self.answers = answering.known(answers)
        self._mutes, self._kicks, self._bans = (
            {(one.room, one.member): one.until for one in found if one.kind == kind} for kind in ("mute", "kick", "ban")
        )
        if own != self._own:
            self._own, self.words = own, await asyncio.to_thread(Words, own)  # the first one reads how words sound
        self._seen = seen

    def rules(self, room: str) -> Rules:
        return self._rules.get(room) or Rules()

    def muted(self, seat: Seat) -> bool:
        return self._holds(self._mutes, seat.room, seat.viewer)

    def may_sit(self, seat: Seat) -> Problem | None:
        """For the hub: why this viewer may not sit in this room."""
        out = self._holds(self._bans, "", seat.viewer) or self._holds(self._kicks, seat.room, seat.viewer)
        return SentOut() if out else None

    def _holds(self, restraints: _For, room: str, member: str) -> bool:
        if (room, member) not in restraints:
            return False
        until = restraints[room, member]
        return until is None or until > self._clock.now()

    def _hear(self, event: Event) -> None:  # noqa: ARG002 - the rows tell
        self._news.set()
