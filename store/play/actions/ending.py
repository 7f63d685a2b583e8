"""A round ends once, and what was won is handed over a few prizes at a time."""

from collections.abc import Sequence

from sqlalchemy import func, select, update

from appliance.db import Batch, Transaction, some
from appliance.db.transaction import AnyRow
from appliance.events import RoundEnded
from appliance.keys import Keys
from store.members.actions import MemberGone
from store.play.actions.opening import SEED, spec_of
from store.play.actions.prizes import give_back, hand_over
from store.play.models import Round, RoundEntry, RoundWin
from store.play.problems import KeepsItsTime, RoundNotFound, RoundOver
from store.play.spec import Prize, Spec

MOST_NAMES = 50


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
    """Once; False when it had ended before. Where something is drawn it takes no more entries, and waits for its draw.

    `store.play.drawing` makes that.
    """
    spec = tx.scalar(select(Round.spec).where(Round.id == round_id))
    drawn = reason != "cancelled" and spec is not None and spec_of(spec).way in ("draw", "split")
    state = "cancelled" if reason == "cancelled" else "drawing" if drawn else "ended"
    over = {"state": state, "reason": reason, "ended_at": tx.now}
    ending = update(Round).where(Round.id == round_id, Round.state == "open").values(over).returning(*COLUMNS)
    found = tx.one_or_none(ending)
    if found is None:
        return False
    if not drawn:
        conclude(tx, keys, found)
    return True


def conclude(tx: Transaction, keys: Keys, found: AnyRow) -> None:
    """Everything is decided: the seed and what came of it are told. `found` has the columns of `COLUMNS`."""
    spec = spec_of(found.spec)
    _give_back_rest(tx, found.id, spec)
    _tell(tx, found, spec, keys.unseal(SEED, found.seed_sealed))


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


def _give_back_rest(tx: Transaction, round_id: str, spec: Spec) -> None:
    """Prizes that nobody won; of points nothing was set aside."""
    asked = select(RoundWin.prize, func.count().label("number")).where(RoundWin.round == round_id)
    won = {row.prize: int(row.number) for row in tx.execute(asked.group_by(RoundWin.prize)).all()}
    for number, prize in enumerate(spec.prizes):
        give_back(tx, round_id, prize, prize.count - won.get(number, 0), f"rest/{number}")


def _tell(tx: Transaction, found: AnyRow, spec: Spec, seed: str) -> None:
    tallies = tallied(tx, found.id, spec)
    mine = select(RoundWin.name).where(RoundWin.round == found.id).order_by(RoundWin.rank).limit(MOST_NAMES)
    names = tx.execute(mine).scalars().all()
    won = tx.scalar(select(func.count()).select_from(RoundWin).where(RoundWin.round == found.id)) or 0
    kept = {"seed": seed, "tallies": list(tallies), "won": won}
    tx.execute(update(Round).where(Round.id == found.id).values(kept))
    cancelled = found.reason == "cancelled"
    tx.record(
        RoundEnded(
            room=found.room,
            round=found.id,
            kind=found.kind,
            reason=found.reason,
            entries=found.entries,
            tallies=tallies,
            answer=-1 if cancelled else spec.answer,
            winners=tuple(names),
            won=won,
            proof="" if cancelled or spec.way == "none" else f"/api/v1/rounds/{found.id}/proof",
        )
    )


def tallied(tx: Transaction, round_id: str, spec: Spec) -> tuple[int, ...]:
    """Entries by option."""
    if not spec.options:
        return ()
    asked = select(RoundEntry.choice, func.count().label("number")).where(RoundEntry.round == round_id)
    counted = {row.choice: int(row.number) for row in tx.execute(asked.group_by(RoundEntry.choice)).all()}
    return tuple(counted.get(option, 0) for option in range(len(spec.options)))


COLUMNS = (Round.id, Round.room, Round.kind, Round.spec, Round.seed_sealed, Round.reason, Round.entries)
