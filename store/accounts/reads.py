"""What the shop was told by its providers, unsealed."""

from typing import TypeVar

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.keys import Keys
from store.accounts.actions import PURPOSE
from store.accounts.models import Account
from store.accounts.records import KINDS, Alipay, WeChat, WeChatOfficial, WeChatPay

Kind = TypeVar("Kind", WeChat, WeChatOfficial, WeChatPay, Alipay)


async def account(session: AsyncSession, keys: Keys, wanted: type[Kind]) -> Kind | None:
    """None while it is not set."""
    name = next(name for name, each in KINDS.items() if each is wanted)
    sealed = await session.scalar(select(Account.sealed).where(Account.kind == name))
    return None if sealed is None else msgspec.json.decode(keys.unseal(PURPOSE, sealed), type=wanted)


async def is_set(session: AsyncSession, wanted: type[Kind]) -> bool:
    return wanted in {KINDS[kind] for kind in await seals(session)}


async def seals(session: AsyncSession) -> dict[str, str]:
    """By kind, something that changes whenever the account does."""
    found = await session.execute(select(Account.kind, Account.sealed))
    return {row.kind: row.sealed for row in found}
