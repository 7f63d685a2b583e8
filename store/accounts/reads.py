"""What the shop was told by its providers, unsealed."""

from typing import TypeVar

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.config import Config
from appliance.keys import Keys
from store.accounts.actions import PURPOSE
from store.accounts.models import Account
from store.accounts.records import KINDS, Alipay, WeChat, WeChatOfficial, WeChatPay

WECHAT = next(name for name, each in KINDS.items() if each is WeChat)
Kind = TypeVar("Kind", WeChat, WeChatOfficial, WeChatPay, Alipay)


async def account(session: AsyncSession, keys: Keys, wanted: type[Kind]) -> Kind | None:
    """None while it is not set."""
    name = next(name for name, each in KINDS.items() if each is wanted)
    sealed = await session.scalar(select(Account.sealed).where(Account.kind == name))
    return None if sealed is None else msgspec.json.decode(keys.unseal(PURPOSE, sealed), type=wanted)


async def can_log_in(session: AsyncSession, config: Config) -> bool:
    """Whether viewers become known here; those of a demo come by plain browsers, which know nobody."""
    known = select(Account.kind).where(Account.kind == WECHAT)
    return not config.demo and await session.scalar(known) is not None


async def seals(session: AsyncSession) -> dict[str, str]:
    """By kind, something that changes whenever the account does."""
    found = await session.execute(select(Account.kind, Account.sealed))
    return {row.kind: row.sealed for row in found}
