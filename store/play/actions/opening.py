"""A round is announced: with its prizes set aside, its rules fixed, and its draw committed to."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import insert, select

from appliance.db import Transaction
from appliance.events import PrizeShown, RoundOpened
from appliance.ids import new_id
from appliance.keys import Keys
from store.accounts.problems import NobodyLogsIn
from store.members.models import Member
from store.play import draw
from store.play.actions.prizes import set_prizes_aside
from store.play.checking import checked, way_of
from store.play.models import Round
from store.play.problems import LevelMissing, RoundRunning
from store.play.spec import NewRound, Prize, Spec

SEED = "round-seed"
FOR_MEMBERS = ("lottery", "red-packets", "check-in")
"""Kinds that a guest with many names would enter often: for who has logged in, unless the shop says otherwise."""
BEFORE_A_SHOW = timedelta(hours=12)
"""Where nothing is on air, what was bought in the last hours counts."""


def open_round(
    tx: Transaction,
    keys: Keys,
    room: str,
    new: NewRound,
    *,
    by: str,
    broadcast: str = "",
    since: datetime | None = None,
    can_log_in: bool = False,
) -> str:
    """Its id; `since` is when the show began, `can_log_in` whether the shop has a way to know its viewers.

    Raises what `checking` and `set_prizes_aside` raise, LevelMissing, NobodyLogsIn and RoundRunning.
    """
    new, round_id = _settled(tx, checked(new), can_log_in=can_log_in), new_id(tx.now)
    alike = select(Round.id).where(Round.room == room, Round.kind == new.kind, Round.state == "open")
    if tx.scalar(alike.limit(1)) is not None:
        raise RoundRunning
    spec = _spec(new, set_prizes_aside(tx, round_id, new))
    seed = secrets.token_hex(32)
    opens_at = tx.now + timedelta(seconds=new.opens_in)
    closes_at = opens_at + timedelta(seconds=new.lasts)
    row = dict[str, Any](
        id=round_id,
        room=room,
        broadcast=broadcast,
        kind=new.kind,
        title=new.title,
        spec=spec,
        state="open",
        since=since or tx.now - BEFORE_A_SHOW,
        opens_at=opens_at,
        closes_at=closes_at,
        commitment=draw.commitment(seed),
        seed_sealed=keys.seal(SEED, seed),
        seed="",
        entries=0,
        left=spec.pieces if spec.way == "first-come" else -1,
        tallies=[],
        won=0,
        reason="",
        by=by,
        announced_at=tx.now,
    )
    tx.execute(insert(Round).values(**row))
    tx.record(opened(Round(**row)))
    return round_id


def opened(found: Round) -> RoundOpened:
    """The fact by which a round is known."""
    spec = spec_of(found.spec)
    return RoundOpened(
        room=found.room,
        round=found.id,
        kind=found.kind,
        title=found.title,
        opens_at=found.opens_at,
        closes_at=found.closes_at,
        prizes=prizes_shown(found.kind, spec.prizes),
        options=spec.options,
        rule=rule_told(found.kind, spec),
        keyword=spec.keyword,
        members=spec.members,
        commitment=found.commitment,
        way=spec.way,
        claim_days=claim_days(spec),
    )


def prizes_shown(kind: str, prizes: Sequence[Prize]) -> tuple[PrizeShown, ...]:
    """As everybody may know them; of red packets the points are counted, not the packets."""
    return tuple(
        PrizeShown(
            kind=prize.kind,
            title=prize.title,
            count=prize.points if kind == "red-packets" else prize.count,
            picture=f"/blobs/{prize.picture}" if prize.picture else "",
            points=prize.points,
        )
        for prize in prizes
    )


def rule_told(kind: str, spec: Spec) -> str:
    """Who may enter, where that has to be said: of a lottery always."""
    return spec.rule if kind == "lottery" or spec.rule != "all" else ""


def claim_days(spec: Spec) -> int:
    """Only goods have to be claimed."""
    return spec.claim_days if any(prize.kind == "goods" for prize in spec.prizes) else 0


def spec_of(kept: dict[str, object]) -> Spec:
    return msgspec.convert(kept, Spec)


def _settled(tx: Transaction, new: NewRound, *, can_log_in: bool) -> NewRound:
    """With what only the house can tell."""
    if new.rule == "level" and tx.scalar(select(Member.id).where(Member.level == new.keyword).limit(1)) is None:
        raise LevelMissing(field="keyword")
    if new.members and not can_log_in:
        raise NobodyLogsIn(field="members")
    members = can_log_in and new.kind in FOR_MEMBERS if new.members is None else new.members
    return msgspec.structs.replace(new, members=members)


def _spec(new: NewRound, prizes: tuple[Prize, ...]) -> Spec:
    return Spec(
        way=way_of(new),
        prizes=prizes,
        options=tuple(new.options),
        answer=new.answer,
        rule=new.rule,
        keyword=new.keyword,
        members=bool(new.members),
        claim_days=new.claim_days,
    )
