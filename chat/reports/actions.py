"""A viewer reports something, and a colleague decides once for all who reported the same."""

from datetime import timedelta
from typing import Literal

import msgspec
from sqlalchemy import delete, func, insert, select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.errors import BadInput, Conflict, NotFound, TooMany
from appliance.events import TalkModerated, ViewerReported
from appliance.ids import new_id
from appliance.plain import one_line
from chat.comments import actions as comments
from chat.comments.models import Comment
from chat.reports.models import Report

About = Literal["comment", "viewer", "room", "product"]
Reason = Literal[
    "abuse", "vulgar", "unlawful", "fraud", "advert", "false", "fake", "price", "minors", "privacy", "other"
]
Decision = Literal["dismiss", "recall", "mute", "kick"]

LONGEST = 200
MUTED_MINUTES = 60 * 24
AT_ONCE, WITHIN = 5, timedelta(minutes=10)
A_DAY = 20
"""Reports of one viewer."""
MOST_OPEN = 2_000
"""Of one room; beyond, nobody could look at them anyway, and somebody is at work with many names."""


class ReportUnusable(BadInput):
    zh = "请选一个举报原因，补充说明最多 200 个字；自己不能举报自己"
    en = "Choose a reason and use up to 200 characters; nobody reports themselves"


class WordsNeeded(BadInput):
    zh = "选“其他”的话，请写一句是什么问题"
    en = "Where no reason fits, say in a few words what is wrong"


class ViewerUnknown(NotFound):
    zh = "这个直播间里没有这位观众的发言"
    en = "This viewer has said nothing in this room"


class ReportNotFound(NotFound):
    zh = "没有这条举报"
    en = "There is no such report"


class ReportDecided(Conflict):
    zh = "这条举报已经有人处理过了"
    en = "Somebody has decided about this report already"


class DecisionUnusable(BadInput):
    zh = "这条举报不能这样处理"
    en = "This cannot be done about this report"


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    room: str
    about: About
    subject: str
    reason: Reason
    words: str = ""
    reporter: str


class _Accused(msgspec.Struct, frozen=True):
    whom: str = ""
    name: str = ""
    text: str = ""


def report(tx: Transaction, given: Complaint) -> str:
    """Its id; the same thing reported again by the same viewer is the same report.

    Raises ReportUnusable, WordsNeeded, CommentNotFound, ViewerUnknown, TooMany.
    """
    words = one_line(given.words)
    if len(words) > LONGEST:
        raise ReportUnusable(field="words")
    if given.reason == "other" and not words:
        raise WordsNeeded(field="words")
    mine = (Report.reporter == given.reporter, Report.about == given.about, Report.subject == given.subject)
    known = tx.scalar(select(Report.id).where(*mine))
    if known is not None:
        return str(known)
    accused = _accused(tx, given)
    if accused.whom == given.reporter:
        raise ReportUnusable(field="subject")
    _check_limits(tx, given)
    row = {**msgspec.structs.asdict(given), **msgspec.structs.asdict(accused), "words": words}
    id_ = new_id(tx.now)
    tx.execute(insert(Report).values(id=id_, at=tx.now, state="open", what="", by="", decided_at=None, **row))
    tx.record(
        ViewerReported(room=given.room, report=id_, about=given.about, subject=given.subject, reason=given.reason)
    )
    return id_


def decide(tx: Transaction, wanted: str, what: Decision, by: str) -> int:
    """For all reports of the same thing; how many they were.

    Raises ReportNotFound, ReportDecided, DecisionUnusable.
    """
    found = _open(tx, wanted)
    if (what == "recall" and found.about != "comment") or (what in ("mute", "kick") and not found.whom):
        raise DecisionUnusable(field="what")
    match what:
        case "recall":
            _recall(tx, found, by)
        case "mute":
            comments.mute(tx, found.room, found.whom, minutes=MUTED_MINUTES, reason="举报", by=by)
        case "kick":
            comments.kick(tx, found.room, found.whom, by=by)
        case "dismiss":
            pass
    state = "dismissed" if what == "dismiss" else "dealt"
    same = (Report.about == found.about, Report.subject == found.subject, Report.room == found.room)
    settled = update(Report).where(*same, Report.state == "open")
    count = tx.execute(settled.values(state=state, what=what, by=by, decided_at=tx.now)).rowcount
    comment = found.subject if found.about == "comment" else ""
    tx.record(TalkModerated(room=found.room, what=f"report-{state}", comment=comment, by=by))
    return int(count)


def adopt(tx: Transaction, guest: str, member: str) -> None:
    """What both reported is reported once."""
    theirs = select(Report.subject).where(Report.reporter == member)
    tx.execute(delete(Report).where(Report.reporter == guest, Report.subject.in_(theirs)))
    tx.execute(update(Report).where(Report.reporter == guest).values(reporter=member))
    tx.execute(update(Report).where(Report.whom == guest).values(whom=member))


def forget(tx: Transaction, member: str) -> None:
    """That something was reported stays, without who did it and what they wrote, and without who it was about."""
    tx.execute(update(Report).where(Report.reporter == member).values(reporter=None, words=""))
    tx.execute(update(Report).where(Report.whom == member).values(whom="", name=""))


def _accused(tx: Transaction, given: Complaint) -> _Accused:
    """Raises CommentNotFound, ViewerUnknown, ReportUnusable."""
    if given.about == "comment":
        columns = (Comment.viewer, Comment.name, Comment.text, Comment.role)
        told = (Comment.room == given.room, Comment.id == given.subject, Comment.state.in_(("said", "recalled")))
        found = tx.one_or_none(select(*columns).where(*told))
        if found is None:
            raise comments.CommentNotFound
        return _Accused("" if found.role else found.viewer, found.name, found.text)
    if given.about == "viewer":
        spoke = (Comment.room == given.room, Comment.viewer == given.subject, Comment.role == "")
        name = tx.scalar(select(Comment.name).where(*spoke).order_by(Comment.id.desc()).limit(1))
        if name is None:
            raise ViewerUnknown
        return _Accused(given.subject, str(name))
    if given.about == "room" and given.subject != given.room:
        raise ReportUnusable(field="subject")
    return _Accused()


def _check_limits(tx: Transaction, given: Complaint) -> None:
    """Raises TooMany."""
    mine = select(func.count()).select_from(Report).where(Report.reporter == given.reporter)
    for most, within in ((AT_ONCE, WITHIN), (A_DAY, timedelta(days=1))):
        if (tx.scalar(mine.where(Report.at > tx.now - within)) or 0) >= most:
            raise TooMany(retry_after=int(within.total_seconds()))
    here = select(func.count()).select_from(Report).where(Report.room == given.room, Report.state == "open")
    if (tx.scalar(here) or 0) >= MOST_OPEN:
        raise TooMany(retry_after=int(WITHIN.total_seconds()))


def _open(tx: Transaction, wanted: str) -> AnyRow:
    found = tx.one_or_none(select(Report.__table__).where(Report.id == wanted))
    if found is None:
        raise ReportNotFound
    if found.state != "open":
        raise ReportDecided
    return found


def _recall(tx: Transaction, found: AnyRow, by: str) -> None:
    """Somebody else may have done it already."""
    try:
        tx.attempt(comments.recall, found.room, found.subject, by)
    except comments.CommentMovedOn:
        return
