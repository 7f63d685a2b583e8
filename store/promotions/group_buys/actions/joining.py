"""Somebody opens a team, others sit down in it: each has a quarter of an hour to order and pay."""

from datetime import timedelta

from sqlalchemy import insert, select, update

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.ids import new_id
from store.catalogue import actions as catalogue
from store.promotions.group_buys.actions.planning import of
from store.promotions.group_buys.actions.telling import count, tell
from store.promotions.group_buys.models import GONE, GroupBuy, Team, TeamSeat
from store.promotions.group_buys.problems import (
    GroupBuyNotOpen,
    GroupBuyOver,
    GroupBuySoldOut,
    InAlready,
    TeamFull,
    TeamNotFound,
    TeamOver,
    TeamWaits,
    TooManyForOne,
)

TIME_TO_PAY = timedelta(minutes=15)
ENOUGH = timedelta(minutes=1)
"""Before a team's time is over: less is not enough to order and pay."""


def open_team(tx: Transaction, group_buy: str, member: str, quantity: int) -> dict[str, str]:
    """The team and the seat in it, as JSON. The pieces of a whole team are taken off the quota.

    Raises GroupBuyNotFound, GroupBuyNotOpen, GroupBuyOver, TooManyForOne, InAlready, SoldOut, GroupBuySoldOut.
    """
    found = of(tx, group_buy)
    if tx.now < found.opens_at:
        raise GroupBuyNotOpen(opens_at=found.opens_at)
    if found.state == "ended" or tx.now >= found.ends_at:
        raise GroupBuyOver
    _check(tx, found, member, quantity)
    pieces = found.size * found.per_member
    taken = update(GroupBuy).where(GroupBuy.id == group_buy, GroupBuy.left >= pieces)
    if not tx.execute(taken.values(left=GroupBuy.left - pieces)).rowcount:
        raise GroupBuySoldOut
    team, until = new_id(tx.now), tx.now + timedelta(hours=found.hours)
    tx.execute(
        insert(Team).values(
            id=team, group_buy=group_buy, leader=member, size=found.size, filled=0, taken=1, state="open",
            until=until, opened_at=tx.now,
        )
    )  # fmt: skip
    seat = _sit(tx, team_of(tx, team), member, quantity)
    count(tx, found)
    return {"team": team, "claim": seat}


def join(tx: Transaction, team: str, member: str, quantity: int) -> dict[str, str]:
    """The seat, as JSON. Also of a group buy that is over: what was begun can be filled.

    Raises TeamNotFound, TooManyForOne, InAlready, TeamOver, TeamWaits, TeamFull, SoldOut.
    """
    found = team_of(tx, team)
    group_buy = of(tx, found.group_buy)
    _check(tx, group_buy, member, quantity)
    if found.state != "full" and (found.state == "failed" or found.until < tx.now + ENOUGH):
        raise TeamOver
    if found.state == "open" and not found.filled:
        raise TeamWaits
    room = update(Team).where(Team.id == team, Team.state == "open", Team.filled + Team.taken < Team.size)
    if not tx.execute(room.values(taken=Team.taken + 1)).rowcount:
        raise TeamFull
    seat = _sit(tx, found, member, quantity)
    count(tx, group_buy)
    return {"team": team, "claim": seat}


def team_of(tx: Transaction, team: str) -> AnyRow:
    """Its row. Raises TeamNotFound."""
    found = tx.one_or_none(select(Team.__table__).where(Team.id == team))
    if found is None:
        raise TeamNotFound
    return found


def _check(tx: Transaction, found: AnyRow, member: str, quantity: int) -> None:
    if not 1 <= quantity <= found.per_member:
        raise TooManyForOne(per_member=found.per_member, field="quantity")
    mine = (TeamSeat.group_buy == found.id, TeamSeat.member == member)
    if tx.scalar(select(TeamSeat.id).where(*mine, TeamSeat.state.not_in(GONE))) is not None:
        raise InAlready
    offer = catalogue.offers(tx, [found.sku]).get(found.sku)
    if offer is None or offer.available < quantity:
        raise catalogue.SoldOut(sku=found.sku, available=max(offer.available, 0) if offer else 0)


def _sit(tx: Transaction, team: AnyRow, member: str, quantity: int) -> str:
    """Whoever of two requests of one member comes second runs into the unique key. Raises InAlready."""
    seat, until = new_id(tx.now), min(tx.now + TIME_TO_PAY, team.until)
    if not tx.add_once(
        TeamSeat, id=seat, team=team.id, group_buy=team.group_buy, member=member, quantity=quantity, state="taken",
        order=None, at=tx.now, until=until,
    ):  # fmt: skip
        raise InAlready
    tell(tx, team.id, [member], "taken")
    return seat
