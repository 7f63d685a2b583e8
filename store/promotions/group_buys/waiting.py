"""等成团: a paid order that is not sent before its team is full. Asked of rows, so that nothing can be forgotten."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from store.promotions.group_buys.models import Team, TeamSeat


def waits(order: InstrumentedAttribute[str] | str) -> ColumnElement[bool]:
    """Whether this order (a column, or an id) waits for others; also in a team that failed, until it is paid back."""
    seat = select(TeamSeat.id).join(Team, Team.id == TeamSeat.team).where(TeamSeat.order == order)
    return seat.where(TeamSeat.state == "paid", Team.state != "full").exists()
