"""Two owners pair their stores; a host calls the other store's to a contest, and is answered."""

import hmac
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from appliance.db import Transaction
from appliance.events import StoreCallChanged, StoresChanged
from appliance.ids import new_id
from appliance.keys import Keys
from appliance.plain import one_line
from media.broadcasts.actions import RoomNotFound
from media.broadcasts.models import Room
from media.stage.battles import actions as battles
from media.stage.battles.actions import Terms
from media.stage.battles.between import LINKING, Match, begin
from media.stage.battles.models import Battle
from media.stage.battles.problems import BattleRunning
from media.stage.battles.standing import Ours
from media.stage.seats import actions as seats
from media.stage.seats.actions import MOST_GUESTS
from media.stage.seats.problems import StageFull
from media.stage.stores import codes
from media.stage.stores.codes import Code
from media.stage.stores.letters import Own, id_of
from media.stage.stores.messages import Invite, Pair
from media.stage.stores.models import Store, StoreCall, StoreCode
from media.stage.stores.problems import AlreadyCalling, CallOver, CodeRefused, StoreInContest, StoreNotFound

CODE = timedelta(minutes=15)
RINGING = timedelta(seconds=30)
MOST_CALLS = 20
"""Of one store in a minute, for each costs a row; those that came to nothing are kept for `KEPT`."""
KEPT = timedelta(days=1)
_LATE = timedelta(seconds=2)
"""A yes may be on its way while the time runs out."""


# -- pairing ----------------------------------------------------------------------------------------------------------


def make_code(tx: Transaction, keys: Keys, name: str, address: str, by: str) -> tuple[Code, datetime]:
    """For one other store, until when. Raises NameUnusable, AddressUnusable."""
    code, until = new_id(tx.now), tx.now + CODE
    name, address = codes.name(name), codes.address(address)
    tx.execute(insert(StoreCode).values(id=code, name=name, address=address, until=until, by=by))
    return Code(code, codes.secret_of(keys, code), name, address, Own(keys).key), until


def pair_by_code(tx: Transaction, keys: Keys, said: Pair) -> str:
    """A stranger has our code; what we are called. Whose answer was lost on the way may say it once more.

    Raises CodeRefused, NameUnusable, AddressUnusable.
    """
    told = codes.proof(codes.secret_of(keys, said.code), said.name, said.address, said.key)
    paired = select(Store.paired_at).where(Store.id == id_of(said.key), Store.removed_at.is_(None)).scalar_subquery()
    theirs = StoreCode.used_at.is_(None) | (StoreCode.used_at == paired)
    fresh = (StoreCode.id == said.code) & theirs & (StoreCode.until > tx.now)
    if (
        not hmac.compare_digest(told.encode(), said.proof.encode())
        or not tx.execute(update(StoreCode).where(fresh).values(used_at=tx.now)).rowcount
    ):
        raise CodeRefused
    keep(tx, said.name, said.address, said.key, by="")
    return str(tx.scalar(select(StoreCode.name).where(StoreCode.id == said.code)))


def keep(tx: Transaction, name: str, address: str, key: str, by: str) -> str:
    """From now on it is a paired store; its id. Raises NameUnusable, AddressUnusable."""
    store = id_of(key)
    kept: dict[str, Any] = {
        "name": codes.name(name), "address": codes.address(address), "key": key,
        "paired_at": tx.now, "paired_by": by, "removed_at": None,
    }  # fmt: skip
    if not tx.add_once(Store, id=store, **kept):
        tx.execute(update(Store).where(Store.id == store).values(kept))
    tx.record(StoresChanged(store=store, name=kept["name"], paired=True))
    return store


def remove(tx: Transaction, store: str) -> None:
    """Raises StoreNotFound, StoreInContest."""
    if tx.scalar(select(Battle.id).where(Battle.store == store, Battle.state != "over")) is not None:
        raise StoreInContest
    known = update(Store).where(Store.id == store, Store.removed_at.is_(None))
    if not tx.execute(known.values(removed_at=tx.now)).rowcount:
        raise StoreNotFound
    name = tx.scalar(select(Store.name).where(Store.id == store))
    tx.record(StoresChanged(store=store, name=name, paired=False))


# -- calls ------------------------------------------------------------------------------------------------------------


def call(tx: Transaction, room: str, store: str, terms: Terms, by: str) -> Invite:
    """What the other store is told. Raises RoomNotFound, StoreNotFound, BattleRunning, AlreadyCalling and of terms."""
    punishment = battles.checked(terms)
    title = tx.scalar(select(Room.title).where(Room.id == room))
    if title is None:
        raise RoomNotFound
    if tx.scalar(select(Store.id).where(Store.id == store, Store.removed_at.is_(None))) is None:
        raise StoreNotFound
    if battles.is_fought(tx, room):
        raise BattleRunning
    rings = (StoreCall.room == room) & (StoreCall.state == "ringing") & (StoreCall.until > tx.now)
    if tx.scalar(select(StoreCall.id).where(rings)) is not None:
        raise AlreadyCalling
    invite = Invite(new_id(tx.now), title[:64], terms.seconds, terms.punish_seconds, punishment)
    _ring(tx, store, invite, room=room, mine=True, host="", by=by)
    return invite


