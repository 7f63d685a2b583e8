"""A contest: called, counted down, fought, settled, paid.

What happens when is fixed in its row when it is called, so that who starts again in the middle goes on where it was.
"""

from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import func, insert, select, update

from appliance.db import Transaction
from appliance.events import BattleBegan, BattleEnded, BattleOver
from appliance.ids import new_id
from appliance.plain import one_line
from media.broadcasts.models import Broadcast, Room
from media.stage.battles.models import Battle, BattlePoints, BattleSide
from media.stage.battles.problems import (
    BattleNotFound,
    BattleOverAlready,
    BattleRunning,
    LengthUnusable,
    NobodyToBattle,
    OwnSideOnly,
    PunishmentTooLong,
    SideUnknown,
)
from media.stage.seats import actions as seats
from media.stage.seats.actions import AWAY
from media.stage.seats.models import StageSeat

Side = Literal["left", "right"]
SIDES = ("left", "right")
COUNTDOWN = timedelta(seconds=3)
GRACE = timedelta(seconds=2)
"""After its end, for what was done in time and is not written yet."""
READ = timedelta(seconds=5)
"""So long the result stands, forfeit or not."""
SHORTEST, LONGEST, LONGEST_PUNISHMENT = 60, 600, 120
LETTERS = 20


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seat: str
    """The guest who is the right one."""
    seconds: int = 180
    punish_seconds: int = 60
    punishment: str = ""


class Scored(msgspec.Struct, frozen=True):
    source: str
    """likes, gift or order."""
    key: str
    """Of its kind: said twice it counts once."""
    side: str
    points: int
    at: datetime


def begin(tx: Transaction, room: str, terms: Terms, by: str, left: str = "") -> str:
    """Its id. `left` is what the host is called; else the room's name is taken.

    Raises LengthUnusable, PunishmentTooLong, NobodyToBattle, BattleRunning.
    """
    punishment = checked(terms)
    seat = tx.one_or_none(
        select(StageSeat.name, Room.title)
        .join(Room, Room.id == StageSeat.room)
        .where(StageSeat.id == terms.seat, StageSeat.room == room, StageSeat.state == "seated")
    )
    if seat is None:
        raise NobodyToBattle
    if is_fought(tx, room):
        raise BattleRunning
    battle, begins_at = new_id(tx.now), tx.now + COUNTDOWN
    row = dict[str, Any](
        id=battle, room=room, seat=terms.seat, left=left or seat.title, right=seat.name, state="on",
        begins_at=begins_at, ends_at=begins_at + timedelta(seconds=terms.seconds),
        punish_seconds=terms.punish_seconds, punishment=punishment,
        left_points=0, right_points=0, winner="", reason="", store="", ours="", far_phase="", far_seq=0, by=by,
    )  # fmt: skip
    tx.execute(insert(Battle).values(**row))
    tx.record(began(Battle(**row)))
    return battle


def began(battle: Battle) -> BattleBegan:
    """The fact by which it is known."""
    return BattleBegan(
        room=battle.room,
        battle=battle.id,
        left=battle.left,
        right=battle.right,
        begins_at=battle.begins_at,
        ends_at=battle.ends_at,
        punish_seconds=battle.punish_seconds,
        punishment=battle.punishment,
        store=battle.store,
    )


def choose(tx: Transaction, battle: str, member: str, side: str) -> None:
    """From now on what `member` does counts for `side`.

    Raises SideUnknown, BattleNotFound, OwnSideOnly, BattleOverAlready.
    """
    if side not in SIDES:
        raise SideUnknown
    found = _battle(tx, battle)
    if found.store:
        raise OwnSideOnly
    if found.state != "on":
        raise BattleOverAlready
    if not tx.add_once(BattleSide, battle=battle, member=member, side=side):
        mine = update(BattleSide).where(BattleSide.battle == battle, BattleSide.member == member)
        tx.execute(mine.values(side=side))


def score(tx: Transaction, battle: str, scored: list[Scored]) -> tuple[int, int]:
    """What was done in its time counts once; the standing. Raises BattleNotFound."""
    found = _battle(tx, battle)
    if found.state == "on" and not (found.store and found.ends_at + GRACE <= tx.now):  # what the other was told stands
        in_time = [one for one in scored if found.begins_at <= one.at < found.ends_at and one.points > 0]
        tx.add_each_once(BattlePoints, [{"battle": battle, **msgspec.structs.asdict(one)} for one in in_time])
    return standing(tx, battle)


def standing(tx: Transaction, battle: str) -> tuple[int, int]:
    """Points of the left and of the right."""
    asked = select(BattlePoints.side, func.sum(BattlePoints.points).label("points"))
    found = tx.execute(asked.where(BattlePoints.battle == battle).group_by(BattlePoints.side)).all()
    points = {row.side: int(row.points) for row in found}
    theirs = tx.scalar(select(Battle.right_points).where(Battle.id == battle, Battle.store != ""))
    return points.get("left", 0), points.get("right", 0) if theirs is None else theirs


