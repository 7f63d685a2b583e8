"""A guest's way: invited by a link, agrees and rings, is let on stage, leaves it."""

import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import func, insert, select, update

from appliance.db import Transaction
from appliance.events import GuestLeft, GuestRang, GuestSeated, StageChanged
from appliance.ids import new_id
from appliance.plain import one_line
from media.broadcasts.actions import RoomNotFound
from media.broadcasts.models import Room
from media.stage.layout import LAYOUTS, MOST
from media.stage.seats.models import Stage, StageSeat
from media.stage.seats.problems import (
    ConsentMissing,
    LayoutUnknown,
    LinkExpired,
    LinkUsed,
    NameUnusable,
    NotRinging,
    SeatNotFound,
    SeatOver,
    StageFull,
    TooManyInvited,
)

CONSENT = "1"
"""The version of the text that a guest agrees to (`console.consent`)."""
STORE = "store"
"""In place of that version: another store's host, whose own staff agreed to be shown here."""
LINK = timedelta(minutes=15)
RINGING = timedelta(seconds=30)
AWAY = timedelta(seconds=30)
"""So long a guest whose connection broke keeps the seat, and so does one whose host pushes by RTMP meanwhile."""
UNSHARED = "unshared"
"""Why a guest left whose host went on by a way in which nobody is mixed in."""
MOST_GUESTS = MOST - 1
MOST_INVITED = 12
LONGEST_NAME = 12
_KNOWN = (StageSeat.id, StageSeat.room, StageSeat.state, StageSeat.name, StageSeat.mark)


class Entered(msgspec.Struct, frozen=True):
    seat: str
    mark: str
    """For the pass of the browser that used the link."""


def invite(tx: Transaction, room: str, by: str) -> tuple[str, datetime]:
    """The seat, and until when its link may be used. Raises RoomNotFound, TooManyInvited."""
    if tx.scalar(select(Room.id).where(Room.id == room)) is None:
        raise RoomNotFound
    open_ones = StageSeat.state.in_(("invited", "waiting", "ringing"))
    if tx.scalar(select(func.count()).where(StageSeat.room == room, open_ones)) >= MOST_INVITED:
        raise TooManyInvited(most=MOST_INVITED)
    seat, until = new_id(tx.now), tx.now + LINK
    row = {"id": seat, "room": room, "state": "invited", "invited_by": by, "invited_at": tx.now, "link_until": until}
    unsaid = {"mark": "", "name": "", "consent": "", "muted": False, "camera_off": False, "reason": ""}
    tx.execute(insert(StageSeat).values(**row, **unsaid))
    tx.record(StageChanged(room=room, seat=seat))
    return seat, until


def agree(tx: Transaction, seat: str, name: str, consent: str, network: str = "", *, mark: str = "") -> Entered:
    """The guest uses the link: gives a name, agrees to be shown, and rings. A link is good for one browser, which
    agrees from the address `network`; one that brings the `mark` of its own has the same answer again, should it have
    been lost on the way.

    Raises LinkExpired, LinkUsed, SeatOver, NameUnusable, ConsentMissing.
    """
    found, name = _seat(tx, seat), one_line(name)
    if not 1 <= len(name) <= LONGEST_NAME:
        raise NameUnusable(field="name")
    if consent != CONSENT:
        raise ConsentMissing(field="consent", version=CONSENT)
    if mark and mark == found.mark:
        return Entered(seat, mark)
    mark = mark or secrets.token_urlsafe(12)
    agreed = {"consent": consent, "consented_at": tx.now, "consented_from": network}
    used = {"mark": mark, "name": name, "state": "waiting", **agreed}
    fresh = update(StageSeat).where(StageSeat.id == seat, StageSeat.state == "invited", StageSeat.link_until > tx.now)
    if not tx.execute(fresh.values(used)).rowcount:
        raise LinkUsed if found.mark else LinkExpired if found.state in ("invited", "over") else SeatOver
    ring(tx, seat)
    return Entered(seat, mark)


def ring(tx: Transaction, seat: str) -> None:
    """For half a minute, then again if the guest likes. Raises SeatOver."""
    found, until = _seat(tx, seat), tx.now + RINGING
    waits = StageSeat.state.in_(("waiting", "ringing"))
    if not _change(tx, seat, waits, state="ringing", ringing_until=until):
        raise SeatOver
    tx.record(GuestRang(room=found.room, seat=seat, name=found.name, until=until))


def decline(tx: Transaction, seat: str) -> None:
    """The guest does not want to, or no longer. Raises SeatNotFound."""
    _end(tx, _seat(tx, seat), "declined", seated="left")


def admit(tx: Transaction, seat: str) -> None:
    """On stage. Raises NotRinging, StageFull."""
    found = _seat(tx, seat)
    if seated(tx, found.room) >= MOST_GUESTS:
        raise StageFull
    rings = (StageSeat.state == "ringing") & (StageSeat.ringing_until > tx.now)
    if not _change(tx, seat, rings, state="seated", seated_at=tx.now, away_at=tx.now):
        raise NotRinging
    tx.record(GuestSeated(room=found.room, seat=seat, name=found.name))
    tx.record(StageChanged(room=found.room, seat=seat))


