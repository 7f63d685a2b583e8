"""A contest with another store: each box counts its own side, tells the other, and both end with the same totals.

It ends at the time that the inviter fixed, when both have counted out, or one has waited `AWAY` for that; or when one
side's staff stop it; or one is lost: its host has no picture, or nothing is heard of its box for `AWAY`.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import insert, select, update

from appliance.db import Transaction
from media.broadcasts.models import Room
from media.stage.battles import actions
from media.stage.battles.actions import GRACE, Terms
from media.stage.battles.models import Battle
from media.stage.battles.problems import BattleNotFound, BattleRunning, StandingKnown, StandingRefused
from media.stage.battles.standing import Ours, Phase, Standing, is_fresh, other
from media.stage.seats import actions as seats
from media.stage.seats.actions import AWAY
from media.stage.seats.models import StageSeat

LINKING = timedelta(seconds=8)
"""From the other's yes to the first point: the two pictures are on their way meanwhile."""
_ENDED: tuple[Phase, ...] = ("stopped", "forfeit", "lapsed")


class Match(msgspec.Struct, frozen=True):
    battle: str
    """Its name in both stores."""
    store: str
    ours: Ours
    far: str
    """What the other host is called."""
    begins_at: datetime
    """By our clock."""
    terms: Terms
    """Without a seat: it is made."""


def begin(tx: Transaction, room: str, match: Match, by: str) -> str:
    """The other host's seat. Raises LengthUnusable, PunishmentTooLong, BattleRunning, RoomNotFound, StageFull."""
    terms, punishment = match.terms, actions.checked(match.terms)
    if actions.is_fought(tx, room):
        raise BattleRunning
    seat = seats.seat_store(tx, room, match.far, by)
    title = tx.scalar(select(Room.title).where(Room.id == room))
    row = dict[str, Any](
        id=match.battle, room=room, seat=seat, store=match.store, ours=match.ours, left=title, right=match.far,
        state="on", begins_at=match.begins_at, ends_at=match.begins_at + timedelta(seconds=terms.seconds),
        punish_seconds=terms.punish_seconds, punishment=punishment, left_points=0, right_points=0, winner="", reason="",
        far_phase="", far_seq=0, far_heard_at=tx.now, by=by,
    )  # fmt: skip
    tx.execute(insert(Battle).values(**row))
    tx.record(actions.began(Battle(**row)))
    return seat


def hear(tx: Transaction, store: str, said: Standing) -> None:
    """What the other store says of its side, and whether it has ended it.

    Raises BattleNotFound where it has no contest of that name with us, StandingKnown for what was heard already or is
    out of order, StandingRefused for what is late or of a side that is not its own.
    """
    found = _battle(tx, said.battle)
    if found is None or found.store != store:
        raise BattleNotFound
    if said.side != other(found.ours) or not is_fresh(said, tx.now):
        raise StandingRefused
    heard = {"far_phase": said.phase, "far_seq": said.seq, "far_heard_at": tx.now}
    if found.state == "on":
        heard["right_points"] = said.score
    newer = update(Battle).where(Battle.id == said.battle, Battle.far_seq < said.seq)
    if not tx.execute(newer.values(heard)).rowcount:
        raise StandingKnown
    if found.state == "on" and said.phase in _ENDED:
        _ended_by_the_other(tx, _battle(tx, said.battle), said)
    now = _battle(tx, said.battle)
    if said.over and now.state == "settled":
        actions.over(tx, now)


def told(tx: Transaction, battle: str) -> Standing:
    """Our side, for the other store. Raises BattleNotFound."""
    found = _battle(tx, battle)
    if found is None or not found.store:
        raise BattleNotFound
    left, right = (found.left_points, found.right_points) if found.reason else actions.standing(tx, battle)
    seq = int(tx.now.timestamp() * 1000)
    return Standing(battle, found.ours, left, seq, tx.now, _phase(found, tx.now), right, found.state == "over")


def move_on(tx: Transaction) -> int:
    """Do what is due between us and other stores; how many contests moved."""
    moved = 0
    for found in tx.execute(select(*_KNOWN).where(Battle.state != "over", Battle.store != "")).all():
        moved += _moved_on(tx, found)
    return moved


def _moved_on(tx: Transaction, found: Any) -> bool:
    if found.state == "settled":
        return _paid(tx, found)
    seat = tx.scalar(select(StageSeat.state).where(StageSeat.id == found.seat))
    punish = timedelta(seconds=found.punish_seconds)
    if actions.host_is_gone(tx, found.room):
        actions.settle(tx, found, "forfeit", punish, loser="left")
    elif found.far_heard_at <= tx.now - AWAY:
        actions.settle(tx, found, "forfeit", timedelta(), loser="right")
        seats.part(tx, found.seat, "lost")
    elif seat != "seated":  # staff took the other's picture off, or it does not come through
        actions.settle(tx, found, "stopped", timedelta())
    elif found.ends_at + GRACE <= tx.now and (
        found.far_phase == "final" or found.ends_at + GRACE + AWAY <= tx.now  # it says that it counts for ever
    ):
        actions.settle(tx, found, "time", punish)
    else:
        return False
    return True


def _paid(tx: Transaction, found: Any) -> bool:
    """When the loser has paid, or its box is gone, the two part."""
    gone = found.far_heard_at <= tx.now - AWAY
    if gone:
        seats.part(tx, found.seat, "lost")
    if found.until > tx.now:
        return False
    actions.over(tx, found)
    return True


def _ended_by_the_other(tx: Transaction, found: Any, said: Standing) -> None:
    """With the totals that it ended with."""
    punish = timedelta(seconds=found.punish_seconds)
    loser = {"forfeit": "right", "lapsed": "left"}.get(said.phase, "")
    actions.settle(
        tx,
        found,
        "forfeit" if loser else "stopped",
        punish if said.phase == "forfeit" else timedelta(),
        loser=loser,
        points=(said.yours, said.score),
    )


def _phase(found: Any, now: datetime) -> Phase:
    if not found.reason:
        return "on" if now < found.ends_at + GRACE else "final"
    if found.reason == "forfeit":
        return "forfeit" if found.winner == "right" else "lapsed"
    return "final" if found.reason == "time" else "stopped"


def _battle(tx: Transaction, battle: str) -> Any:
    return tx.one_or_none(select(*_KNOWN).where(Battle.id == battle))


_KNOWN = (
    *actions.KNOWN,
    *(Battle.ours, Battle.far_phase, Battle.far_seq, Battle.far_heard_at),
    *(Battle.reason, Battle.winner, Battle.left_points, Battle.right_points),
)
