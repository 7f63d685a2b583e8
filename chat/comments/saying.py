"""What becomes of a comment that a viewer sends over the room's socket; it waits for no database."""

import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec
from sqlalchemy import select

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.db import Database
from appliance.errors import BadInput, Conflict, NotAllowed, TooMany
from appliance.events import CommentHeld, CommentRecalled, CommentSaid, Event, Speaker
from appliance.identity.seats import Seat
from appliance.ids import new_id
from chat.comments.actions import CommentNotFound, Said, usable
from chat.comments.keeper import Keeper
from chat.comments.models import Comment
from chat.manners.answering import matching
from chat.manners.known import Known
from chat.moderation import Judgement, fold, judged
from chat.turns import Turns

REMEMBERED = 2000
"""Comments whose writers are known without asking the database, for replies."""
ITSELF = Speaker("staff:auto", "自动回复", role="staff")
"""The shop, when nobody of it speaks."""

State = Literal["said", "held", "yours"]
_STATES: dict[str, State] = {"pass": "said", "hold": "held", "yours": "yours"}


class MutedHere(NotAllowed):
    zh = "店家暂时没有让您发言"
    en = "The shop does not let you speak for now"


class RoomQuiet(NotAllowed):
    zh = "现在只有店家可以发言"
    en = "Only the shop speaks for now"


class SpeakingTooFast(TooMany):
    zh = "说得太快了，{retry_after} 秒后再说"
    en = "You speak too fast, please wait {retry_after} seconds"


class RoomTooLively(TooMany):
    zh = "大家聊得太热闹了，{retry_after} 秒后再说一次吧"
    en = "So many are speaking at once that this one did not get through, please say it again in {retry_after} seconds"


class SaidAlready(TooMany):
    zh = "这句话您刚说过了"
    en = "You have just said this"


class WordsRefused(BadInput):
    zh = "这句话里有不能说的内容，改一改再发吧"
    en = "Something in this may not be said here, please change it"


class AdvertDoubtful(Conflict):
    zh = "“{word}”是广告法不让店家说的词，确定要说吗"
    en = "Advertising law forbids a shop to say “{word}”. Say it all the same?"


class Spoken(msgspec.Struct, frozen=True):
    """The frame, as far as it is about the comment."""

    text: str
    reply: Annotated[str, msgspec.Meta(max_length=32, pattern="^[0-9a-z]*$")] = ""
    sure: bool = False
    """Of the shop: a doubtful word is meant."""


class Taken(msgspec.Struct, frozen=True):
    comment: str
    state: State


