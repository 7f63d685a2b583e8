"""What is kept of a person, when two turn out to be one, or when one wants to be forgotten."""

from sqlalchemy import select, update

from appliance.db import Transaction
from store.promotions.group_buys.actions.returning import release_member
from store.promotions.group_buys.models import GONE, Team, TeamSeat


def adopt(tx: Transaction, guest: str, member: str) -> None:
    """The guest's seats are the member's, unless the member sits in a team there, too: one seat for one person.

    The other is given up, or stays under the guest's name with the order that was made of it.
    """
    mine = (TeamSeat.member == member, TeamSeat.state.not_in(GONE))
    both = TeamSeat.group_buy.in_(select(TeamSeat.group_buy).where(*mine).scalar_subquery())
    tx.execute(update(TeamSeat).where(TeamSeat.member == guest, ~both).values(member=member))
    stays = Team.id.in_(select(TeamSeat.team).where(TeamSeat.member == guest, TeamSeat.state.not_in(GONE)))
    tx.execute(update(Team).where(Team.leader == guest, ~stays).values(leader=member))
    release_member(tx, guest)


def forget(tx: Transaction, member: str) -> None:
    """A seat that was not ordered is given up; what was ordered stays with its order."""
    release_member(tx, member)
