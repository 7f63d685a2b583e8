"""A seat is ordered and paid for, and sometimes paid for too late; the last one makes the team full."""

from datetime import datetime

from sqlalchemy import ColumnElement, case, select, update
from sqlalchemy.orm import InstrumentedAttribute

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from store.promotions.group_buys.actions.planning import of
from store.promotions.group_buys.actions.telling import count, tell
from store.promotions.group_buys.models import GONE, GroupBuy, Team, TeamSeat
from store.promotions.group_buys.problems import InAlready, TeamOver
from store.promotions.problems import ClaimLapsed
from store.promotions.running import Question
from store.promotions.won import Share, Won

KIND, NAME = "group-buy", "拼团价"


def question(claim: str, member: str, now: datetime) -> Question:
    """Asked inside and outside of transactions, for `told`."""
    columns = (
        TeamSeat.id,
        TeamSeat.group_buy,
        TeamSeat.quantity,
        TeamSeat.until,
        GroupBuy.room,
        GroupBuy.sku,
        GroupBuy.price,
        GroupBuy.per_member,
    )
    mine = (TeamSeat.id == claim, TeamSeat.member == member, TeamSeat.state == "taken", TeamSeat.until > now)
    return select(*columns).join(GroupBuy, GroupBuy.id == TeamSeat.group_buy).where(*mine)


def told(row: AnyRow) -> Won:
    return Won(
        claim=row.id,
        kind=KIND,
        activity=row.group_buy,
        name=NAME,
        most=row.per_member,
        room=row.room,
        sku=row.sku,
        quantity=row.quantity,
        price=row.price,
        until=row.until,
        set_aside=False,
    )


def order(tx: Transaction, won: Won, member: str, order: str) -> None:
    """Raises ClaimLapsed."""
    mine = (TeamSeat.id == won.claim, TeamSeat.member == member, TeamSeat.state == "taken")
    ordered = update(TeamSeat).where(*mine, TeamSeat.until > tx.now).values(state="ordered", order=order)
    if not tx.execute(ordered).rowcount:
        raise ClaimLapsed


def has(tx: Transaction, order: str) -> bool:
    """Whether it was bought in a team."""
    return tx.scalar(select(TeamSeat.order).where(TeamSeat.order == order).limit(1)) is not None


def share(tx: Transaction, order: str) -> Share | None:
    """Of which group buy it took."""
    mine = select(GroupBuy.id, GroupBuy.per_member).join(TeamSeat, TeamSeat.group_buy == GroupBuy.id)
    row = tx.one_or_none(mine.where(TeamSeat.order == order))
    return None if row is None else Share(kind=KIND, activity=row.id, name=NAME, most=row.per_member)


def took(group_buy: str, order: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether this order (a column) took of the group buy."""
    return select(TeamSeat.id).where(TeamSeat.order == order, TeamSeat.group_buy == group_buy).exists()


def settle(tx: Transaction, order: str) -> None:
    """The order is paid: its seat counts. In a team that failed meanwhile it is paid back like the others'."""
    row = tx.one_or_none(_SEAT.where(TeamSeat.order == order, TeamSeat.state == "ordered"))
    if row is None:
        return
    tx.execute(update(TeamSeat).where(TeamSeat.id == row.id).values(state="paid"))
    sat = update(Team).where(Team.id == row.team, Team.state == "open", Team.taken > 0)
    if tx.execute(sat.values(taken=Team.taken - 1, **_ONE_MORE)).rowcount:
        _fill(tx, row)


def take_again(tx: Transaction, order: str) -> None:
    """Money came too late: the order lives again while its team has a place and time. Raises InAlready, TeamOver."""
    row = tx.one_or_none(_SEAT.where(TeamSeat.order == order, TeamSeat.state == "lapsed"))
    if row is None:
        return
    standing = (TeamSeat.group_buy == row.group_buy, TeamSeat.member == row.member)
    if tx.scalar(select(TeamSeat.id).where(*standing, TeamSeat.state.not_in(GONE))) is not None:
        raise InAlready
    free = update(Team).where(Team.id == row.team, Team.state == "open", Team.until > tx.now)
    if not tx.execute(free.where(Team.filled + Team.taken < Team.size).values(**_ONE_MORE)).rowcount:
        raise TeamOver
    tx.execute(update(TeamSeat).where(TeamSeat.id == row.id).values(state="paid"))
    _fill(tx, row)


_SEAT = select(TeamSeat.__table__)
_ONE_MORE = {
    "filled": Team.filled + 1,
    "state": case((Team.filled + 1 == Team.size, "full"), else_=Team.state),
}


def _fill(tx: Transaction, seat: AnyRow) -> None:
    """One more has paid; with the last one the pieces that nobody took are the quota's again."""
    found, team = of(tx, seat.group_buy), tx.execute(select(Team.__table__).where(Team.id == seat.team)).one()
    tell(tx, seat.team, [seat.member], "paid", seat.order)
    if team.state == "full":
        tx.execute(update(Team).where(Team.id == team.id).values(ended_at=tx.now))
        paid = select(TeamSeat.member, TeamSeat.quantity, TeamSeat.order)
        seats = tx.execute(paid.where(TeamSeat.team == team.id, TeamSeat.state == "paid")).all()
        unused = found.size * found.per_member - sum(one.quantity for one in seats)
        tx.execute(update(GroupBuy).where(GroupBuy.id == found.id).values(left=GroupBuy.left + unused))
        for one in seats:
            tell(tx, team.id, [one.member], "full", one.order)
    count(tx, found)
