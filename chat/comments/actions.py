"""What happens to comments; every decision of a colleague is a fact in the journal."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import delete, insert, select, update

from appliance.db import Transaction
from appliance.errors import BadInput, Conflict, NotFound
from appliance.events import (
    CommentAnswered,
    CommentHeld,
    CommentPinned,
    CommentRecalled,
    CommentSaid,
    CommentUnpinned,
    Speaker,
    TalkModerated,
)
from appliance.ids import new_id
from appliance.plain import one_line
from chat import questions
from chat.comments.models import Comment, PinnedComment
from chat.manners import actions as manners
from chat.moderation import fold

LONGEST = 100
ASKED_WITHIN = timedelta(hours=6)
"""Questions that are older wait for nobody any more."""


class CommentNotFound(NotFound):
    zh = "没有这条评论"
    en = "There is no such comment"


class CommentMovedOn(Conflict):
    zh = "这条评论已经有人处理过了"
    en = "Somebody has decided about this comment already"


class CommentUnusable(BadInput):
    zh = "评论要有 1 到 100 个字"
    en = "A comment has 1 to 100 characters"


class NothingPinned(NotFound):
    zh = "没有置顶的评论"
    en = "No comment is pinned"


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A comment on its way into its row."""

    id: str
    room: str
    speaker: Speaker
    text: str
    at: datetime
    moment: datetime
    show: str = ""
    state: str = "said"
    why: str = ""
    reply_to: str = ""
    reply_name: str = ""

    @property
    def fact(self) -> CommentSaid:
        return CommentSaid(
            room=self.room,
            comment=self.id,
            speaker=self.speaker,
            text=self.text,
            at=self.at,
            reply_to=self.reply_to,
            reply_name=self.reply_name,
            topic=self.topic,
        )

    @property
    def topic(self) -> str:
        """What a viewer asks about; what the shop says waits for nobody."""
        return "" if self.speaker.role else questions.topic(self.text, fold(self.text))

    @property
    def row(self) -> dict[str, object]:
        of_shop = self.speaker.role != ""
        return {
            **{name: getattr(self, name) for name in _SAME},
            "viewer": self.speaker.viewer,
            "name": self.speaker.name,
            "level": self.speaker.level,
            "buyer": self.speaker.buyer,
            "role": self.speaker.role,
            "folded": fold(self.text),
            "topic": self.topic,
            "answered_at": None,
            "checked": "none" if of_shop or self.state != "said" else "",
            "by": "",
        }


_SAME = ("id", "room", "show", "text", "at", "moment", "reply_to", "reply_name", "state", "why")


def usable(text: str) -> str:
    """What is left of a text as it was typed. Raises CommentUnusable."""
    text = one_line(text)
    if not 1 <= len(text) <= LONGEST:
        raise CommentUnusable(field="text")
    return text


def keep(tx: Transaction, said: Sequence[Said]) -> None:
    """Write down what was said; twice is once."""
    tx.add_each_once(Comment, [one.row for one in said])


def say(tx: Transaction, room: str, speaker: Speaker, text: str, *, show: str = "", reply: str = "") -> str:
    """The shop speaks, from outside the room; the comment's id. Raises CommentUnusable, CommentNotFound."""
    to = _said(tx, room, reply).name if reply else ""
    said = Said(
        id=new_id(tx.now),
        room=room,
        speaker=speaker,
        text=usable(text),
        at=tx.now,
        moment=tx.now,
        show=show,
        reply_to=reply,
        reply_name=to,
    )
    tx.execute(insert(Comment).values(said.row))
    tx.record(said.fact)
    _audit(tx, room, "said", speaker.viewer.removeprefix("staff:"), said.id)
    return said.id


def recall(tx: Transaction, room: str, comment: str, by: str, why: str = "staff") -> None:
    """Off every screen. Raises CommentNotFound, CommentMovedOn."""
    _move(tx, room, comment, ("said",), state="recalled", why=why, by=by)
    _take_away(tx, room, comment)
    _audit(tx, room, "recalled", by, comment)


def approve(tx: Transaction, room: str, comment: str, by: str) -> None:
    """Let a comment through that waits, was recalled, or only its writer sees.

    Raises CommentNotFound, CommentMovedOn.
    """
    _move(tx, room, comment, ("held", "yours", "recalled", "rejected"), state="said", by=by)
    tx.record(of_row(_row(tx, room, comment)).fact)
    _audit(tx, room, "approved", by, comment)


def reject(tx: Transaction, room: str, comment: str, by: str) -> None:
    """It waits no longer, and its writer's page takes it away. Raises CommentNotFound, CommentMovedOn."""
    _move(tx, room, comment, ("held",), state="rejected", by=by)
    tx.record(CommentRecalled(room=room, comment=comment))
    _audit(tx, room, "rejected", by, comment)


def hold(tx: Transaction, room: str, comment: str, why: str) -> None:
    """Off every screen until a colleague has looked. Raises CommentNotFound, CommentMovedOn."""
    _move(tx, room, comment, ("said",), state="held", why=why)
    row = _row(tx, room, comment)
    _take_away(tx, room, comment)
    tx.record(CommentHeld(room=room, comment=comment, speaker=speaker_of(row), text=row.text, at=row.at, why=why))


def note_check(tx: Transaction, room: str, comment: str, verdict: str) -> None:
    """What WeChat's text check said; what a colleague has decided meanwhile stays. Raises CommentNotFound."""
    tx.execute(update(Comment).where(Comment.room == room, Comment.id == comment).values(checked=verdict))
    if verdict in ("risky", "review") and _row(tx, room, comment).state == "said":
        if verdict == "risky":
            recall(tx, room, comment, "", "wechat")
        else:
            hold(tx, room, comment, "wechat")