def stop(tx: Transaction, battle: str) -> None:
    """Staff end it before its time, or the loser's forfeit. Raises BattleNotFound, BattleOverAlready."""
    found = _battle(tx, battle)
    if found.state == "on":
        settle(tx, found, "stopped", timedelta())
    elif found.state == "settled":
        over(tx, found)
    else:
        raise BattleOverAlready


def move_on(tx: Transaction) -> int:
    """Do what is due in any room: count out, forfeit, end the forfeit; how many contests moved."""
    moved = 0
    for found in tx.execute(select(*KNOWN).where(Battle.state != "over", Battle.store == "")).all():
        moved += _moved_on(tx, found)
    return moved


def _moved_on(tx: Transaction, found: Any) -> bool:
    if found.state == "settled":
        if found.until <= tx.now:
            over(tx, found)
        return bool(found.until <= tx.now)
    if _show_is_ended(tx, found) or _is_unshared(tx, found):  # which sends the guest off stage, too
        settle(tx, found, "stopped", timedelta())
    elif gone := _who_is_gone(tx, found):
        settle(tx, found, "forfeit", timedelta(seconds=found.punish_seconds), loser=gone)
    elif found.ends_at + GRACE <= tx.now:
        settle(tx, found, "time", timedelta(seconds=found.punish_seconds))
    else:
        return False
    return True


def _show_is_ended(tx: Transaction, found: Any) -> bool:
    """Whether the room's show was ended since the contest was called."""
    ended = select(Broadcast.id).where(
        Broadcast.room == found.room, Broadcast.state == "ended", Broadcast.ended_at >= found.begins_at - COUNTDOWN
    )
    return tx.scalar(ended.limit(1)) is not None


def _is_unshared(tx: Transaction, found: Any) -> bool:
    """Whether the host went on by a way in which no guest is seen: that is no guest's fault."""
    return bool(tx.scalar(select(StageSeat.reason).where(StageSeat.id == found.seat)) == seats.UNSHARED)


def _who_is_gone(tx: Transaction, found: Any) -> str:
    """Which side, whose seat or picture is lost for good; else empty."""
    if tx.scalar(select(StageSeat.state).where(StageSeat.id == found.seat)) != "seated":
        return "right"
    return "left" if host_is_gone(tx, found.room) else ""


def host_is_gone(tx: Transaction, room: str) -> bool:
    """Whether the room has had no picture for too long."""
    away = select(Broadcast.id).where(
        Broadcast.room == room, Broadcast.state == "away", Broadcast.away_at <= tx.now - AWAY
    )
    return tx.scalar(away.limit(1)) is not None


def is_fought(tx: Transaction, room: str) -> bool:
    """Whether a contest goes on in it."""
    return tx.scalar(select(Battle.id).where(Battle.room == room, Battle.state != "over")) is not None


def settle(
    tx: Transaction,
    found: Any,
    reason: str,
    forfeit: timedelta,
    *,
    loser: str = "",
    points: tuple[int, int] | None = None,
) -> None:
    """Count it out. `loser` has given up; `points` are known where the other store ended it."""
    left, right = points or standing(tx, found.id)
    ahead = "left" if left > right else "right" if right > left else ""
    winner = {"left": "right", "right": "left"}.get(loser, ahead)
    until = tx.now + max(forfeit if winner else READ, READ)
    settled = {
        "state": "settled", "left_points": left, "right_points": right, "winner": winner, "reason": reason,
        "settled_at": tx.now, "until": until,
    }  # fmt: skip
    if tx.execute(update(Battle).where(Battle.id == found.id, Battle.state == "on").values(settled)).rowcount:
        tx.record(
            BattleEnded(
                room=found.room, battle=found.id, reason=reason, left=left, right=right, winner=winner, until=until
            )
        )


def over(tx: Transaction, found: Any) -> None:
    """The loser has paid; another store's host takes leave."""
    settled = update(Battle).where(Battle.id == found.id, Battle.state == "settled")
    if tx.execute(settled.values(state="over")).rowcount:
        tx.record(BattleOver(room=found.room, battle=found.id))
        if found.store:
            seats.part(tx, found.seat, "over")


def _battle(tx: Transaction, battle: str) -> Any:
    found = tx.one_or_none(select(*KNOWN).where(Battle.id == battle))
    if found is None:
        raise BattleNotFound
    return found


def checked(terms: Terms) -> str:
    """What the loser has to do. Raises LengthUnusable, PunishmentTooLong."""
    if not SHORTEST <= terms.seconds <= LONGEST or not 0 <= terms.punish_seconds <= LONGEST_PUNISHMENT:
        raise LengthUnusable(field="seconds")
    punishment = one_line(terms.punishment)
    if len(punishment) > LETTERS:
        raise PunishmentTooLong(field="punishment")
    return punishment


KNOWN = (
    *(Battle.id, Battle.room, Battle.seat, Battle.state, Battle.begins_at, Battle.ends_at),
    *(Battle.punish_seconds, Battle.until, Battle.store),
)
