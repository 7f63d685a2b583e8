import msgspec
import pytest

from appliance.db import Database
from appliance.keys import Keys
from appliance.simulator.accounts import records
from appliance.simulator.seals import Seals, public_pem
from store.accounts import actions, reads
from store.accounts.models import Account
from store.accounts.records import KINDS, AccountUnusable, Alipay, WeChatPay, check


@pytest.fixture
def keys() -> Keys:
    return Keys(bytes(range(32)))


@pytest.fixture
def known(seals: Seals):
    """Records that are right, by kind."""
    given = records(seals, "http://127.0.0.1:1")
    return {kind: msgspec.convert(given[kind], each) for kind, each in KINDS.items()}


async def test_an_account_is_kept_sealed_and_comes_back_whole(database: Database, keys: Keys, known):
    for record in known.values():
        await database.write(actions.set_account, keys, record, "owner")
    await database.write(actions.set_account, keys, known["alipay"], "owner")
    async with database.read() as session:
        assert await reads.account(session, keys, WeChatPay) == known["wechat-pay"]
        assert await reads.account(session, keys, Alipay) == known["alipay"]
        row = await session.get(Account, "wechat-pay")
    assert row is not None
    assert known["wechat-pay"].apiv3_key not in row.sealed
    await database.write(actions.give_up, "alipay")
    async with database.read() as session:
        assert await reads.account(session, keys, Alipay) is None
        assert sorted(await reads.seals(session)) == ["wechat", "wechat-pay", "wechat-service"]


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("wechat-pay", "apiv3_key", "x" * 31),
        ("wechat-pay", "apiv3_key", "x" * 33),
        ("wechat-pay", "apiv3_key", "密" * 32),
        ("wechat-pay", "mchid", "16 0000"),
        ("wechat-pay", "key", "---- no key ----"),
        ("wechat-pay", "key", ""),
        ("wechat-pay", "public_key", "garbage"),
        ("wechat-pay", "public_key_id", "5DEA10EF"),
        ("wechat-pay", "serial", "zz"),
        ("wechat-pay", "gateway", "http://api.mch.weixin.qq.com"),
        ("wechat-pay", "fallback", "ftp://x"),
        ("wechat-pay", "gateway", "https://["),
        ("wechat-pay", "gateway", "https://api.mch.weixin.qq.com:port"),
        ("wechat", "appid", "gh_0123456789"),
        ("wechat", "secret", ""),
        ("alipay", "app_id", "wx1"),
        ("alipay", "seller_id", "shop@example.com"),
        ("alipay", "key", "QUJD"),
        ("alipay", "public_key", "QUJD"),
    ],
)
def test_what_cannot_work_is_said_beside_its_field(known, kind: str, field: str, value: str):
    check(known[kind])
    with pytest.raises(AccountUnusable) as refused:
        check(msgspec.structs.replace(known[kind], **{field: value}))
    assert refused.value.facts["field"] == field


def test_a_private_key_in_the_place_of_a_public_one_is_noticed(known, seals: Seals):
    with pytest.raises(AccountUnusable):
        check(msgspec.structs.replace(known["alipay"], public_key=seals.alipay_app_key))
    bare = "".join(public_pem(seals.alipay_key).splitlines()[1:-1])
    check(msgspec.structs.replace(known["alipay"], public_key=bare))


def test_without_a_public_key_the_platforms_certificates_are_used(known):
    check(msgspec.structs.replace(known["wechat-pay"], public_key="", public_key_id=""))
