"""What counts in a contest on stage, joined from what the shop knows: gifts by their points, orders by their money."""

from sqlalchemy import select

from appliance.db import Database
from appliance.events import Event, GiftGiven, OrderPaid
from media.stage.battles.referee import Worth, WorthOf
from store.gifts.models import Gift

GIFT_POINT = 10
"""For each point that a gift costs; a heart is one."""
YUAN = 10


def worth_of(db: Database) -> WorthOf:
    async def worth(fact: Event) -> Worth | None:
        match fact:
            case GiftGiven(room=room, gift=gift, count=count, speaker=speaker):
                async with db.read() as session:
                    points = await session.scalar(select(Gift.points).where(Gift.id == gift)) or 0
                return Worth(room, speaker.viewer, "gift", points * count * GIFT_POINT)
            case OrderPaid(room=room, member=member, total=total) if room:
                return Worth(room, member, "order", total * YUAN // 100)
            case _:
                return None

    return worth
