"""Seats become free again, and teams whose time is over fail."""

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from appliance.db import Batch, Transaction, some
from appliance.db.transaction import AnyRow
from store.promotions.group_buys.actions.planning import of
from store.promotions.group_buys.actions.telling import count, tell
from store.promotions.group_buys.models import GroupBuy, Team, TeamSeat, over


def lapse(tx: Transaction, limit: int = 50, passing: int = 0) -> Batch:
    """Seats that nobody ordered in time, behind `passing` that resisted; those that were ordered end with the order."""
    late = select(TeamSeat.id).where(TeamSeat.state == "taken", TeamSeat.until <= tx.now)
    return some(tx, late.order_by(TeamSeat.until, TeamSeat.id), _lapse, limit, passing)


def fail_due(tx: Transaction, limit: int = 50, passing: int = 0) -> Batch:
    """Teams whose time is over and that are not full, behind `passing` that resisted.

    Who has paid is paid back by whoever knows orders and payments.
    """
    due = select(Team.id).where(over(tx.now))
    return some(tx, due.order_by(Team.until, Team.id), _fail, limit, passing)


def give_back(tx: Transaction, order: str) -> None:
    """The order does not happen: its seat is for somebody else while the team is open; in a full one nothing changes.

    Nothing happens to an order without a seat.
    """
    mine = select(TeamSeat.__table__).where(TeamSeat.order == order, TeamSeat.state.in_(("ordered", "paid")))
    row = tx.one_or_none(mine)
    if row is None:
        return
    if row.state == "ordered":
        _leave(tx, row, "lapsed", Team.taken)
    elif tx.scalar(select(Team.state).where(Team.id == row.team)) != "full":
        _leave(tx, row, "refunded", Team.filled)


def release_member(tx: Transaction, member: str) -> None:
    """Somebody goes: seats that they did not order are for others."""
    for seat in tx.execute(select(TeamSeat.id).where(TeamSeat.member == member, TeamSeat.state == "taken")).scalars():
        _lapse(tx, seat)


def _lapse(tx: Transaction, seat: str) -> None:
    _leave(tx, tx.execute(select(TeamSeat.__table__).where(TeamSeat.id == seat)).one(), "lapsed", Team.taken)


def _leave(tx: Transaction, seat: AnyRow, state: str, counted: InstrumentedAttribute[int]) -> None:
    """`counted`: the team's count in which the seat was. A team that nobody is in any more is over at once."""
    left = update(TeamSeat).where(TeamSeat.id == seat.id, TeamSeat.state == seat.state).values(state=state)
    if not tx.execute(left).rowcount:
        return
    open_ = update(Team).where(Team.id == seat.team, Team.state == "open")
    tx.execute(open_.values({counted: counted - 1}))
    tell(tx, seat.team, [seat.member], state, seat.order or "")
    empty = select(Team.id).where(Team.id == seat.team, Team.state == "open", Team.filled + Team.taken == 0)
    if tx.scalar(empty) is not None:
        _fail(tx, seat.team)
    else:
        count(tx, of(tx, seat.group_buy))


def _fail(tx: Transaction, team: str) -> None:
    """Its pieces are the quota's again; who has paid hears that the money comes back."""
    failed = update(Team).where(Team.id == team, Team.state == "open").values(state="failed", ended_at=tx.now)
    if not tx.execute(failed).rowcount:
        return
    found = of(tx, str(tx.scalar(select(Team.group_buy).where(Team.id == team))))
    pieces = found.size * found.per_member
    tx.execute(update(GroupBuy).where(GroupBuy.id == found.id).values(left=GroupBuy.left + pieces))
    paid = select(TeamSeat.member, TeamSeat.order).where(TeamSeat.team == team, TeamSeat.state == "paid")
    for one in tx.execute(paid).all():
        tell(tx, team, [one.member], "failed", one.order)
    count(tx, found)
