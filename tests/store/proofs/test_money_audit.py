"""An auditor who never complains proves nothing: each of these wrongs is seen, on each kind of database."""

import pytest
from sqlalchemy import text

from appliance.keys import Keys
from store.checkout import actions as checkout
from store.payments import actions as payments
from store.play import actions as play
from store.play import drawing
from store.play.spec import NewRound, PrizeWanted
from store.promotions import actions as promotions
from store.promotions.flash_sales import actions as flash_sales
from store.promotions.flash_sales.actions import Ask, Plan
from store.promotions.group_buys import actions as group_buys
from tests.store.conftest import purchase
from tests.store.proofs.money_audit import Auditor
from tests.store.proofs.money_steps import furnish, take_all

PROMISED = "what is promised waits in an order that is open, or is set aside for a flash sale or a round"
WRONGS = {
    "UPDATE skus SET on_hand = on_hand + 1 WHERE id = 's1'": "stock is what its ledger says",
    "UPDATE skus SET reserved = reserved - 1 WHERE id = 's1'": (PROMISED),
    "UPDATE rounds SET state = 'ended' WHERE state = 'open'": PROMISED,
    "UPDATE round_wins SET state = 'lapsed' WHERE kind = 'goods'": PROMISED,
    "UPDATE rounds SET entries = entries + 1": "the entries of a round are numbered without gaps",
    "UPDATE round_wins SET member = 'm1'": "nobody wins a round twice",
    "UPDATE rounds SET won = won - 1 WHERE won > 0": (
        "what a round says was won was won, and nothing before it is over"
    ),
    "UPDATE rounds SET won = entries + 1 WHERE state = 'ended'": "no prize is won more often than it was promised",
    "DELETE FROM points_entries WHERE key LIKE 'given/won/%'": "points that were won were given once",
    'UPDATE flash_sales SET "left" = "left" + 1': "the pieces of a flash sale are left, returned or somebody's",
    "UPDATE flash_claims SET state = 'paid'": "a piece that was won goes the way of its order",
    'UPDATE group_buys SET "left" = "left" + 1': (
        "the pieces of a group buy are left, an open team's, or bought in a full one"
    ),
    "UPDATE group_teams SET state = 'failed'": (
        "the pieces of a group buy are left, an open team's, or bought in a full one"
    ),
    "UPDATE group_teams SET filled = filled + 1": "a team counts its seats, and has no more than places",
    "UPDATE group_teams SET size = 1": "a team counts its seats, and has no more than places",
    "UPDATE group_seats SET state = 'paid' WHERE state = 'taken'": "a seat in a team goes the way of its order",
    "UPDATE group_seats SET state = 'refunded' WHERE state = 'paid'": "a seat in a team goes the way of its order",
    "UPDATE points_balances SET points = points + 1": "points are what their ledger says",
    "UPDATE coupons SET state = 'issued'": "an order's discount by coupon has its coupon",
    'UPDATE coupons SET "order" = NULL': "a coupon is used by one order that lives, or by none",
    "UPDATE promotions SET budget_used = budget_used + 1 WHERE kind = 'reduction'": (
        "a promotion counts the orders that use it"
    ),
    "UPDATE order_lines SET amount = amount + 1": "an order costs its lines and its shipping",
    "UPDATE order_lines SET cancelled = 1": "no line goes beyond its pieces or below nothing",
    "UPDATE orders SET payment = 'unpaid'": "the axis of payment follows the money",
    "UPDATE orders SET refunded = 1": "what goes back was asked for, and is never more than was paid",
    "UPDATE payment_attempts SET amount = amount - 1": "a paid order has one payment of its price",
    "UPDATE payment_attempts SET going_back = 1": "a payment knows what goes back of it",
    "UPDATE posting_entries SET amount = amount + 1": "a posting adds up to nothing",
    "DELETE FROM posting_entries": "the books hold what came in less what went back",
    "DELETE FROM journal WHERE kind = 'OrderPlaced'": "every fact was told once",
}


@pytest.fixture
async def auditor(database, buys, clock) -> Auditor:
    """Somebody paid for three pieces, with a coupon; somebody won one in a sale, and two in a round that is drawn."""
    coupon = await database.write(furnish)
    await database.write(promotions.claim, coupon, "m1")
    total = 3 * 1990 - 501 - 333
    order = await buys({"s1": 3}, seen=total)
    await database.write(take_all, order)
    plan = Plan(room="r1", sku="s2", price=500, quantity=2, opens_at=clock.now())
    await database.write(flash_sales.claim, await database.write(flash_sales.announce, plan, "lin"), [Ask("m2")])
    await _team(database)
    await _play(database, clock)
    return Auditor(database.url.render_as_string(hide_password=False))


async def _team(database) -> None:
    """One of three has paid, another is about to."""
    plan = group_buys.Plan(sku="s2", price=400, quantity=9, size=3)
    group_buy = await database.write(group_buys.announce, plan, "lin")
    led = await database.write(group_buys.open_team, group_buy, "m3", 1)
    placed = await database.write(checkout.place, purchase(None, "m3", 400, claim=led["claim"]))
    await database.write(take_all, placed["order"])
    await database.write(group_buys.join, led["team"], "m4", 1)


async def _play(database, clock) -> None:
    keys = Keys(b"k" * 32)
    goods, points = PrizeWanted(kind="goods", sku="s3"), PrizeWanted(kind="points", points=7)
    lottery = NewRound(kind="lottery", title="福袋", prizes=[goods, points])
    for ends in (True, False):
        opened = await database.write(play.open_round, keys, "r1", lottery, by="lin")
        if ends:
            coming = [play.Coming(member=one, name=one, at=clock.now()) for one in ("m1", "m2", "m3")]
            await database.write(play.enter, keys, opened, coming)
            await drawing.end(database, keys, opened)
            await database.write(play.hand_out)


async def test_honest_rows_make_no_complaint(auditor):
    assert auditor.complaints() == {}
    assert auditor.balances()["goods"] < 0


@pytest.mark.parametrize(("wrong", "seen"), WRONGS.items(), ids=list(WRONGS.values()))
async def test_a_wrong_is_seen(auditor, database, wrong, seen):
    await database.write(lambda tx: tx.execute(text(wrong)))
    assert seen in auditor.complaints()


async def test_money_given_back_twice_is_seen(auditor, database):
    order = await database.write(lambda tx: tx.execute(text("SELECT id FROM orders WHERE member = 'm1'")).scalar_one())
    await database.write(payments.give_back, order, 100, "补偿", "lin", "a")
    assert auditor.complaints() == {}
    await database.write(lambda tx: tx.execute(text("UPDATE refunds SET amount = amount + 1")))
    assert "a payment knows what goes back of it" in auditor.complaints()
