"""What a shop has settled about speaking in its rooms."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from appliance.db import Instant, Json, Model


class TalkRules(Model):
    """Of a room that has other rules than a fresh one."""

    __tablename__ = "talk_rules"

    room: Mapped[str] = mapped_column(primary_key=True)
    slow_seconds: Mapped[int]
    review: Mapped[bool]
    quiet: Mapped[bool]
    lawful: Mapped[bool]
    """Comments with words that advertising law forbids wait for a colleague."""
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)


class BannedWord(Model):
    """What the shop says about a word; ours stand in `chat.wordlist`."""

    __tablename__ = "banned_words"

    word: Mapped[str] = mapped_column(primary_key=True)
    """Folded, as `moderation.fold` makes it."""
    written: Mapped[str]
    verdict: Mapped[str]
    """hold, yours, refuse or off."""
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)


class Restraint(Model):
    """A mute in a room, a ban from all of them, or having been sent out of one; lifted ones are gone."""

    __tablename__ = "restraints"

    room: Mapped[str] = mapped_column(primary_key=True)
    """Empty: every room."""
    member: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """mute, kick or ban."""
    name: Mapped[str]
    """As the member was called when it happened."""
    until: Mapped[datetime | None] = mapped_column(Instant)
    """None: until a colleague lifts it."""
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)


class Phrase(Model):
    """快捷短语: one tap says it."""

    __tablename__ = "phrases"

    audience: Mapped[str] = mapped_column(primary_key=True)
    """viewer or staff: who says it."""
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


class AutoAnswer(Model):
    """自动回答: what viewers ask with, and what the shop answers by itself."""

    __tablename__ = "auto_answers"

    id: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[list[str]] = mapped_column(Json)
    """Any of them in a comment."""
    text: Mapped[str]
    every_seconds: Mapped[int]
    """It is said at most so often in a room."""
    active: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
