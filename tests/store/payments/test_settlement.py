"""结算: what each channel brought on a day."""

from datetime import UTC, datetime

import pytest

from appliance.db import Database
from store.ledger.actions import post
from store.payments.channels import channel
from store.payments.settlement import settled

EVENING = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEXT_DAY = datetime(2026, 11, 22, 17, tzinfo=UTC)


async def test_every_channel_stands_with_what_came_went_and_is_left(database: Database):
    for key, entries in {
        "paid/a": {"channel:wechat": 1990, "goods": -1990},
        "late/b": {"channel:wechat": 500, "owed": -500},
        "refunded/R1": {"channel:wechat": -700, "owed": 500, "refunds": 200},
        "fees/wechat/2026-11-22/0-12": {"channel:wechat": -12, "fees": 12},
        "paid/c": {"drawer": 1000, "goods": -1000},
        "float/s": {"drawer": 20000, "float": -20000},
        "variance/s": {"drawer": -50, "variance": 50},
    }.items():
        await database.write(post, key, entries, memo="", at=EVENING)
    await database.write(post, "paid/d", {"channel:alipay": 300, "goods": -300}, memo="", at=NEXT_DAY)
    async with database.read() as session:
        found = await settled(session, "2026-11-01", "2026-11-30")
        assert await settled(session, "2026-11-24", "2026-11-30") == {}
    assert list(found) == ["2026-11-23", "2026-11-22"]
    wechat, drawer = found["2026-11-22"]
    assert (wechat.paid, wechat.refunded, wechat.fees, wechat.other, wechat.net) == (2490, 700, 12, 0, 1778)
    assert (drawer.channel, drawer.paid, drawer.other, drawer.net) == ("drawer", 1000, 19950, 20950)
    assert [(one.channel, one.net) for one in found["2026-11-23"]] == [("channel:alipay", 300)]


@pytest.mark.parametrize(
    ("provider", "way", "account"),
    [
        ("wechat", "jsapi", "channel:wechat"),
        ("alipay", "wap", "channel:alipay"),
        ("counter", "scan", "channel:counter"),
        ("counter", "cash", "drawer"),
    ],
)
def test_cash_lies_in_the_drawer_and_the_rest_with_its_channel(provider, way, account):
    assert channel(provider, way) == account
