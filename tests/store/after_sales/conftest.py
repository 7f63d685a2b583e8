from collections.abc import Awaitable, Callable

import pytest

from appliance.db import Database
from store.after_sales import actions, reads
from store.after_sales.actions import Application
from store.after_sales.models import AfterSale
from store.orders import actions as orders
from store.orders.actions import Packed
from store.payments import actions as payments

BY = "lin"


@pytest.fixture
def paid(database: Database, sells, buys, bought) -> Callable[..., Awaitable[str]]:
    """``await paid(3)``: an order of three pieces for 19.90 each, paid at the counter; its id."""

    async def order(pieces: int = 2, *, sent: bool = False, received: bool = False, **product: object) -> str:
        await sells(**product)
        made = await buys({"s1": pieces})
        await database.write(payments.take, made, "scan", pieces * 1990, BY)
        if sent or received:
            await database.write(orders.ship, made, Packed(kind="city"), BY)
        if received:
            await database.write(orders.receive, made)
        return made

    return order


@pytest.fixture
def claims(database: Database, bought) -> Callable[..., Awaitable[str]]:
    """``await claims(order, 1, kind="return")``: the claim's id."""

    async def claim(
        order: str, quantity: int = 1, kind: str = "refund", reason: str = "no-reason", *, sku: str = ""
    ) -> str:
        (line, *_) = (await bought(order)).lines
        wanted = Application(line=line.id, quantity=quantity, kind=kind, reason=reason, words="不想要了", sku=sku)
        return await database.write(actions.apply, "m1", order, wanted)

    return claim


@pytest.fixture
def look(database: Database) -> Callable[[str], Awaitable[AfterSale]]:
    async def one(after_sale: str) -> AfterSale:
        async with database.read() as session:
            return (await reads.claim(session, after_sale)).after_sale

    return one


@pytest.fixture
def pays_out(database: Database, look) -> Callable[[str], Awaitable[None]]:
    """The money of a claim reaches the buyer."""

    async def pay(after_sale: str) -> None:
        refund = (await look(after_sale)).refund
        await database.write(payments.pay_out, refund, BY, "transfer")
        await database.write(actions.finish)

    return pay
