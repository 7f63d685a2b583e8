"""Contests over HTTP: for staff, who call and stop them; and for who comes into the room in the middle of one."""

from datetime import datetime
from typing import Annotated

import msgspec

from appliance.house import house
from appliance.http import Api, signed
from appliance.identity.permissions import Permission
from appliance.identity.tokens import Claims
from media.broadcasts import reads as broadcasts
from media.stage.battles import actions, reads
from media.stage.battles.actions import Terms
from media.stage.presence import be_here

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
api = Api("battles", __name__)


class Called(msgspec.Struct, frozen=True):
    battle: str


class BattleShown(msgspec.Struct, frozen=True):
    battle: str
    left: str
    right: str
    begins_at: Aware
    ends_at: Aware
    punishment: str
    left_points: int
    right_points: int
    reason: str
    """Empty while it goes on."""
    winner: str
    until: Aware | None
    mine: str
    """left or right: whom one is for; empty: not chosen."""
    store: str = ""
    """Whose host the right one is; empty: a guest of this house. Between stores nobody chooses a side."""


class Battles(msgspec.Struct, frozen=True):
    now: Aware
    battle: BattleShown | None


@api.route_to("GET", "/rooms/<room>/battle", summary="The contest that goes on", viewer=True, answers=Battles)
async def for_a_viewer(viewer: Claims, room: str) -> Battles:
    return await _going_on(room, viewer.viewer)


@api.route_to(
    "GET", "/rooms/<room>/stage/battle", summary="The same for staff", allow=Permission.ROOMS_SEE, answers=Battles
)
async def for_staff(room: str) -> Battles:
    return await _going_on(room, "")


@api.route_to(
    "POST", "/rooms/<room>/battles", summary="Call a contest", allow=Permission.STAGE_RUN, body=Terms,
    answers=Called, status=201,
)  # fmt: skip
async def begin(room: str, body: Terms) -> Called:
    await be_here(room)
    return Called(await house().db.write(actions.begin, room, body, signed().id))


@api.route_to("DELETE", "/battles/<battle>", summary="Stop a contest, or its forfeit", allow=Permission.STAGE_RUN)
async def stop(battle: str) -> None:
    await house().db.write(actions.stop, battle)


async def _going_on(room: str, member: str) -> Battles:
    async with house().db.read() as session:
        await broadcasts.room(session, room)
        found = next(iter(await reads.going_on(session, room)), None)
        if found is None:
            return Battles(house().clock.now(), None)
        points = await reads.standing(session, found.id)
        mine = await reads.side_of(session, found.id, member) if member else ""
    shown = BattleShown(
        found.id, found.left, found.right, found.begins_at, found.ends_at, found.punishment, *points, found.reason,
        found.winner, found.until, mine, found.store,
    )  # fmt: skip
    return Battles(house().clock.now(), shown)
