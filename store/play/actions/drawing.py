"""The draw of a round that takes no more entries: wins are written a few at a time, and become true together."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.ids import new_id
from appliance.keys import Keys
from store.play.actions.ending import COLUMNS, conclude
from store.play.actions.opening import spec_of
from store.play.draw import Lot
from store.play.models import Round, RoundEntry, RoundWin
from store.play.spec import Spec


class WinsMissing(RuntimeError):
    """A draw was to become true before all of it was written."""


def note_wins(tx: Transaction, round_id: str, lots: Sequence[Lot]) -> None:
    """Some of what was drawn, nobody's yet; twice is once, and nothing when the draw is true already."""
    found = tx.one_or_none(select(Round.spec).where(Round.id == round_id, Round.state == "drawing"))
    if found is None or not lots:
        return
    spec, who = spec_of(found.spec), _who(tx, round_id, lots)
    tx.add_each_once(RoundWin, [_row(tx, round_id, spec, lot, who[lot.mark]) for lot in lots])


def settle(tx: Transaction, keys: Keys, round_id: str, count: int) -> bool:
    """All `count` wins become true, the rest of the prizes the shop's again, and the result is told: once.

    False when that was so before. Raises WinsMissing.
    """
    waiting = update(Round).where(Round.id == round_id, Round.state == "drawing")
    found = tx.one_or_none(waiting.values(state="ended").returning(*COLUMNS))
    if found is None:
        return False
    drawn = update(RoundWin).where(RoundWin.round == round_id, RoundWin.state == "drawing")
    if tx.execute(drawn.values(state="drawn", at=tx.now)).rowcount != count:
        raise WinsMissing(round_id)
    conclude(tx, keys, found)
    return True


def _who(tx: Transaction, round_id: str, lots: Sequence[Lot]) -> Mapping[str, AnyRow]:
    """Those who entered, as they are known now."""
    columns = (RoundEntry.mark, RoundEntry.member, RoundEntry.name)
    asked = select(*columns).where(RoundEntry.round == round_id, RoundEntry.mark.in_([lot.mark for lot in lots]))
    return {row.mark: row for row in tx.execute(asked).all()}


def _row(tx: Transaction, round_id: str, spec: Spec, lot: Lot, who: AnyRow) -> dict[str, Any]:
    return {
        "id": new_id(tx.now),
        "round": round_id,
        "mark": lot.mark,
        "rank": lot.rank,
        "member": who.member,
        "name": who.name,
        "prize": lot.prize,
        "kind": spec.prizes[lot.prize].kind,
        "title": f"{lot.points} 积分" if lot.points else spec.prizes[lot.prize].title,
        "points": lot.points,
        "state": "drawing",
        "at": tx.now,
    }