class Saying:
    """``hub.hear("comment", saying.hear, ...)``; `listen` first."""

    def __init__(
        self,
        *,
        known: Known,
        keeper: Keeper,
        db: Database,
        bus: Bus,
        clock: Clock,
        adverts: Callable[[str], Sequence[str]],
        show_of: Callable[[str], str],
        edge_of: Callable[[str], datetime | None],
        enters: Callable[[Seat, str], bool] = lambda _seat, _text: False,
    ) -> None:
        """`adverts` finds words that advertising law forbids; `show_of` and `edge_of` tell what a room shows now.

        `enters` takes words that somebody may not say now for an entry to a round of the room, if they are one.
        """
        self._known = known
        self._keeper = keeper
        self._db = db
        self._bus = bus
        self._clock = clock
        self._adverts = adverts
        self._show_of = show_of
        self._edge_of = edge_of
        self._enters = enters
        self._turns = Turns()
        self._answered: dict[tuple[str, str], float] = {}
        self._heard: OrderedDict[str, tuple[str, str]] = OrderedDict()

    def listen(self) -> None:
        self._bus.listen(self._remember, (CommentSaid, CommentHeld, CommentRecalled), name="comments")

    async def hear(self, seat: Seat, body: bytes) -> Taken:
        """Raises CommentUnusable, CommentNotFound and the problems above."""
        spoken = msgspec.json.decode(body, type=Spoken)
        text = usable(spoken.text)
        now = self._clock.now()
        if not seat.role and not self._admit(seat, text):
            return Taken(new_id(now), "yours")
        judgement = self._judge(seat, text, sure=spoken.sure)
        comment = new_id(now)
        self._turns.take(comment, seat.room, seat.viewer, self._clock.monotonic())
        to = await self._name_of(seat.room, spoken.reply) if spoken.reply else ""
        said = Said(
            id=comment,
            room=seat.room,
            speaker=seat.speaker,
            text=text,
            at=now,
            moment=self._edge_of(seat.room) or now,
            show=self._show_of(seat.room),
            state=_STATES[judgement.verdict],
            why=f"{judgement.why} {judgement.word}".strip(),
            reply_to=spoken.reply,
            reply_name=to,
        )
        self._tell(said)
        if not seat.role and said.state == "said":
            self._answer(said)
        return Taken(said.id, _STATES[judgement.verdict])

    def _admit(self, seat: Seat, text: str) -> bool:
        """False: the room does not hear it, but a round does. Raises MutedHere and what `_take_turn` raises."""
        if self._known.muted(seat):
            raise MutedHere
        try:
            self._take_turn(seat)
        except (RoomQuiet, SpeakingTooFast, RoomTooLively):
            if not self._enters(seat, text):
                raise
            return False
        return True

    def _take_turn(self, seat: Seat) -> None:
        """Raises RoomQuiet, SpeakingTooFast, RoomTooLively."""
        rules, now = self._known.rules(seat.room), self._clock.monotonic()
        if rules.quiet:
            raise RoomQuiet
        if wait := self._turns.rest(seat.room, seat.viewer, rules.slow_seconds, now):
            raise SpeakingTooFast(retry_after=math.ceil(wait))
        if wait := self._turns.crowding(seat.room, now):
            raise RoomTooLively(retry_after=math.ceil(wait))

    def _judge(self, seat: Seat, text: str, *, sure: bool) -> Judgement:
        """Raises WordsRefused, SaidAlready, AdvertDoubtful."""
        if seat.role:
            if not sure and (doubts := self._adverts(text)):
                raise AdvertDoubtful(word=doubts[0])
            return Judgement("pass")
        rules = self._known.rules(seat.room)
        judgement = judged(text, self._known.words, self._adverts if rules.lawful else None)
        if judgement.verdict == "refuse":
            raise WordsRefused(field="text")
        flood = self._turns.repeated(seat.room, seat.viewer, fold(text), self._clock.monotonic())
        if flood == "repeats":
            raise SaidAlready(retry_after=30)
        if judgement.verdict == "yours":
            return judgement
        if flood == "crowd":
            return Judgement("yours", "crowd")
        return Judgement("hold", "review") if rules.review else judgement

    def _tell(self, said: Said) -> None:
        self._keeper.keep(said)
        if said.state == "said":
            self._bus.publish(said.fact)
        elif said.state == "held":
            self._bus.publish(
                CommentHeld(
                    room=said.room, comment=said.id, speaker=said.speaker, text=said.text, at=said.at, why=said.why
                )
            )

    def _answer(self, asked: Said) -> None:
        """What is asked again and again is answered by itself, each answer so often at most."""
        one = matching(self._known.answers, fold(asked.text))
        if one is None:
            return
        now, place = self._clock.monotonic(), (asked.room, one.id)
        if place in self._answered and now - self._answered[place] < one.every_seconds:
            return
        self._answered[place] = now
        at = asked.at + timedelta(milliseconds=1)  # it stands behind what it answers
        answer = Said(
            id=new_id(at), room=asked.room, speaker=ITSELF, text=one.text, at=at, moment=asked.moment, show=asked.show,
            reply_to=asked.id, reply_name=asked.speaker.name,
        )  # fmt: skip
        self._tell(answer)

    async def _name_of(self, room: str, comment: str) -> str:
        """Whose words are answered. Raises CommentNotFound."""
        if comment in self._heard:
            where, name = self._heard[comment]
        else:
            said = select(Comment.room, Comment.name).where(Comment.id == comment, Comment.state == "said")
            async with self._db.read() as session:
                where, name = (await session.execute(said)).first() or ("", "")
        if where != room:
            raise CommentNotFound(field="reply")
        return name

    def _remember(self, event: Event) -> None:
        if isinstance(event, CommentRecalled):
            self._heard.pop(event.comment, None)
        if isinstance(event, CommentSaid | CommentHeld):
            who = event.speaker
            folded = "" if who.role else fold(event.text)
            self._turns.hear(event.comment, event.room, who.viewer, folded, self._clock.monotonic())
        if isinstance(event, CommentSaid):
            self._note_answered(event)
            self._heard[event.comment] = (event.room, event.speaker.name)
            if len(self._heard) > REMEMBERED:
                self._heard.popitem(last=False)

    def _note_answered(self, fact: CommentSaid) -> None:
        """Another hub of the house may have answered in this room."""
        if fact.speaker.viewer != ITSELF.viewer:
            return
        for one in self._known.answers:
            if one.text == fact.text:
                self._answered[fact.room, one.id] = self._clock.monotonic()
