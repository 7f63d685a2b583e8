"""Comments over HTTP: what a viewer reads beside the socket, and what staff decide."""

from datetime import UTC, datetime

import msgspec
from quart import request

from appliance.errors import BadInput
from appliance.events import Speaker
from appliance.house import house
from appliance.http import Api, signed
from appliance.identity.permissions import Permission, Role
from appliance.identity.tokens import Claims
from chat.comments import actions, reads
from chat.comments.cards import Aware, CommentCard, card, check_adverts, once_kept
from chat.comments.models import PinnedComment
from chat.manners import reads as settled
from chat.manners.actions import Rules
from chat.stage import show_on_air

api = Api("comments", __name__)
STAFF = Permission.CHAT_MODERATE


class Pinned(msgspec.Struct, frozen=True):
    comment: str
    """Empty: a line of the shop's own."""
    name: str
    text: str


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    comments: list[CommentCard]
    """In the order they were said."""
    more: bool
    """There are older ones: ask with `before`."""
    pinned: Pinned | None
    rules: Rules
    longest: int
    """Letters of a comment."""
    muted: bool
    muted_until: Aware | None
    """None, when muted: until the shop lifts it."""
    phrases: list[str]


class Said(msgspec.Struct, frozen=True):
    comments: list[CommentCard]


class Speech(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    reply: str = ""
    sure: bool = False
    """A word that advertising law forbids is meant."""


class Spoken(msgspec.Struct, frozen=True):
    comment: str


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str = ""
    """Said as a reply, too; empty: the host said it aloud."""
    sure: bool = False


class Answered(msgspec.Struct, frozen=True):
    comments: list[str]
    """All that asked the same."""


class QuestionCard(msgspec.Struct, frozen=True):
    comment: CommentCard
    viewers: int
    """Who ask just the same."""


class Questions(msgspec.Struct, frozen=True):
    questions: list[QuestionCard]
    topics: list[reads.Asked]
    hot: list[reads.Asked]
    """Topics of the last ten minutes."""


@api.route_to("GET", "/rooms/<room>/comments", summary="What was said in a room", viewer=True, answers=Talk)
async def comments(viewer: Claims, room: str) -> Talk:
    """With `since` and `until`, in unix ms of media time: what a replay shows in that stretch."""
    me, now = viewer.viewer, house().clock.now()
    stretch = _stretch()
    async with house().db.read() as session:
        await show_on_air(session, room)
        if stretch is None:
            found = await reads.last(session, room, me, request.args.get("before", ""))
        else:
            found = await reads.between(session, room, *stretch)
        mute = await settled.muted(session, room, me, now)
        return Talk(
            comments=[card(one) for one in found],
            more=stretch is None and len(found) == reads.PAGE,
            pinned=_pinned(await reads.pinned(session, room)),
            rules=await settled.rules_of(session, room),
            longest=actions.LONGEST,
            muted=mute is not None,
            muted_until=None if mute is None else mute.until,
            phrases=await settled.phrases(session, "viewer"),
        )


@api.route_to(
    "GET", "/rooms/<room>/comments/whole", summary="What was said, whatever became of it", allow=STAFF, answers=Said
)
async def whole(room: str) -> Said:
    """Newest first; `words`, `state`, `viewer` narrow it, `before` goes on."""
    words, state, viewer, before = (request.args.get(name, "") for name in ("words", "state", "viewer", "before"))
    async with house().db.read() as session:
        await show_on_air(session, room)
        found = await reads.search(session, room=room, words=words, state=state, viewer=viewer, before=before)
    return Said([card(one, why=one.why) for one in found])


@api.route_to(
    "POST",
    "/rooms/<room>/comments",
    summary="Say something for the shop",
    allow=Permission.ROOMS_SPEAK,
    body=Speech,
    answers=Spoken,
    status=201,
)
async def say(room: str, body: Speech) -> Spoken:
    return Spoken(await _say(room, body.text, body.reply, sure=body.sure))


@api.route_to("DELETE", "/rooms/<room>/comments/<comment>", summary="Take a comment off every screen", allow=STAFF)
async def recall(room: str, comment: str) -> None:
    await once_kept(comment)
    await house().db.write(actions.recall, room, comment, signed().id)


@api.route_to("PUT", "/rooms/<room>/comments/<comment>/approval", summary="Let a comment through", allow=STAFF)
async def approve(room: str, comment: str) -> None:
    await once_kept(comment)
    await house().db.write(actions.approve, room, comment, signed().id)


@api.route_to("DELETE", "/rooms/<room>/comments/<comment>/approval", summary="Do not let it through", allow=STAFF)
async def reject(room: str, comment: str) -> None:
    await once_kept(comment)
    await house().db.write(actions.reject, room, comment, signed().id)


@api.route_to(
    "PUT",
    "/rooms/<room>/comments/<comment>/answer",
    summary="Tick a question off, with a reply or without",
    allow=STAFF,
    body=Reply,
    answers=Answered,
)
async def answer(room: str, comment: str, body: Reply) -> Answered:
    await once_kept(comment)
    if body.text:
        await _say(room, body.text, comment, sure=body.sure)
    return Answered(await house().db.write(actions.answer, room, comment, signed().id))


@api.route_to(
    "GET", "/rooms/<room>/held-comments", summary="Comments that wait for a colleague", allow=STAFF, answers=Said
)
async def held(room: str) -> Said:
    async with house().db.read() as session:
        await show_on_air(session, room)
        return Said([card(one, why=one.why) for one in await reads.held(session, room)])


@api.route_to("GET", "/rooms/<room>/questions", summary="Questions without an answer", allow=STAFF, answers=Questions)
async def questions(room: str) -> Questions:
    now = house().clock.now()
    async with house().db.read() as session:
        await show_on_air(session, room)
        found = await reads.asked(session, room, now)
    cards = [QuestionCard(card(one.comment), one.viewers) for one in reads.questions(found)[:100]]
    return Questions(cards, reads.topics(found), reads.lately(found, now))


async def _say(room: str, text: str, reply: str, *, sure: bool) -> str:
    """Raises CommentUnusable, CommentNotFound, AdvertDoubtful."""
    text = actions.usable(text)
    check_adverts(text, sure=sure)
    async with house().db.read() as session:
        show = await show_on_air(session, room)
    role = "host" if signed().role is Role.HOST else "staff"
    speaker = Speaker(f"staff:{signed().id}", signed().name, role=role)
    return await house().db.write(actions.say, room, speaker, text, show=show, reply=reply)


def _pinned(found: PinnedComment | None) -> Pinned | None:
    return None if found is None else Pinned(found.comment, found.name, found.text)


def _stretch() -> tuple[datetime, datetime] | None:
    """Raises BadInput."""
    if "since" not in request.args:
        return None
    try:
        since, until = (int(request.args.get(name, "")) for name in ("since", "until"))
        return datetime.fromtimestamp(since / 1000, UTC), datetime.fromtimestamp(until / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput(why="since and until in unix ms", field="since") from error
