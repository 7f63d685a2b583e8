"""What another store's letters do here."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from appliance.clock import Clock
from appliance.db import Database
from appliance.keys import Keys
from media.broadcasts import reads as broadcasts
from media.stage.battles import between
from media.stage.battles.problems import StandingKnown
from media.stage.battles.standing import Standing
from media.stage.seats import reads as seats
from media.stage.seats.problems import SeatOver
from media.stage.stores import actions, letters, reads
from media.stage.stores.letters import Own
from media.stage.stores.mail import digest_of
from media.stage.stores.messages import (
    Accept,
    Agreed,
    Cancel,
    Feed,
    Fine,
    Hello,
    Invite,
    Message,
    Pair,
    Paired,
    Refuse,
)
from media.stage.stores.problems import LetterRefused, NobodyOnAir

IsPushed = Callable[[str], Awaitable[bool]]
"""Whether a room's host came by WebRTC."""


class Hearing:
    def __init__(self, db: Database, keys: Keys, clock: Clock, is_pushed: IsPushed) -> None:
        self._db = db
        self._now = clock.now
        self._keys = keys
        self._is_pushed = is_pushed

    async def answer(self, letter: str) -> str:
        """The answer's letter. Raises Problem."""
        own = Own(self._keys)
        found = letters.opened(letter)
        if isinstance(found.says, Pair):
            letters.read(letter, found.says.key, own.id, self._now())
            paired = Paired(await self._db.write(actions.pair_by_code, self._keys, found.says))
            return own.write(found.sender, paired, self._now(), letters.name_of(letter))
        async with self._db.read() as session:
            sender = await reads.sender(session, found.sender)
        says = letters.read(letter, sender.key, own.id, self._now())
        return own.write(sender.id, await self._heed(sender.id, says), self._now(), letters.name_of(letter))

    async def seat_for(self, bearer: str, sdp: str) -> str:
        """Whose picture this offer brings: a seat on our stage. Raises LetterRefused, BattleNotFound, SeatOver."""
        found = letters.opened(bearer)
        async with self._db.read() as session:
            sender = await reads.sender(session, found.sender)
            says = letters.read(bearer, sender.key, Own(self._keys).id, self._now())
            if not isinstance(says, Feed) or says.digest != digest_of(sdp):
                raise LetterRefused
            battle = await reads.contest(session, says.battle, sender.id)
            if (await seats.seat(session, battle.seat)).state != "seated":
                raise SeatOver
        return battle.seat

    async def _heed(self, store: str, says: Message) -> Message:
        match says:
            case Standing(battle=battle):
                with suppress(StandingKnown):  # both speak at the same time: a newer one was the answer to ours
                    await self._db.write(between.hear, store, says)
                return await self._db.write(between.told, battle)
            case Invite():
                await self._db.write(actions.rung, store, says, await self._on_air())
            case Accept(call, host):
                begins_at = await self._db.write(actions.accepted, store, call, host)
                return Agreed(begins_at, self._now())
            case Cancel(call):
                await self._db.write(actions.end, call, "cancelled", store)
            case Refuse(call):
                await self._db.write(actions.end, call, "refused", store)
            case Hello():
                pass
            case _:
                raise LetterRefused
        return Fine()

    async def _on_air(self) -> list[str]:
        """Rooms whose host can be brought beside another. Raises NobodyOnAir."""
        async with self._db.read() as session:
            rooms = [room.id for room in await broadcasts.rooms(session)]
        live = [room for room in rooms if await self._is_pushed(room)]
        if not live:
            raise NobodyOnAir
        return live