def rung(tx: Transaction, store: str, invite: Invite, rooms: list[str]) -> None:
    """Another store calls; one of our `rooms`, which are on air, may take it up. Its newest call is the one that rings.

    Raises BattleRunning, AlreadyCalling, and CallOver for a name that is taken.
    """
    punishment = battles.checked(Terms("", invite.seconds, invite.punish_seconds, invite.punishment))
    if all(battles.is_fought(tx, room) for room in rooms):
        raise BattleRunning
    for named in (StoreCall, Battle):
        if tx.scalar(select(named.id).where(named.id == invite.call)) is not None:
            raise CallOver
    theirs = (StoreCall.store == store) & StoreCall.mine.is_(False)
    lately = StoreCall.made_at > tx.now - timedelta(minutes=1)
    if int(tx.scalar(select(func.count()).where(theirs, lately))) >= MOST_CALLS:
        raise AlreadyCalling
    tx.execute(delete(StoreCall).where(theirs, StoreCall.state != "accepted", StoreCall.made_at < tx.now - KEPT))
    for before in tx.execute(select(StoreCall.id).where(theirs, StoreCall.state == "ringing")).scalars().all():
        _answer(tx, before, "cancelled")
    host = one_line(invite.host) or str(tx.scalar(select(Store.name).where(Store.id == store)))
    told = Invite(invite.call, host, invite.seconds, invite.punish_seconds, punishment)
    _ring(tx, store, told, room=None, mine=False, host=host, by="")


def accepted(tx: Transaction, store: str, called: str, host: str) -> datetime:
    """They take our call up; when it begins. Whose answer was lost hears it once more.

    Raises CallOver, BattleRunning, StageFull.
    """
    agreed = select(Battle.begins_at).where(Battle.id == called, Battle.store == store, Battle.state == "on")
    before: datetime | None = tx.scalar(agreed.where(Battle.ours == "inviter"))
    if before is not None:
        return before
    found = _found(tx, called, mine=True, store=store)
    begins_at = tx.now + LINKING
    far = one_line(host) or str(tx.scalar(select(Store.name).where(Store.id == store)))
    _begin(tx, found, found.room, far, begins_at, "inviter", found.by)
    return begins_at


def accept(tx: Transaction, called: str, room: str, begins_at: datetime, by: str) -> None:
    """We take theirs up, in `room`. Raises CallOver, BattleRunning, StageFull, RoomNotFound."""
    found = _found(tx, called, mine=False)
    _begin(tx, found, room, found.host, begins_at, "invited", by)


def end(tx: Transaction, called: str, state: str, store: str | None = None) -> str:
    """It is refused, cancelled or failed; whose store it was. `store`: only of that one. Raises CallOver."""
    found = _found(tx, called, store=store)
    _answer(tx, called, state)
    return str(found.store)


def may_accept(tx: Transaction, called: str, room: str) -> None:
    """Whether we could, before the other store is told that we do.

    Of two calls that cross only the older is taken up, so that both boxes take up the same.
    Raises CallOver, AlreadyCalling, BattleRunning, StageFull.
    """
    found = _found(tx, called, mine=False)
    older = (StoreCall.store == found.store) & StoreCall.mine & (StoreCall.id < called)
    rings = (StoreCall.state == "ringing") & (StoreCall.until > tx.now - _LATE)
    if tx.scalar(select(StoreCall.id).where(older, rings).limit(1)) is not None:
        raise AlreadyCalling
    if battles.is_fought(tx, room):
        raise BattleRunning
    if seats.seated(tx, room) >= MOST_GUESTS:
        raise StageFull


def _ring(tx: Transaction, store: str, invite: Invite, *, room: str | None, mine: bool, host: str, by: str) -> None:
    row = dict[str, Any](
        id=invite.call, store=store, room=room, mine=mine, host=host, seconds=invite.seconds,
        punish_seconds=invite.punish_seconds, punishment=invite.punishment, state="ringing", made_at=tx.now,
        until=tx.now + RINGING, by=by,
    )  # fmt: skip
    tx.execute(insert(StoreCall).values(**row))
    tx.record(StoreCallChanged(call=invite.call))


def _begin(  # noqa: PLR0917 - a contest is agreed
    tx: Transaction, found: Any, room: str, host: str, begins_at: datetime, ours: Ours, by: str
) -> None:
    terms = Terms("", found.seconds, found.punish_seconds, found.punishment)
    begin(tx, room, Match(found.id, found.store, ours, host, begins_at, terms), by)
    _answer(tx, found.id, "accepted", room=room, host=host, by=by)


def _answer(tx: Transaction, called: str, state: str, **more: Any) -> None:
    rings = update(StoreCall).where(StoreCall.id == called, StoreCall.state == "ringing")
    if not tx.execute(rings.values(state=state, **more)).rowcount:
        raise CallOver
    tx.record(StoreCallChanged(call=called))


def _found(tx: Transaction, called: str, *, mine: bool | None = None, store: str | None = None) -> Any:
    asked = select(StoreCall.__table__).where(StoreCall.id == called, StoreCall.state == "ringing")
    found = tx.one_or_none(asked.where(StoreCall.until > tx.now - _LATE))
    if found is None or mine not in (None, found.mine) or store not in (None, found.store):
        raise CallOver
    return found
