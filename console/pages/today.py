"""Today 今日: what waits, and what the day brought."""

from quart.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.clock import CHINA
from appliance.house import house
from appliance.http import Pages
from appliance.identity.permissions import Permission
from console.looks import page
from store.after_sales.models import AfterSale
from store.catalogue.models import Product, Sku
from store.orders.found import counts
from store.orders.today import begins, day
from store.risk import reads as risk

pages = Pages("console_today", __name__)


@pages.page("/console/today", allow=Permission.ORDERS_SEE)
async def today() -> ResponseReturnValue:
    now = house().clock.now()
    async with house().db.read() as session:
        figures = await day(session, begins(now))
        waiting, held = await counts(session), await risk.waiting(session)
        after_sales = await _after_sales(session)
        low = await _low(session)
    return await page(
        "today/page.html",
        day=figures, waiting=waiting, held=held, after_sales=after_sales, low=low, hour=now.astimezone(CHINA).hour,
        highest=max(figures.hours),
    )  # fmt: skip


async def _after_sales(session: AsyncSession) -> int:
    """That wait for the shop."""
    mine = AfterSale.state.in_(("applied", "returned"))
    return await session.scalar(select(func.count()).select_from(AfterSale).where(mine)) or 0


async def _low(session: AsyncSession) -> int:
    """Variants on the shelf of which there are few."""
    short = select(func.count()).select_from(Sku).join(Product, Product.id == Sku.product)
    few = (Product.state == "shelved", Sku.active, Sku.on_hand - Sku.reserved <= Sku.low)
    return await session.scalar(short.where(*few)) or 0
