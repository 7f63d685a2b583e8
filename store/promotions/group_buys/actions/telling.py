"""Who hears what became of a team."""

from collections.abc import Iterable

from sqlalchemy import func, select

from appliance.db import Transaction
from appliance.db.transaction import AnyRow
from appliance.events import GroupBuyCounted, TeamMoved
from store.promotions.group_buys.models import GroupBuy, Team, joinable


def count(tx: Transaction, found: AnyRow) -> None:
    """The room of a group buy (its row, or one with its `id` and `room`) hears how its teams stand."""
    left = tx.scalar(select(GroupBuy.left).where(GroupBuy.id == found.id))
    full = select(func.count()).select_from(Team).where(Team.group_buy == found.id, Team.state == "full")
    places = (Team.size - Team.filled).label("missing")
    waits = (Team.group_buy == found.id, *joinable(tx.now))
    waiting = tx.scalar(select(func.count()).select_from(Team).where(*waits))
    first = tx.execute(select(Team.id, Team.until, places).where(*waits).order_by(places, Team.until).limit(1)).first()
    tx.record(
        GroupBuyCounted(
            room=found.room, group_buy=found.id, left=left, full=tx.scalar(full), waiting=waiting,
            team=first.id if first else "", missing=first.missing if first else 0, until=first.until if first else None,
        )
    )  # fmt: skip


def tell(tx: Transaction, team: str, members: Iterable[str], state: str, order: str = "") -> None:
    found = tx.execute(
        select(Team.group_buy, (Team.size - Team.filled).label("missing"), GroupBuy.room)
        .join(GroupBuy, GroupBuy.id == Team.group_buy)
        .where(Team.id == team)
    ).one()
    for member in members:
        tx.record(
            TeamMoved(
                room=found.room, member=member, group_buy=found.group_buy, team=team, state=state,
                missing=found.missing, order=order,
            )
        )  # fmt: skip
