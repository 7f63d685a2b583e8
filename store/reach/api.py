"""What a viewer's page asks before WeChat's own question, and tells after it."""

from typing import Annotated

import msgspec

from appliance.db import Transaction
from appliance.house import house
from appliance.http import Api
from appliance.identity.tokens import Claims
from store.reach import actions, reads
from store.stage import awaited

api = Api("reach", __name__)
Id = Annotated[str, msgspec.Meta(max_length=64)]


class Standing(msgspec.Struct, frozen=True):
    templates: dict[str, str]
    """What wx.requestSubscribeMessage may be asked for, by kind (`kinds.KINDS`)."""
    reserved: list[str]
    """Shows whose beginning I shall be told of."""


class Tapped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    accepted: Annotated[list[Id], msgspec.Meta(max_length=5)]
    """Template ids that were answered with `accept`: one message each."""
    show: Id = ""
    """The show that it was about; it is reserved then."""


@api.route_to("GET", "/me/messages", summary="What WeChat may tell me", answers=Standing, viewer=True)
async def standing(viewer: Claims) -> Standing:
    return await _standing(viewer.viewer)


@api.route_to(
    "POST",
    "/me/messages",
    summary="I answered WeChat's question",
    body=Tapped,
    answers=Standing,
    status=201,
    viewer=True,
)
async def tapped(viewer: Claims, body: Tapped) -> Standing:
    if body.show:
        async with house().db.read() as session:
            await awaited(session, body.show)
    await house().db.write(_tapped, viewer.viewer, body)
    return await _standing(viewer.viewer)


@api.route_to("DELETE", "/me/reservations/<show>", summary="I do not wait for this show any more", viewer=True)
async def withdraw(viewer: Claims, show: str) -> None:
    await house().db.write(actions.withdraw, viewer.viewer, show)


def _tapped(tx: Transaction, member: str, body: Tapped) -> None:
    actions.allow(tx, member, body.accepted)
    if body.show:
        actions.reserve(tx, member, body.show)


async def _standing(member: str) -> Standing:
    async with house().db.read() as session:
        return Standing(await reads.offered(session, member), await reads.reserved(session, member))