def seat_store(tx: Transaction, room: str, name: str, by: str) -> str:
    """The host of another store, whose box sends the picture; `by` agreed with it. Raises RoomNotFound, StageFull."""
    if tx.scalar(select(Room.id).where(Room.id == room)) is None:
        raise RoomNotFound
    if seated(tx, room) >= MOST_GUESTS:
        raise StageFull
    seat, name = new_id(tx.now), one_line(name)[:LONGEST_NAME]
    row = {"id": seat, "room": room, "state": "seated", "invited_by": by, "invited_at": tx.now, "link_until": tx.now}
    agreed = {"mark": secrets.token_urlsafe(12), "name": name, "consent": STORE, "consented_at": tx.now}
    tx.execute(
        insert(StageSeat).values(
            **row, **agreed, muted=False, camera_off=False, reason="", seated_at=tx.now, away_at=tx.now
        )
    )
    tx.record(GuestSeated(room=room, seat=seat, name=name))
    tx.record(StageChanged(room=room, seat=seat))
    return seat


def part(tx: Transaction, seat: str, reason: str) -> None:
    """Of itself it is over: `reason` is lost or over. Raises SeatNotFound."""
    _end(tx, _seat(tx, seat), reason, seated=reason)


def dismiss(tx: Transaction, seat: str) -> None:
    """Staff take the invitation back, do not open, or send the guest off the stage. Raises SeatNotFound."""
    found = _seat(tx, seat)
    _end(tx, found, "withdrawn" if found.state == "invited" else "refused", seated="removed")


def set_muted(tx: Transaction, seat: str, muted: bool) -> None:
    """Raises SeatOver."""
    _set(tx, seat, muted=muted)


def set_camera_off(tx: Transaction, seat: str, off: bool) -> None:
    """Raises SeatOver."""
    _set(tx, seat, camera_off=off)


def arrange(tx: Transaction, room: str, layout: str, *, portrait: bool | None) -> None:
    """Raises RoomNotFound, LayoutUnknown."""
    if layout not in LAYOUTS:
        raise LayoutUnknown(field="layout")
    if tx.scalar(select(Room.id).where(Room.id == room)) is None:
        raise RoomNotFound
    laid = {"layout": layout, "portrait": portrait, "changed_at": tx.now}
    if not tx.add_once(Stage, room=room, **laid):
        tx.execute(update(Stage).where(Stage.room == room).values(laid))
    tx.record(StageChanged(room=room))


def came(tx: Transaction, seat: str) -> None:
    """The guest's picture comes, or comes again. Raises SeatOver for who has no seat."""
    _set(tx, seat, away_at=None)


def went(tx: Transaction, seat: str) -> None:
    """The guest's connection broke: the seat is kept for a while."""
    found = _seat(tx, seat)
    here = (StageSeat.state == "seated") & StageSeat.away_at.is_(None)
    if _change(tx, seat, here, away_at=tx.now):
        tx.record(StageChanged(room=found.room, seat=seat))


def clear(tx: Transaction, room: str) -> None:
    """The show is over: nobody stays on stage."""
    for found in tx.execute(select(*_KNOWN).where(StageSeat.room == room, StageSeat.state != "over")).all():
        _end(tx, found, "expired", seated="over")


def unseat(tx: Transaction, room: str) -> None:
    """The host pushes by RTMP, where nobody sees the guests: they leave the stage; who is yet to come may wait."""
    for found in tx.execute(select(*_KNOWN).where(StageSeat.room == room, StageSeat.state == "seated")).all():
        _end(tx, found, UNSHARED, seated=UNSHARED)


def lapse(tx: Transaction) -> int:
    """Links that nobody used, rings that nobody heard, guests who did not come back; how many."""
    now = tx.now
    unheard = (StageSeat.state == "ringing") & (StageSeat.ringing_until <= now)
    stale = StageSeat.state.in_(("invited", "waiting")) & (StageSeat.link_until <= now)
    lost = (StageSeat.state == "seated") & (StageSeat.away_at <= now - AWAY)
    found = tx.execute(select(*_KNOWN).where(unheard | stale | lost)).all()
    for row in found:
        if row.state == "ringing":
            _change(tx, row.id, unheard, state="waiting", ringing_until=None, link_until=now + LINK)
            tx.record(StageChanged(room=row.room, seat=row.id))
        else:
            _end(tx, row, "expired", seated="lost")
    return len(found)


def seated(tx: Transaction, room: str) -> int:
    """Guests on stage."""
    return int(tx.scalar(select(func.count()).where(StageSeat.room == room, StageSeat.state == "seated")))


def _set(tx: Transaction, seat: str, **values: Any) -> None:
    found = _seat(tx, seat)
    if not _change(tx, seat, StageSeat.state != "over", **values):
        raise SeatOver
    tx.record(StageChanged(room=found.room, seat=seat))


def _end(tx: Transaction, found: Any, reason: str, *, seated: str) -> None:
    """`seated`: the reason where the guest was on stage. Over is over, however often it is said."""
    if found.state == "over":
        return
    was_seated = found.state == "seated"
    reason = seated if was_seated else reason
    if not _change(tx, found.id, StageSeat.state == found.state, state="over", over_at=tx.now, reason=reason):
        return
    if was_seated:
        tx.record(GuestLeft(room=found.room, seat=found.id, name=found.name, reason=reason))
    tx.record(StageChanged(room=found.room, seat=found.id))


def _seat(tx: Transaction, seat: str) -> Any:
    found = tx.one_or_none(select(*_KNOWN).where(StageSeat.id == seat))
    if found is None:
        raise SeatNotFound
    return found


def _change(tx: Transaction, seat: str, only: Any, **values: Any) -> bool:
    """Whether it was so, and is so no longer."""
    return tx.execute(update(StageSeat).where(StageSeat.id == seat, only).values(**values)).rowcount == 1
