"""发言管理: what waits for a colleague, what was said, and the viewers who said it."""

from typing import Any, Literal, get_args

import msgspec
from quart import request
from quart.typing import ResponseReturnValue
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.errors import NotFound, Problem
from appliance.house import house
from appliance.http import Pages, form, signed
from appliance.identity import reads as identity
from appliance.identity.permissions import Permission
from chat.comments import actions, reads
from chat.comments.models import Comment
from chat.manners import actions as manners
from chat.manners import reads as settled
from console.i18n import gettext as _
from console.looks import again, page
from console.said import went
from media.broadcasts import reads as broadcasts

pages = Pages("console_talk", __name__)
QUEUE = "/console/talk"
HISTORY = "/console/talk/history"
MODERATE = Permission.CHAT_MODERATE
Decision = Literal["approve", "reject", "recall"]
_DECIDE = {"approve": actions.approve, "reject": actions.reject, "recall": actions.recall}
_MOST_OF_ONE = 30


class Restraining(msgspec.Struct, frozen=True):
    """What is done to a viewer: in one room, or (ban) in all."""

    kind: manners.Kind
    room: str = ""
    minutes: str = ""
    """Empty: until a colleague lifts it."""
    reason: str = ""


class Lifting(msgspec.Struct, frozen=True):
    kind: manners.Kind
    member: str
    room: str = ""


@pages.page(QUEUE, allow=MODERATE)
async def queue() -> ResponseReturnValue:
    return await page("talk/queue.html", **await _queue())


@pages.page(HISTORY, allow=MODERATE)
async def history() -> ResponseReturnValue:
    asked = {name: request.args.get(name, "").strip()[:60] for name in ("search", "room", "state", "cursor")}
    state = asked["state"] if asked["state"] in get_args(reads.State) else ""
    async with house().db.read() as session:
        rows = await reads.search(
            session, room=asked["room"], state=state, words=asked["search"], before=asked["cursor"]
        )
        rooms = await room_names(session)
    more = rows[-1].id if len(rows) == reads.PAGE else ""
    kept = {name: value for name, value in asked.items() if value and name != "cursor"}
    return await page("talk/history.html", rows=rows, rooms=rooms, kept=kept, more=more, states=get_args(reads.State))


@pages.page("/console/talk/comments/<comment>/<decision>", allow=MODERATE, methods=("POST",))
async def decide(comment: str, decision: str) -> ResponseReturnValue:
    """Back to where it was decided, with a way to take a recall back."""
    if decision not in _DECIDE:
        raise NotFound
    back = HISTORY if decision == "recall" or request.args.get("at") == "history" else QUEUE
    try:
        await house().db.write(_DECIDE[decision], await _room_of(comment), comment, signed().id)
    except actions.CommentMovedOn as problem:
        return await again("talk/queue.html", problem, read_at=QUEUE, **await _queue())
    if decision == "approve":
        return went(back, _("已放行，大家都看得到了"))
    if decision == "reject":
        return went(back, _("没有放行"), undo=f"/console/talk/comments/{comment}/approve")
    return went(back, _("已撤回，马上从所有屏幕上消失"), undo=f"/console/talk/comments/{comment}/approve?at=history")


@pages.page("/console/talk/viewers/<member>", allow=MODERATE)
async def viewer(member: str) -> ResponseReturnValue:
    return await page("talk/viewer.html", **await _about(member))


@pages.page("/console/talk/viewers/<member>", allow=MODERATE, methods=("POST",))
async def restrain(member: str) -> ResponseReturnValue:
    back = f"/console/talk/viewers/{member}"
    given = await form(Restraining)
    try:
        await _restrain(member, given)
    except Problem as problem:
        return await again("talk/viewer.html", problem, **await _about(member))
    said = {
        "mute": _("已禁言，一秒内生效"),
        "kick": _("已请出直播间，十分钟内进不来"),
        "ban": _("已封禁，哪个直播间都进不去"),
    }
    return went(back, said[given.kind])


@pages.page("/console/talk/restraints", allow=MODERATE)
async def restraints() -> ResponseReturnValue:
    async with house().db.read() as session:
        found = await settled.restraints(session, house().clock.now())
        names = await _colleagues(session)
        rooms = await room_names(session)
    return await page("talk/restraints.html", found=found, names=names, rooms=rooms)


@pages.page("/console/talk/restraints/lift", allow=MODERATE, methods=("POST",))
async def lift() -> ResponseReturnValue:
    given = await form(Lifting)
    await house().db.write(manners.free, given.kind, given.room, given.member, signed().id)
    return went("/console/talk/restraints", _("已解除"))


async def room_names(session: AsyncSession) -> dict[str, str]:
    return {room.id: room.title for room in await broadcasts.rooms(session)}


async def _queue() -> dict[str, Any]:
    async with house().db.read() as session:
        return {"rows": await reads.held(session), "most": reads.HELD_AT_ONCE, "rooms": await room_names(session)}


async def _about(member: str) -> dict[str, Any]:
    """Raises ViewerUnusable for a colleague."""
    if member.startswith("staff:"):
        raise manners.ViewerUnusable(field="member")
    async with house().db.read() as session:
        said = await reads.search(session, viewer=member, limit=_MOST_OF_ONE)
        standing = await settled.restraints(session, house().clock.now())
        return {
            "member": member,
            "name": said[0].name if said else "",
            "lately": said,
            "standing": [one for one in standing if one.member == member],
            "names": await _colleagues(session),
            "rooms": await room_names(session),
        }


async def _restrain(member: str, given: Restraining) -> None:
    by = signed().id
    if given.minutes and not given.minutes.isdecimal():
        raise manners.TimeUnusable(field="minutes")
    minutes = int(given.minutes) if given.minutes else None
    if given.kind == "ban":
        await house().db.write(actions.ban, member, minutes=minutes, reason=given.reason, by=by)
        return
    async with house().db.read() as session:
        await broadcasts.room(session, given.room)
    if given.kind == "kick":
        await house().db.write(actions.kick, given.room, member, by=by)
    else:
        await house().db.write(actions.mute, given.room, member, minutes=minutes, reason=given.reason, by=by)


async def _colleagues(session: AsyncSession) -> dict[str, str]:
    return {one.id: one.name for one in await identity.colleagues(session)}


async def _room_of(comment: str) -> str:
    """Raises CommentNotFound."""
    async with house().db.read() as session:
        found = await session.get(Comment, comment)
    if found is None:
        raise actions.CommentNotFound
    return found.room
