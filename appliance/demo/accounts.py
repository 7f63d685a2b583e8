"""The demo's accounts with WeChat, WeChat Pay and Alipay: the simulator's, set as staff would set them."""

import asyncio

import msgspec

from appliance.config import Address, Config
from appliance.db import Database
from appliance.keys import Keys
from appliance.simulator.accounts import records
from appliance.simulator.seals import seals_of
from appliance.simulator.serving import origin
from store.accounts import actions, reads
from store.accounts.records import KINDS, Alipay, Record, WeChat, WeChatOfficial, WeChatPay

BY = "demo"


async def open_accounts(db: Database, keys: Keys, config: Config) -> None:
    """Where none is set, or one of an earlier simulator; an account with the real world is left alone."""
    seals = await asyncio.to_thread(seals_of, config.data / "simulator")
    for kind, wanted in records(seals, _gateway(config.simulated), origin(config)).items():
        record = msgspec.convert(wanted, KINDS[kind])
        known = await _known(db, keys, kind)
        if known is None or (known != record and known.gateway.startswith("http://")):
            await db.write(actions.set_account, keys, record, BY)


async def _known(db: Database, keys: Keys, kind: str) -> Record | None:
    async with db.read() as session:
        match kind:
            case "wechat":
                return await reads.account(session, keys, WeChat)
            case "wechat-service":
                return await reads.account(session, keys, WeChatOfficial)
            case "wechat-pay":
                return await reads.account(session, keys, WeChatPay)
            case _:
                return await reads.account(session, keys, Alipay)


def _gateway(listens: Address) -> str:
    """The shop asks it on loopback, wherever else it may listen."""
    near = listens.host if listens.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104 - compared, not bound
    return f"http://{f'[{near}]' if ':' in near else near}:{listens.port}"
