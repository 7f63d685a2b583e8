"""What each channel brought on a day, to the fen, by the shop's midnight: on both databases."""

from datetime import UTC, datetime, timedelta

import pytest

from store.ledger.actions import post
from store.payments.settlement import Channel, settled

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 22, 16, tzinfo=UTC)
DAY = "2026-11-23"


@pytest.fixture
def posts(database):
    """``await posts("paid/a", "channel:wechat", 1000, other="goods")``"""

    async def write(key: str, account: str, amount: int, other: str, at: datetime = NOON) -> None:
        await database.write(post, key, {account: amount, other: -amount}, memo="", at=at)

    return write


@pytest.fixture
def look(database):
    async def ask(first: str = DAY, last: str = DAY) -> dict[str, list[Channel]]:
        async with database.read() as session:
            return await settled(session, first, last)

    return ask


async def test_a_day_on_which_nothing_moved_is_not_listed(look):
    assert await look() == {}


async def test_a_channel_is_summed_by_what_moved_it(posts, look):
    await posts("paid/a", "channel:wechat", 10_000, "goods")
    await posts("late/b", "channel:wechat", 500, "owed")
    await posts("refunded/r", "channel:wechat", -700, "refunds")
    await posts("fees/2026-11-23", "channel:wechat", -60, "fees")
    (channel,) = (await look())[DAY]
    assert (channel.paid, channel.refunded, channel.fees, channel.other) == (10_500, 700, 60, 0)
    assert channel.net == 9_740


async def test_cash_that_is_put_in_or_missing_is_neither_paid_nor_refunded(posts, look):
    await posts("float/s", "drawer", 20_000, "float")
    await posts("paid/a", "drawer", 1_990, "goods")
    await posts("cash/k", "drawer", -5_000, "bank")
    await posts("variance/s", "drawer", -10, "variance")
    (drawer,) = (await look())[DAY]
    assert (drawer.channel, drawer.paid, drawer.refunded, drawer.other) == ("drawer", 1_990, 0, 14_990)
    assert drawer.net == 16_980


async def test_channels_stand_in_one_order_and_accounts_that_hold_no_money_are_left_out(posts, look):
    for account in ("drawer", "channel:counter", "channel:alipay", "channel:wechat"):
        await posts(f"paid/{account}", account, 100, "goods")
    await posts("odd/1", "bank", 100, "variance")
    assert [channel.channel for channel in (await look())[DAY]] == [
        "channel:wechat", "channel:alipay", "channel:counter", "drawer",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (MIDNIGHT - timedelta(milliseconds=1), "2026-11-22"),
        (MIDNIGHT, DAY),
        (MIDNIGHT + timedelta(days=1, milliseconds=-1), DAY),
        (MIDNIGHT + timedelta(days=1), "2026-11-24"),
    ],
)
async def test_money_belongs_to_the_day_of_the_shop(posts, look, at, day):
    await posts("paid/a", "channel:wechat", 100, "goods", at)
    assert list(await look("2026-11-01", "2026-11-30")) == [day]


async def test_the_latest_day_stands_first_and_others_are_left_out(posts, look):
    for days in range(4):
        await posts(f"paid/{days}", "channel:wechat", 100, "goods", NOON + timedelta(days=days))
    assert list(await look("2026-11-24", "2026-11-25")) == ["2026-11-25", "2026-11-24"]
