"""Between stores over HTTP: their letters, and for staff the calls to a contest."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from quart import request

from appliance.errors import Problem
from appliance.house import house
from appliance.http import Api, language, signed
from appliance.identity.permissions import Permission
from media.broadcasts import reads as broadcasts
from media.stage.battles.actions import Terms
from media.stage.presence import be_here, is_here
from media.stage.stores import actions, reads
from media.stage.stores.hearing import Hearing
from media.stage.stores.mail import Addressee, Enclosed, Mail
from media.stage.stores.messages import Accept, Agreed, Cancel, Message, Refuse
from media.stage.stores.models import Store, StoreCall
from media.stage.stores.problems import LetterLate, LetterRefused

Aware = Annotated[datetime, msgspec.Meta(tz=True)]
api = Api("stores", __name__)
SOON = timedelta(minutes=1)
"""When a contest begins is within so much of now."""


class StoreShown(msgspec.Struct, frozen=True):
    store: str
    name: str


class CallShown(msgspec.Struct, frozen=True):
    call: str
    store: str
    """Its name."""
    mine: bool
    host: str
    """What the other host is called; of our own call empty."""
    seconds: int
    punishment: str
    until: Aware


class StoresShown(msgspec.Struct, frozen=True):
    now: Aware
    stores: list[StoreShown]
    calls: list[CallShown]
    """That ring."""


class CallTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seconds: int = 180
    punish_seconds: int = 60
    punishment: str = ""


class Called(msgspec.Struct, frozen=True):
    call: str


@api.route_to("POST", "/stores/letters", summary="A paired store's box speaks", body=Enclosed, answers=Enclosed)
async def letters(body: Enclosed) -> Enclosed:
    return Enclosed(await _hearing().answer(body.letter))


@api.route_to(
    "GET", "/rooms/<room>/stores", summary="Whom a room may call to a contest, and who calls",
    allow=Permission.ROOMS_SEE, answers=StoresShown,
)  # fmt: skip
async def stores(room: str) -> StoresShown:
    now = house().clock.now()
    async with house().db.read() as session:
        await broadcasts.room(session, room)
        known = {store.id: store for store in await reads.stores(session)}
        calls = await reads.calls(session, room, now)
    ringing = [_shown(call, known[call.store]) for call in calls if call.store in known]
    return StoresShown(now, [StoreShown(store.id, store.name) for store in known.values()], ringing)


@api.route_to(
    "POST", "/rooms/<room>/stores/<store>/calls", summary="Call another store's host to a contest",
    allow=Permission.STAGE_RUN, body=CallTerms, answers=Called, status=201,
)  # fmt: skip
async def call(room: str, store: str, body: CallTerms) -> Called:
    await _be_here(room)
    terms = Terms("", body.seconds, body.punish_seconds, body.punishment)
    invite = await house().db.write(actions.call, room, store, terms, signed().id)
    try:
        await ask(await _store(store), invite)
    except Problem:
        await house().db.write(actions.end, invite.call, "failed")
        raise
    return Called(invite.call)


@api.route_to(
    "PUT", "/rooms/<room>/store-calls/<call>/acceptance", summary="Take up a contest with another store",
    allow=Permission.STAGE_RUN,
)  # fmt: skip
async def accept(room: str, call: str) -> None:
    """The other store's clock says when it begins; here it is the same moment by ours."""
    await _be_here(room)
    await house().db.write(actions.may_accept, call, room)
    async with house().db.read() as session:
        title = (await broadcasts.room(session, room)).title
        store = (await reads.call(session, call)).store
    agreed = await ask(await _store(store), Accept(call, title[:64]))
    if not isinstance(agreed, Agreed):
        raise LetterRefused
    begins_in = agreed.begins_at - agreed.now
    if abs(begins_in) > SOON:
        raise LetterLate
    begins_at = house().clock.now() + begins_in
    await house().db.write(actions.accept, call, room, begins_at, signed().id)


@api.route_to(
    "DELETE", "/store-calls/<call>", summary="Take a call back, or refuse another store's", allow=Permission.STAGE_RUN
)
async def end(call: str) -> None:
    """Where the other store does not hear it, or no more, or says whatever to it, its ringing ends by itself."""
    async with house().db.read() as session:
        mine = (await reads.call(session, call)).mine
    store = await house().db.write(actions.end, call, "cancelled" if mine else "refused")
    try:
        await ask(await _store(store), Cancel(call) if mine else Refuse(call))
    except Problem:
        return


async def ask(store: Store | Addressee, says: Message) -> Message:
    """A paired store, in the reader's language. Raises Problem."""
    async with Mail(house().keys, house().clock, language=language()) as mail:
        return await mail.ask(Addressee(store.address, store.key), says)


async def seat_for(sdp: str) -> str:
    """The seat that the current request's bearer, another store's box, sends its host's picture to. Raises Problem."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise LetterRefused
    return await _hearing().seat_for(bearer.strip(), sdp)


def _hearing() -> Hearing:
    return Hearing(house().db, house().keys, house().clock, is_here)


async def _be_here(room: str) -> None:
    """Raises RoomNotFound, HostNotHere."""
    async with house().db.read() as session:
        await broadcasts.room(session, room)
    await be_here(room)


async def _store(store: str) -> Store:
    async with house().db.read() as session:
        return await reads.store(session, store)


def _shown(call: StoreCall, store: Store) -> CallShown:
    return CallShown(call.id, store.name, call.mine, call.host, call.seconds, call.punishment, call.until)
