"""What changes about speaking in a room; every change is a fact in the journal."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import ColumnElement, delete, insert, select, update

from appliance.db import Transaction
from appliance.errors import BadInput, NotFound
from appliance.events import TalkModerated, TalkRulesChanged, ViewerFreed, ViewerKicked, ViewerMuted, WordsChanged
from appliance.plain import one_line
from chat.manners.models import BannedWord, Phrase, Restraint, TalkRules
from chat.moderation import WordVerdict, fold

Kind = Literal["mute", "kick", "ban"]
Audience = Literal["viewer", "staff"]

SLOWEST = 600
KICKED_FOR = timedelta(minutes=10)
LONGEST = timedelta(days=366)
LONGEST_WORD = 30
MOST_WORDS = 500
LONGEST_PHRASE = 40
MOST_PHRASES = 20


class RulesUnusable(BadInput):
    zh = "慢速模式在 0 到 600 秒之间"
    en = "Slow mode is 0 to 600 seconds"


class WordUnusable(BadInput):
    zh = "词要有 1 到 30 个字，至少有一个字母、数字或汉字"
    en = "A word has 1 to 30 characters, at least one of them a letter or a figure"


class WordsUnusable(BadInput):
    zh = "一次填 1 到 500 个词，一行一个"
    en = "Give 1 to 500 words at a time, one to a line"


class VerdictUnknown(BadInput):
    zh = "处理方式不对"
    en = "There is no such way to treat a word"


class WordUnknown(NotFound):
    zh = "词库里没有这个词"
    en = "This word is not on the list"


class PhrasesUnusable(BadInput):
    zh = "快捷短语最多 20 句，每句 1 到 40 个字"
    en = "There are at most 20 quick phrases of 1 to 40 characters each"


class ViewerUnusable(BadInput):
    zh = "只能对观众这样做，店里的同事不行"
    en = "This can be done to viewers only, not to colleagues"


class TimeUnusable(BadInput):
    zh = "时间要在 1 分钟到 366 天之间"
    en = "A time is 1 minute to 366 days"


class NotRestrained(NotFound):
    zh = "这位观众没有被禁言或封禁，可能已经有人解除了"
    en = "This viewer is not muted or banned; somebody may have lifted it already"


class Rules(msgspec.Struct, frozen=True):
    """How one may speak in a room."""

    slow_seconds: int = 0
    review: bool = False
    quiet: bool = False
    lawful: bool = True


def set_rules(tx: Transaction, room: str, rules: Rules, by: str) -> None:
    """Raises RulesUnusable."""
    if not 0 <= rules.slow_seconds <= SLOWEST:
        raise RulesUnusable(field="slow_seconds")
    values = {**msgspec.structs.asdict(rules), "by": by, "at": tx.now}
    if not tx.add_once(TalkRules, room=room, **values):
        tx.execute(update(TalkRules).where(TalkRules.room == room).values(values))
    tx.record(TalkRulesChanged(room=room, slow_seconds=rules.slow_seconds, review=rules.review, quiet=rules.quiet))
    tx.record(TalkModerated(room=room, what="rules", by=by))


def list_word(tx: Transaction, word: str, verdict: str, by: str) -> None:
    """What becomes of comments with it from now on. Raises WordUnusable, VerdictUnknown."""
    tx.record(WordsChanged(by=by, words=(_list(tx, word, verdict, by),), verdict=verdict))


def list_words(tx: Transaction, words: Sequence[str], verdict: str, by: str) -> int:
    """All of them or none; how many. Empty lines are left out. Raises WordUnusable, VerdictUnknown."""
    given = [word for word in words if word.strip()]
    if not 1 <= len(given) <= MOST_WORDS:
        raise WordsUnusable(field="words")
    listed = tuple(_list(tx, word, verdict, by) for word in given)
    tx.record(WordsChanged(by=by, words=listed, verdict=verdict))
    return len(given)


def unlist_word(tx: Transaction, word: str, by: str) -> None:
    """Raises WordUnknown."""
    if not tx.execute(delete(BannedWord).where(BannedWord.word == fold(word))).rowcount:
        raise WordUnknown
    tx.record(WordsChanged(by=by, words=(one_line(word),)))


def set_phrases(tx: Transaction, audience: Audience, texts: Sequence[str]) -> None:
    """The whole list anew; empty lines are left out. Raises PhrasesUnusable."""
    kept = list(dict.fromkeys(text for text in map(one_line, texts) if text))
    if len(kept) > MOST_PHRASES or any(len(text) > LONGEST_PHRASE for text in kept):
        raise PhrasesUnusable(field=audience)
    tx.execute(delete(Phrase).where(Phrase.audience == audience))
    for place, text in enumerate(kept):
        tx.execute(insert(Phrase).values(audience=audience, position=place, text=text))


def set_all_phrases(tx: Transaction, lists: Mapping[Audience, Sequence[str]]) -> None:
    """Raises PhrasesUnusable."""
    for audience, texts in lists.items():
        set_phrases(tx, audience, texts)


def mute(
    tx: Transaction, room: str, member: str, name: str, *, minutes: int | None, reason: str, by: str
) -> datetime | None:
    """Who may not speak in `room` for so long, None: until it is lifted. Raises ViewerUnusable, TimeUnusable."""
    until = _until(tx, minutes)
    reason = _restrain(tx, "mute", room, member, name, until, reason, by)
    tx.record(ViewerMuted(room=room, member=member, banned=False, until=until, reason=reason, by=by))
    return until


def ban(tx: Transaction, member: str, name: str, *, minutes: int | None, reason: str, by: str) -> datetime | None:
    """Who may not enter any room. Raises ViewerUnusable, TimeUnusable."""
    until = _until(tx, minutes)
    reason = _restrain(tx, "ban", "", member, name, until, reason, by)
    tx.record(ViewerMuted(room="", member=member, banned=True, until=until, reason=reason, by=by))
    return until


def kick(tx: Transaction, room: str, member: str, name: str, *, by: str) -> None:
    """Out of the room, and not back in it for ten minutes. Raises ViewerUnusable."""
    _restrain(tx, "kick", room, member, name, tx.now + KICKED_FOR, "", by)
    tx.record(ViewerKicked(room=room, member=member, by=by))


def free(tx: Transaction, kind: Kind, room: str, member: str, by: str) -> None:
    """Raises NotRestrained."""
    gone = delete(Restraint).where(Restraint.room == room, Restraint.member == member, Restraint.kind == kind)
    if not tx.execute(gone).rowcount:
        raise NotRestrained
    tx.record(ViewerFreed(room=room, member=member, by=by, kind=kind))


def adopt(tx: Transaction, guest: str, member: str) -> None:
    """Who was muted or banned as a guest is so as a member; of two the longer one stays, and none that is over."""
    tx.execute(delete(Restraint).where(Restraint.member.in_((guest, member)), Restraint.until <= tx.now))
    for row in tx.execute(select(Restraint.__table__).where(Restraint.member == guest)).mappings().all():
        values = {**row, "member": member}
        if not tx.add_once(Restraint, **values):
            tx.execute(update(Restraint).where(*_shorter(values)).values(values))
    tx.execute(delete(Restraint).where(Restraint.member == guest))


def forget(tx: Transaction, member: str) -> None:
    """A ban stays by the id alone, which tells nobody who it was."""
    tx.execute(update(Restraint).where(Restraint.member == member).values(name="", reason=""))


def _list(tx: Transaction, word: str, verdict: str, by: str) -> str:
    """The word as it is written down. Raises WordUnusable, VerdictUnknown."""
    written = one_line(word)
    if not 1 <= len(written) <= LONGEST_WORD or not fold(written):
        raise WordUnusable(field="words")
    if verdict not in get_args(WordVerdict):
        raise VerdictUnknown(field="verdict")
    values = {"written": written, "verdict": verdict, "by": by, "at": tx.now}
    if not tx.add_once(BannedWord, word=fold(written), **values):
        tx.execute(update(BannedWord).where(BannedWord.word == fold(written)).values(values))
    return written


def _shorter(one: Mapping[str, Any]) -> tuple[ColumnElement[bool], ...]:
    """The restraint of the same kind, if it is over before `one` is."""
    same = (Restraint.room == one["room"], Restraint.member == one["member"], Restraint.kind == one["kind"])
    ends = Restraint.until.is_not(None)
    return (*same, ends) if one["until"] is None else (*same, ends, Restraint.until < one["until"])


def _until(tx: Transaction, minutes: int | None) -> datetime | None:
    if minutes is None:
        return None
    if not 1 <= minutes <= LONGEST // timedelta(minutes=1):
        raise TimeUnusable(field="minutes")
    return tx.now + timedelta(minutes=minutes)


def _restrain(  # noqa: PLR0917 - the facts of a row, in its order
    tx: Transaction, kind: Kind, room: str, member: str, name: str, until: datetime | None, reason: str, by: str
) -> str:
    """The newer one counts; those that are over are swept out on the way."""
    if not 1 <= len(member) <= 64 or member.startswith("staff:"):
        raise ViewerUnusable(field="member")
    tx.execute(delete(Restraint).where(Restraint.until <= tx.now))
    reason = one_line(reason)[:100]
    values = {"name": name, "until": until, "reason": reason, "by": by, "at": tx.now}
    if not tx.add_once(Restraint, room=room, member=member, kind=kind, **values):
        same = (Restraint.room == room, Restraint.member == member, Restraint.kind == kind)
        tx.execute(update(Restraint).where(*same).values(values))
    return reason
