"""What is said and felt in a room: comments, likes, gifts, who comes, and who is not let speak."""

from datetime import datetime
from typing import ClassVar

import msgspec

from appliance.events.fact import Audience, Event, Pace
from appliance.identity.permissions import Permission


class Speaker(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who speaks, as everybody may know."""

    viewer: str
    """The member's id, which tells one's own words from others'."""
    name: str
    level: str = ""
    buyer: bool = False
    """Has bought here."""
    role: str = ""
    """host or staff: speaks for the shop."""


class CommentSaid(Event, frozen=True, tag=True):
    """Somebody said something that everybody may read; kept by whoever said it, not by the journal."""

    audience: ClassVar[Audience] = Audience.ROOM
    durable: ClassVar[bool] = False
    pace: ClassVar[Pace] = Pace.TALK
    room: str
    comment: str
    speaker: Speaker
    text: str
    at: datetime
    reply_to: str = ""
    reply_name: str = ""
    topic: str = ""
    """What it asks about: price, size, stock, delivery, coupon, use, after-sale or other; empty: it asks nothing."""


class CommentHeld(Event, frozen=True, tag=True):
    """A comment waits for a colleague: the room is in review mode, or a word in it is doubtful (`why`)."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.CHAT_MODERATE
    durable: ClassVar[bool] = False
    room: str
    comment: str
    speaker: Speaker
    text: str
    at: datetime
    why: str


class CommentRecalled(Event, frozen=True, tag=True):
    """A comment is taken off every screen."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    comment: str


class CommentPinned(Event, frozen=True, tag=True):
    """A comment, or a line of the shop's own, stands above the others."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    comment: str
    name: str
    text: str


class CommentUnpinned(Event, frozen=True, tag=True):
    """Nothing stands above the comments any more."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str


class CommentAnswered(Event, frozen=True, tag=True):
    """A question is off the list of those that wait for the host."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.CHAT_MODERATE
    room: str
    comment: str


class TalkModerated(Event, frozen=True, tag=True):
    """A colleague decided about a comment or about how one may speak in a room; for the audit."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.CHAT_MODERATE
    room: str
    what: str
    """said, recalled, approved, rejected, answered, pinned, unpinned, rules, report-dealt or report-dismissed."""
    by: str
    comment: str = ""


class TalkRulesChanged(Event, frozen=True, tag=True):
    """How one may speak in a room changed."""

    audience: ClassVar[Audience] = Audience.ROOM
    room: str
    slow_seconds: int
    """Between two comments of one viewer; 0: no pause."""
    review: bool
    """Comments wait for a colleague before others see them."""
    quiet: bool
    """Only the shop speaks."""


class ViewerMuted(Event, frozen=True, tag=True):
    """A viewer may not speak in a room for a while, or (`room` empty, banned) may not enter any."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.CHAT_MODERATE
    room: str
    member: str
    banned: bool
    until: datetime | None
    """None: until a colleague lifts it."""
    reason: str
    by: str


class ViewerFreed(Event, frozen=True, tag=True):
    """A mute or a ban was lifted."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.CHAT_MODERATE
    room: str
    """Empty: every room."""
    member: str
    by: str
    kind: str = ""
    """mute, kick or ban."""


class ViewerKicked(Event, frozen=True, tag=True):
    """A viewer was sent out of a room."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.CHAT_MODERATE
    room: str
    member: str
    by: str


class ViewerReported(Event, frozen=True, tag=True):
    """举报: a viewer complained of a comment, a person, the room or its goods; who did is in the report alone."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.CHAT_MODERATE
    room: str
    report: str
    about: str
    """comment, viewer, room or product."""
    subject: str
    reason: str


class WordsChanged(Event, frozen=True, tag=True):
    """The list of words that are not let through changed."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.CHAT_MODERATE
    by: str
    words: tuple[str, ...] = ()
    verdict: str = ""
    """What becomes of comments with one of them: hold, yours, refuse or off; empty: they left the list."""


class AnswersChanged(Event, frozen=True, tag=True):
    """What the shop answers by itself changed: an answer was written, switched, or (`text` empty) removed."""

    audience: ClassVar[Audience] = Audience.STAFF
    needs: ClassVar[Permission] = Permission.CHAT_MODERATE
    by: str
    words: tuple[str, ...]
    text: str
    active: bool


class ViewersCame(Event, frozen=True, tag=True):
    """Some came in since the last tick: up to three names, and how many in all."""

    audience: ClassVar[Audience] = Audience.ROOM
    durable: ClassVar[bool] = False
    pace: ClassVar[Pace] = Pace.COUNT
    room: str
    names: list[str]
    count: int


class ShoppersWent(Event, frozen=True, tag=True):
    """正在去买: some opened a product since the last tick."""

    audience: ClassVar[Audience] = Audience.ROOM
    durable: ClassVar[bool] = False
    pace: ClassVar[Pace] = Pace.COUNT
    room: str
    names: list[str]
    count: int
    product: str


class LikesCounted(Event, frozen=True, tag=True):
    """Taps on the heart, of the show so far."""

    audience: ClassVar[Audience] = Audience.ROOM
    durable: ClassVar[bool] = False
    pace: ClassVar[Pace] = Pace.COUNT
    room: str
    total: int


class GiftGiven(Event, frozen=True, tag=True):
    """Somebody gave a gift, paid with points; `combo` counts those given in one go until now."""

    audience: ClassVar[Audience] = Audience.ROOM
    pace: ClassVar[Pace] = Pace.TALK
    room: str
    speaker: Speaker
    gift: str
    name: str
    effect: str
    """How it is shown: float, burst or full."""
    count: int
    combo: int
    picture: str = ""
    """Empty: the shop drew none for it."""
