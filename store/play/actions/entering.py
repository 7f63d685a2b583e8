"""Entries: many in one transaction, in the order in which they came, each member once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import insert, select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.errors import Problem
from appliance.ids import new_id
from appliance.keys import Keys
from store.members import actions as members
from store.play import draw
from store.play.actions.admitting import kept_out
from store.play.actions.ending import end, tallied
from store.play.actions.opening import SEED, spec_of
from store.play.actions.prizes import hand_over
from store.play.models import Round, RoundEntry, RoundWin
from store.play.problems import ChoiceUnusable, RoundFull, RoundNotFound, RoundNotOpen, RoundOver
from store.play.spec import Spec

MOST_ENTRIES = 50_000
"""Of one round: a proof names them all."""


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who wants to enter."""

    member: str
    name: str = ""
    choice: int = -1
    said: bool = False
    """Has said the keyword."""
    at: datetime
    """When they were heard."""


class Entered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one's entry came to."""

    state: str
    """in, won, or used-up: others were first."""
    entry: str = ""
    """Its mark, by which it is found in the proof."""
    choice: int = -1
    win: str = ""
    kind: str = ""
    prize: str = ""
    points: int = 0


Outcome = Entered | Problem


class Count(msgspec.Struct, frozen=True):
    entries: int
    tallies: tuple[int, ...]
    left: int


class Batch(msgspec.Struct, frozen=True):
    outcomes: list[Outcome]
    """In the order of those who came."""
    count: Count | None
    """None: the round is over."""


class _Book:
    """A round while a batch is entered."""

    def __init__(self, keys: Keys, found: AnyRow, spec: Spec) -> None:
        self.keys = keys
        self.found = found
        self.spec = spec
        self.entries: int = found.entries
        self.left: int = found.left

    @property
    def used_up(self) -> bool:
        return self.left == 0

    def prize_points(self, rank: int) -> int:
        """Of the one who came as number `rank`."""
        prize = self.spec.prizes[0]
        if self.found.kind != "red-packets":
            return prize.points
        seed = self.keys.unseal(SEED, self.found.seed_sealed)
        return draw.packets(seed, prize.points, prize.count)[rank - 1]


def enter(tx: Transaction, keys: Keys, round_id: str, coming: Sequence[Coming]) -> Batch:
    """Raises RoundNotFound; what keeps one of them out is their outcome."""
    locking = update(Round).where(Round.id == round_id).values(entries=Round.entries).returning(*_COLUMNS)
    found = tx.one_or_none(locking)
    if found is None:
        raise RoundNotFound
    known = _known(tx, round_id, coming)
    if found.state != "open":
        return Batch([known.get(one.member) or _too_late(found) for one in coming], None)
    book = _Book(keys, found, spec_of(found.spec))
    strangers = {one.member for one in coming} - known.keys()
    said = {one.member for one in coming if one.said}
    refused = kept_out(tx, found, book.spec, strangers, said & strangers)
    outcomes: list[Outcome] = []
    for one in coming:
        outcome = known.get(one.member) or _enter(tx, book, one, refused)
        if isinstance(outcome, Entered) and outcome.entry:
            known[one.member] = outcome
        outcomes.append(outcome)
    return Batch(outcomes, _kept(tx, book))


def _kept(tx: Transaction, book: _Book) -> Count | None:
    counted = {"entries": book.entries, "left": book.left}
    tx.execute(update(Round).where(Round.id == book.found.id).values(counted))
    if book.used_up:
        end(tx, book.keys, book.found.id, "used-up")
        return None
    return Count(book.entries, tallied(tx, book.found.id, book.spec), book.left)


def _enter(tx: Transaction, book: _Book, one: Coming, refused: Mapping[str, Problem]) -> Outcome:
    refusal = _untimely(book, one) or refused.get(one.member)
    if refusal is not None:
        return refusal
    if book.used_up:
        return Entered(state="used-up")
    try:
        entered = tx.attempt(_write, book, one)
    except Problem as problem:
        return problem
    book.entries += 1
    book.left -= entered.state == "won"
    return entered


def _untimely(book: _Book, one: Coming) -> Problem | None:
    if one.at < book.found.opens_at:
        return RoundNotOpen(opens_at=book.found.opens_at)
    if one.at >= book.found.closes_at:
        return RoundOver()
    if book.spec.options and not 0 <= one.choice < len(book.spec.options):
        return ChoiceUnusable(field="choice")
    return None


def _write(tx: Transaction, book: _Book, one: Coming) -> Entered:
    """Raises RoundFull, MemberGone."""
    if book.entries >= MOST_ENTRIES:
        raise RoundFull
    members.know(tx, one.member)
    mark = draw.mark(book.keys, book.found.id, one.member)
    choice = one.choice if book.spec.options else -1
    entry = {"place": book.entries + 1, "member": one.member, "name": one.name, "choice": choice, "at": one.at}
    if not tx.add_once(RoundEntry, round=book.found.id, mark=mark, **entry):
        raise members.MemberGone  # the mark is there, and nobody's: they had entered, and left
    if book.spec.way != "first-come":
        return Entered(state="in", entry=mark, choice=choice)
    return _win(tx, book, one, mark)


def _win(tx: Transaction, book: _Book, one: Coming, mark: str) -> Entered:
    rank, prize = book.entries + 1, book.spec.prizes[0]
    win, points = new_id(tx.now), book.prize_points(rank)
    title = f"{points} 积分" if points else prize.title
    values = {
        "id": win,
        "round": book.found.id,
        "mark": mark,
        "rank": rank,
        "member": one.member,
        "name": one.name,
        "prize": 0,
        "kind": prize.kind,
        "title": title,
        "points": points,
        "state": "drawn",
        "at": tx.now,
    }
    won = tx.execute(_INTO_WINS, values).one()
    hand_over(tx, book.found.room, won, prize, book.spec.claim_days)
    return Entered(state="won", entry=mark, win=win, kind=prize.kind, prize=title, points=points)


def _known(tx: Transaction, round_id: str, coming: Sequence[Coming]) -> dict[str, Entered]:
    """Those of them who had entered before, with what it came to."""
    mine = (RoundEntry.round == round_id, RoundEntry.member.in_([one.member for one in coming]))
    asked = (
        select(RoundEntry.member, RoundEntry.mark, RoundEntry.choice, *WIN, RoundWin.kind)
        .outerjoin(RoundWin, _WON)
        .where(*mine)
    )
    return {row[0]: _entered(row) for row in tx.execute(asked).all()}


def _entered(row: AnyRow) -> Entered:
    _, mark, choice, win, _, _, points, title, kind = row
    if win is None:
        return Entered(state="in", entry=mark, choice=choice)
    return Entered(state="won", entry=mark, choice=choice, win=win, kind=kind, prize=title, points=points)


def _too_late(found: AnyRow) -> Outcome:
    return Entered(state="used-up") if found.reason == "used-up" else RoundOver()


_COLUMNS = (
    *(Round.id, Round.room, Round.kind, Round.spec, Round.state, Round.since, Round.opens_at, Round.closes_at),
    *(Round.seed_sealed, Round.entries, Round.left, Round.reason),
)
_WON = (RoundWin.round == RoundEntry.round) & (RoundWin.mark == RoundEntry.mark) & (RoundWin.state != "drawing")
WIN = (RoundWin.id, RoundWin.round, RoundWin.member, RoundWin.points, RoundWin.title)
_INTO_WINS = insert(RoundWin.__table__).returning(*WIN)  # type: ignore[arg-type]
"""Made once: making a statement costs more than running it."""
