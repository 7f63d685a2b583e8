"""How a person paid is in the copy of their data, and goes with them."""

from sqlalchemy import insert

from appliance.db import Transaction
from store.payments import actions
from store.payments.holding import HOLDING
from store.payments.models import ShippingUpload


async def copied(database, keys, member: str = "m1") -> list[dict[str, object]]:
    async with database.read() as session:
        return await HOLDING.everything(session, keys, member)


async def test_the_copy_tells_how_each_order_was_paid_and_by_which_account(
    database, keys, sells, buys, begins, says, clock
):
    await sells()
    order = await buys({"s1": 1})
    paid = says(await begins(order))
    await database.write(actions.settle, paid, "wechat")
    assert await copied(database, keys) == [
        {
            "order": order, "provider": "wechat", "way": "native", "state": "paid", "amount": 1990,
            "payer": "o-payer", "at": clock.now(),
        }
    ]  # fmt: skip
    assert await copied(database, keys, "m2") == []


async def test_who_leaves_is_known_to_no_payment_any_more(database, keys, sells, buys, begins, says):
    await sells()
    await database.write(actions.settle, says(await begins(await buys({"s1": 1}))), "wechat")
    await database.write(HOLDING.forget, "m2")
    assert [one["payer"] for one in await copied(database, keys)] == ["o-payer"]
    await database.write(HOLDING.forget, "m1")
    assert [(one["payer"], one["amount"]) for one in await copied(database, keys)] == [("", 1990)]


async def test_the_account_is_kept_while_wechat_has_to_be_told_that_the_goods_left(
    database, keys, sells, buys, begins, says
):
    def waits(tx: Transaction, attempt: str) -> None:
        told = {"attempt": attempt, "state": "waiting", "tries": 0, "said": "", "known": False}
        tx.execute(insert(ShippingUpload).values(**told, try_at=tx.now))

    await sells()
    attempt = await begins(await buys({"s1": 1}))
    await database.write(actions.settle, says(attempt), "wechat")
    await database.write(waits, attempt)
    await database.write(HOLDING.forget, "m1")
    assert [one["payer"] for one in await copied(database, keys)] == ["o-payer"]


def test_the_house_knows_of_it(app):
    assert HOLDING in app.extensions["holdings"]
