"""Rounds and prizes as their players see them, and the proof that anyone may recompute."""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from appliance.events import PrizeShown
from store.members.contact import masked_name
from store.play import draw
from store.play.actions import claim_days, prizes_shown, rule_told, spec_of
from store.play.draw import Drawn
from store.play.models import Round, RoundEntry, RoundWin
from store.play.reads import Played, Won
from store.play.spec import Spec

Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class Mine(msgspec.Struct, frozen=True):
    """What I have to do with a round."""

    entered: bool = False
    entry: str = ""
    """My mark in the proof."""
    choice: int = -1
    win: str = ""
    kind: str = ""
    """Of what I have won."""
    prize: str = ""
    points: int = 0


class RoundCard(msgspec.Struct, frozen=True, kw_only=True):
    round: str
    room: str
    kind: str
    title: str
    state: str
    """announced, open, ended or cancelled."""
    opens_at: Aware
    closes_at: Aware
    ended_at: Aware | None
    prizes: tuple[PrizeShown, ...]
    options: tuple[str, ...]
    rule: str
    keyword: str
    members: bool
    """Only who has logged in may enter."""
    claim_days: int
    """0 where no goods can be won."""
    way: str
    """How it is decided: first-come, draw, split or none."""
    commitment: str
    entries: int
    tallies: tuple[int, ...]
    """By option; of a quiz only when it is over."""
    left: int
    """Prizes that are still there; -1 where it is not first come, first served."""
    answer: int
    winners: tuple[str, ...]
    won: int
    reason: str
    proof: str
    mine: Mine


class WinCard(msgspec.Struct, frozen=True, kw_only=True):
    win: str
    round: str
    room: str
    round_title: str
    kind: str
    title: str
    points: int
    picture: str
    state: str
    """won (to be claimed), claimed or lapsed."""
    at: Aware
    until: Aware | None
    order: str | None
    shipment: str
    """Of goods: none, part, all or received; empty before they are claimed."""


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a round's result rests on; docs/how-to/verify-draw.md recomputes it."""

    version: int = 1
    round: str
    kind: str
    title: str
    way: str
    announced_at: Aware
    opens_at: Aware
    closes_at: Aware
    ended_at: Aware | None
    commitment: str
    """SHA-256 of the seed's bytes, told before anybody entered."""
    seed: str
    digest: str
    """SHA-256 of the entries' lines."""
    answer: int
    prizes: tuple[PrizeShown, ...]
    counts: tuple[int, ...]
    """How many of each prize; of red packets how many packets."""
    entries: tuple[tuple[int, str, int], ...]
    """Place, mark and choice."""
    winners: tuple["ProvenWin", ...]


class ProvenWin(msgspec.Struct, frozen=True):
    rank: int
    entry: str
    prize: int
    points: int
    name: str
    """Masked."""


def card(found: Played, now: datetime) -> RoundCard:
    known, spec = found.round, spec_of(found.round.spec)
    over = known.state == "ended"
    return RoundCard(
        round=known.id,
        room=known.room,
        kind=known.kind,
        title=known.title,
        state=_state(known, now),
        opens_at=known.opens_at,
        closes_at=known.closes_at,
        ended_at=known.ended_at,
        prizes=prizes_shown(known.kind, spec.prizes),
        options=spec.options,
        rule=rule_told(known.kind, spec),
        keyword=spec.keyword,
        members=spec.members,
        claim_days=claim_days(spec),
        way=spec.way,
        commitment=known.commitment,
        entries=known.entries,
        tallies=found.tallies,
        left=known.left,
        answer=spec.answer if over else -1,
        winners=found.winners,
        won=known.won,
        reason=known.reason,
        proof=proof_address(known, spec),
        mine=_mine(found.entry, found.win),
    )


def _state(known: Round, now: datetime) -> str:
    """While the draw is made the round is over by its time, and nothing has come of it yet."""
    if known.state == "open" and now < known.opens_at:
        return "announced"
    return "open" if known.state == "drawing" else known.state


def proof_address(known: Round, spec: Spec) -> str:
    return f"/api/v1/rounds/{known.id}/proof" if known.state == "ended" and spec.way != "none" else ""


def win_card(won: Won) -> WinCard:
    win, spec = won.win, spec_of(won.round.spec)
    picture = spec.prizes[win.prize].picture
    return WinCard(
        win=win.id,
        round=won.round.id,
        room=won.round.room,
        round_title=won.round.title,
        kind=win.kind,
        title=win.title,
        points=win.points,
        picture=f"/blobs/{picture}" if picture else "",
        state=win.state,
        at=win.at,
        until=win.until,
        order=win.order,
        shipment=won.order.shipment if won.order else "",
    )


def proof(known: Round, entries: list[RoundEntry], wins: list[RoundWin]) -> Proof:
    spec = spec_of(known.spec)
    lines = [Drawn(one.place, one.mark, one.choice) for one in entries]
    return Proof(
        round=known.id,
        kind=known.kind,
        title=known.title,
        way=spec.way,
        announced_at=known.announced_at,
        opens_at=known.opens_at,
        closes_at=known.closes_at,
        ended_at=known.ended_at,
        commitment=known.commitment,
        seed=known.seed,
        digest=draw.digest(lines),
        answer=spec.answer,
        prizes=prizes_shown(known.kind, spec.prizes),
        counts=tuple(prize.count for prize in spec.prizes),
        entries=tuple(lines),
        winners=tuple(ProvenWin(one.rank, one.mark, one.prize, one.points, masked_name(one.name)) for one in wins),
    )


def recent(now: datetime) -> datetime:
    """From when on a share counts for what a page says about it."""
    return now - timedelta(hours=12)


def _mine(entry: RoundEntry | None, win: RoundWin | None) -> Mine:
    mark, choice = (entry.mark, entry.choice) if entry else ("", -1)
    if win is None:
        return Mine(entry is not None, mark, choice)
    return Mine(entry is not None, mark, choice, win.id, win.kind, win.title, win.points)