def answer(tx: Transaction, room: str, comment: str, by: str) -> list[str]:
    """Tick a question off, and all that ask the same; their ids. Raises CommentNotFound."""
    row = _row(tx, room, comment)
    same = (
        Comment.room == room,
        Comment.topic != "",
        Comment.folded == row.folded,
        Comment.answered_at.is_(None),
        Comment.id >= new_id(tx.now - ASKED_WITHIN)[:10],
    )
    asked = list(tx.execute(select(Comment.id).where(*same).order_by(Comment.id)).scalars())
    tx.execute(update(Comment).where(Comment.id.in_(asked)).values(answered_at=tx.now))
    for one in asked:
        tx.record(CommentAnswered(room=room, comment=one))
    if asked:
        _audit(tx, room, "answered", by, comment)
    return asked


def pin(tx: Transaction, room: str, comment: str, by: str) -> None:
    """Raises CommentNotFound."""
    row = _said(tx, room, comment)
    _pin(tx, room, comment, row.name, row.text, by)


def pin_line(tx: Transaction, room: str, name: str, text: str, by: str) -> None:
    """A line of the shop's own. Raises CommentUnusable."""
    _pin(tx, room, "", name, usable(text), by)


def unpin(tx: Transaction, room: str, by: str) -> None:
    """Raises NothingPinned."""
    if not tx.execute(delete(PinnedComment).where(PinnedComment.room == room)).rowcount:
        raise NothingPinned
    tx.record(CommentUnpinned(room=room))
    _audit(tx, room, "unpinned", by)


def mute(tx: Transaction, room: str, member: str, *, minutes: int | None, reason: str, by: str) -> datetime | None:
    """`manners.mute` by the name under which the viewer spoke last. Raises ViewerUnusable, TimeUnusable."""
    return manners.mute(tx, room, member, _name_of(tx, member), minutes=minutes, reason=reason, by=by)


def ban(tx: Transaction, member: str, *, minutes: int | None, reason: str, by: str) -> datetime | None:
    """Raises ViewerUnusable, TimeUnusable."""
    return manners.ban(tx, member, _name_of(tx, member), minutes=minutes, reason=reason, by=by)


def kick(tx: Transaction, room: str, member: str, *, by: str) -> None:
    """Raises ViewerUnusable."""
    manners.kick(tx, room, member, _name_of(tx, member), by=by)


def adopt(tx: Transaction, guest: str, member: str) -> None:
    manners.adopt(tx, guest, member)
    tx.execute(update(Comment).where(Comment.viewer == guest).values(viewer=member))


def forget(tx: Transaction, member: str) -> None:
    """What everybody could read stays, without the person; what nobody else saw goes."""
    manners.forget(tx, member)
    mine = Comment.viewer == member
    tx.execute(delete(Comment).where(mine, Comment.state != "said"))
    named = select(Comment.id).where(mine)
    tx.execute(update(Comment).where(Comment.reply_to.in_(named)).values(reply_name=""))
    pinned = select(PinnedComment.room).where(PinnedComment.comment.in_(named))
    for room in tx.execute(pinned).scalars().all():
        unpin(tx, room, "")
    tx.execute(update(Comment).where(mine).values(viewer="", name="", level=""))


def of_row(row: Comment) -> Said:
    return Said(speaker=speaker_of(row), **{name: getattr(row, name) for name in _SAME})


def speaker_of(row: Comment) -> Speaker:
    return Speaker(row.viewer, row.name, row.level, row.buyer, row.role)


def _name_of(tx: Transaction, member: str) -> str:
    """As who speaks was called last; empty for who never spoke."""
    last = select(Comment.name).where(Comment.viewer == member).order_by(Comment.id.desc()).limit(1)
    return tx.scalar(last) or ""


def _pin(tx: Transaction, room: str, comment: str, name: str, text: str, by: str) -> None:  # noqa: PLR0917 - a row's facts
    values = {"comment": comment, "name": name, "text": text, "by": by, "at": tx.now}
    if not tx.add_once(PinnedComment, room=room, **values):
        tx.execute(update(PinnedComment).where(PinnedComment.room == room).values(values))
    tx.record(CommentPinned(room=room, comment=comment, name=name, text=text))
    _audit(tx, room, "pinned", by, comment)


def _take_away(tx: Transaction, room: str, comment: str) -> None:
    """Off every screen, and from above the others."""
    tx.record(CommentRecalled(room=room, comment=comment))
    if tx.execute(delete(PinnedComment).where(PinnedComment.room == room, PinnedComment.comment == comment)).rowcount:
        tx.record(CommentUnpinned(room=room))


def _audit(tx: Transaction, room: str, what: str, by: str, comment: str = "") -> None:
    tx.record(TalkModerated(room=room, what=what, comment=comment, by=by))


def _move(tx: Transaction, room: str, comment: str, states: tuple[str, ...], **values: object) -> None:
    here = (Comment.room == room, Comment.id == comment)
    if not tx.execute(update(Comment).where(*here, Comment.state.in_(states)).values(values)).rowcount:
        _row(tx, room, comment)
        raise CommentMovedOn


def _row(tx: Transaction, room: str, comment: str) -> Comment:
    """Its columns, by name. Raises CommentNotFound."""
    found = tx.one_or_none(select(Comment.__table__).where(Comment.room == room, Comment.id == comment))
    if found is None:
        raise CommentNotFound
    return found  # type: ignore[return-value]


def _said(tx: Transaction, room: str, comment: str) -> Comment:
    """One that everybody can read. Raises CommentNotFound."""
    row = _row(tx, room, comment)
    if row.state != "said":
        raise CommentNotFound
    return row
