"""What stands above the comments, how one may speak, and what is said with one tap, over HTTP."""

import msgspec

from appliance.errors import BadInput
from appliance.house import house
from appliance.http import Api, signed
from appliance.identity.permissions import Permission
from chat.comments import actions
from chat.comments.cards import check_adverts, check_room, once_kept
from chat.manners import actions as manners
from chat.manners import reads as settled
from chat.manners.actions import Rules

api = Api("talk_rules", __name__)
STAFF = Permission.CHAT_MODERATE


class Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the two."""

    comment: str = ""
    text: str = ""
    sure: bool = False


class Phrases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    viewer: list[str]
    """What viewers say with one tap."""
    staff: list[str]


@api.route_to("PUT", "/rooms/<room>/pinned-comment", summary="Put something above the comments", allow=STAFF, body=Pin)
async def pin(room: str, body: Pin) -> None:
    if (body.comment == "") == (body.text == ""):
        raise BadInput(why="comment or text", field="comment")
    await check_room(room)
    if body.comment:
        await once_kept(body.comment)
        await house().db.write(actions.pin, room, body.comment, signed().id)
    else:
        check_adverts(body.text, sure=body.sure)
        await house().db.write(actions.pin_line, room, signed().name, body.text, signed().id)


@api.route_to("DELETE", "/rooms/<room>/pinned-comment", summary="Nothing stands above any more", allow=STAFF)
async def unpin(room: str) -> None:
    await house().db.write(actions.unpin, room, signed().id)


@api.route_to("GET", "/rooms/<room>/talk-rules", summary="How one may speak in a room", allow=STAFF, answers=Rules)
async def rules(room: str) -> Rules:
    await check_room(room)
    async with house().db.read() as session:
        return await settled.rules_of(session, room)


@api.route_to("PUT", "/rooms/<room>/talk-rules", summary="Settle how one may speak", allow=STAFF, body=Rules)
async def set_rules(room: str, body: Rules) -> None:
    await check_room(room)
    await house().db.write(manners.set_rules, room, body, signed().id)


@api.route_to("GET", "/phrases", summary="What is said with one tap", allow=Permission.ROOMS_SPEAK, answers=Phrases)
async def phrases() -> Phrases:
    async with house().db.read() as session:
        return Phrases(await settled.phrases(session, "viewer"), await settled.phrases(session, "staff"))


@api.route_to("PUT", "/phrases", summary="Settle what is said with one tap", allow=STAFF, body=Phrases)
async def set_phrases(body: Phrases) -> None:
    for sentence in (*body.viewer, *body.staff):
        check_adverts(sentence, sure=False)
    await house().db.write(manners.set_all_phrases, {"viewer": body.viewer, "staff": body.staff})
