"""A round ends: the draw is made in the same commit, and then prizes are handed over a few at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import func, insert, select, update

from appliance.db import Batch, Transaction, some
from appliance.db.transaction import AnyRow
from appliance.events import RoundEnded
from appliance.ids import new_id
from appliance.keys import Keys
from store.members.actions import MemberGone
from store.play import draw
from store.play.actions.opening import SEED, spec_of
from store.play.actions.prizes import give_back, hand_over
from store.play.draw import Drawn
from store.play.models import Round, RoundEntry, RoundWin
from store.play.problems import KeepsItsTime, RoundNotFound, RoundOver
from store.play.spec import Prize, Spec

MOST_NAMES = 50


class _Lot(msgspec.Struct, frozen=True):
    """What one of the winners gets."""

    prize: int
    points: int


def close(tx: Transaction, keys: Keys, round_id: str) -> None:
    """Staff end it early. Raises RoundNotFound, RoundOver, KeepsItsTime: a draw happens when it was announced."""
    kind = tx.scalar(select(Round.kind).where(Round.id == round_id))
    if kind is None:
        raise RoundNotFound
    if kind == "lottery":
        raise KeepsItsTime
    if not end(tx, keys, round_id, "closed"):
        raise RoundOver


def cancel(tx: Transaction, keys: Keys, round_id: str) -> None:
    """Nothing is drawn, and prizes that nobody has yet are the shop's again. Raises RoundNotFound, RoundOver."""
    if tx.scalar(select(Round.id).where(Round.id == round_id)) is None:
        raise RoundNotFound
    if not end(tx, keys, round_id, "cancelled"):
        raise RoundOver


def end(tx: Transaction, keys: Keys, round_id: str, reason: str) -> bool:
    """Once; False when it had ended before."""
    over = {
        "state": "cancelled" if reason == "cancelled" else "ended",
        "reason": reason,
        "ended_at": tx.now,
    }
    ending = update(Round).where(Round.id == round_id, Round.state == "open").values(over).returning(*_COLUMNS)
    found = tx.one_or_none(ending)
    if found is None:
        return False
    spec, seed = spec_of(found.spec), keys.unseal(SEED, found.seed_sealed)
    entries = _entries(tx, round_id)
    if reason != "cancelled" and spec.way in ("draw", "split"):
        _write_wins(tx, round_id, spec, _drawn(seed, spec, entries), entries)
    _give_back_rest(tx, round_id, spec)
    _tell(tx, found, spec, seed, entries)
    return True


def hand_out(tx: Transaction, limit: int = 20, passing: int = 0) -> Batch:
    """Give drawn prizes to their winners; a few, behind `passing` that resisted."""
    drawn = select(RoundWin.id).where(RoundWin.state == "drawn")
    return some(tx, drawn.order_by(RoundWin.round, RoundWin.rank), _hand_out_one, limit, passing)


def _hand_out_one(tx: Transaction, wanted: str) -> None:
    asked = select(RoundWin.__table__, Round.room, Round.spec).join(Round, Round.id == RoundWin.round)
    win = tx.execute(asked.where(RoundWin.id == wanted)).one()
    spec = spec_of(win.spec)
    prize = spec.prizes[win.prize]
    try:
        tx.attempt(hand_over, win.room, win, prize, spec.claim_days)
    except MemberGone:
        let_go(tx, win.id, win.round, prize, ("drawn",))


def let_go(tx: Transaction, win: str, round_id: str, prize: Prize, states: Sequence[str]) -> bool:
    """Nobody will have this prize; False when that was so before, or somebody has it."""
    waiting = update(RoundWin).where(RoundWin.id == win, RoundWin.state.in_(states))
    if not tx.execute(waiting.values(state="lapsed", settled_at=tx.now)).rowcount:
        return False
    give_back(tx, round_id, prize, 1, win)
    return True


def _entries(tx: Transaction, round_id: str) -> list[AnyRow]:
    columns = (RoundEntry.place, RoundEntry.mark, RoundEntry.choice, RoundEntry.member, RoundEntry.name)
    mine = select(*columns).where(RoundEntry.round == round_id)
    return list(tx.execute(mine.order_by(RoundEntry.place)).all())


def _drawn(seed: str, spec: Spec, entries: Sequence[AnyRow]) -> list[tuple[str, _Lot]]:
    """Marks and what they win, by rank."""
    marks = draw.winners(seed, [Drawn(row.place, row.mark, row.choice) for row in entries], spec.answer)
    if not marks:
        return []
    if spec.way == "split":
        parts = draw.shares(spec.prizes[0].points, len(marks))
        return [(mark, _Lot(0, part)) for mark, part in zip(marks, parts, strict=False)]
    lots = [_Lot(number, prize.points) for number, prize in enumerate(spec.prizes) for _ in range(prize.count)]
    return list(zip(marks, lots, strict=False))


def _write_wins(
    tx: Transaction, round_id: str, spec: Spec, drawn: Sequence[tuple[str, _Lot]], entries: Sequence[AnyRow]
) -> None:
    by_mark = {row.mark: row for row in entries}
    rows: list[Mapping[str, Any]] = [
        {
            "id": new_id(tx.now),
            "round": round_id,
            "mark": mark,
            "rank": rank,
            "member": by_mark[mark].member,
            "name": by_mark[mark].name,
            "prize": lot.prize,
            "kind": spec.prizes[lot.prize].kind,
            "title": f"{lot.points} 积分" if lot.points else spec.prizes[lot.prize].title,
            "points": lot.points,
            "state": "drawn",
            "at": tx.now,
        }
        for rank, (mark, lot) in enumerate(drawn, start=1)
    ]
    if rows:
        tx.execute(insert(RoundWin), rows)


def _give_back_rest(tx: Transaction, round_id: str, spec: Spec) -> None:
    """Prizes that nobody won; of points nothing was set aside."""
    asked = select(RoundWin.prize, func.count().label("number")).where(RoundWin.round == round_id)
    won = {row.prize: int(row.number) for row in tx.execute(asked.group_by(RoundWin.prize)).all()}
    for number, prize in enumerate(spec.prizes):
        give_back(tx, round_id, prize, prize.count - won.get(number, 0), f"rest/{number}")


def _tell(tx: Transaction, found: AnyRow, spec: Spec, seed: str, entries: Sequence[AnyRow]) -> None:
    tallies = [0] * len(spec.options)
    for row in entries:
        if spec.options:
            tallies[row.choice] += 1
    mine = select(RoundWin.name).where(RoundWin.round == found.id).order_by(RoundWin.rank)
    names = tx.execute(mine).scalars().all()
    kept = {"seed": seed, "tallies": tallies, "won": len(names)}
    tx.execute(update(Round).where(Round.id == found.id).values(kept))
    cancelled = found.reason == "cancelled"
    tx.record(
        RoundEnded(
            room=found.room,
            round=found.id,
            kind=found.kind,
            reason=found.reason,
            entries=len(entries),
            tallies=tuple(tallies),
            answer=-1 if cancelled else spec.answer,
            winners=tuple(names[:MOST_NAMES]),
            won=len(names),
            proof="" if cancelled or spec.way == "none" else f"/api/v1/rounds/{found.id}/proof",
        )
    )


_COLUMNS = (Round.id, Round.room, Round.kind, Round.spec, Round.seed_sealed, Round.reason)
