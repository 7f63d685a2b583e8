"""What the demo's viewers and staff say with one tap."""

from sqlalchemy import select

from appliance.db import Database, Transaction
from chat.manners import actions
from chat.manners.actions import Audience
from chat.manners.models import Phrase

PHRASES: dict[Audience, tuple[str, ...]] = {
    "viewer": ("多少钱", "什么时候发货", "包邮吗", "怎么保存", "优惠券怎么领", "已拍", "讲讲这个"),
    "staff": (
        "今天下单今天发货",
        "满 100 减 10，点商品就能看到",
        "常温阴凉处放，开袋三天吃完",
        "有问题发评论，店里的人会回",
    ),
}


async def teach_phrases(db: Database) -> None:
    """Unless the shop has some."""
    await db.write(_teach)


def _teach(tx: Transaction) -> None:
    if tx.scalar(select(Phrase.text).limit(1)) is None:
        actions.set_all_phrases(tx, PHRASES)
