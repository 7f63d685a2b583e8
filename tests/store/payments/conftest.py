"""A shop with accounts at the simulated providers, and a cashier who asks them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from appliance.clock import ManualClock
from appliance.config import Address, Config
from appliance.db import Database, Transaction
from appliance.keys import Keys
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from store.accounts.actions import set_account
from store.accounts.records import KINDS
from store.ledger import reads as ledger
from store.payments import actions
from store.payments.actions.beginning import Wish
from store.payments.cashier import Cashier
from store.payments.models import Attempt, Refund
from store.payments.provider import Standing
from store.payments.providers import Providers

MERCHANT = {"merchant": "1900000001", "app": "wx0123456789abcdef"}


@pytest.fixture
def keys() -> Keys:
    return Keys(bytes(range(32)))


@pytest.fixture
def begins(database: Database) -> Callable[..., Awaitable[str]]:
    """``await begins(order)``: an attempt with WeChat Pay that waits for the provider's word."""

    async def begin(order: str, member: str = "m1", **more: Any) -> str:
        wish = Wish(**{"provider": "wechat", "way": "native", **MERCHANT, **more})
        return await database.write(actions.begin, order, member, wish)

    return begin


@pytest.fixture
def says(clock: ManualClock) -> Callable[..., Standing]:
    """What the provider says of an attempt: paid, unless told otherwise."""

    def say(attempt: str, amount: int = 1990, **more: Any) -> Standing:
        said = {
            "number": attempt.upper(),
            "state": "paid",
            "amount": amount,
            "transaction": f"42-{attempt}",
            **MERCHANT,
        }
        return Standing(**{**said, "at": clock.now(), "payer": "o-payer", **more})

    return say


@pytest.fixture
def attempt(database: Database) -> Callable[[str], Awaitable[Attempt]]:
    """As it is now."""

    async def look(wanted: str) -> Attempt:
        async with database.read() as session:
            return (await session.scalars(select(Attempt).where(Attempt.id == wanted))).one()

    return look


@pytest.fixture
def refunds(database: Database) -> Callable[[], Awaitable[list[Refund]]]:
    """All of them as they are now, the oldest first."""

    async def look() -> list[Refund]:
        async with database.read() as session:
            return list(await session.scalars(select(Refund).order_by(Refund.asked_at, Refund.id)))

    return look


@pytest.fixture
def books(database: Database) -> Callable[[], Awaitable[dict[str, int]]]:
    """The trial balance; that it adds up is looked at each time."""

    async def look() -> dict[str, int]:
        async with database.read() as session:
            assert await ledger.out_of_balance(session) == []
            balance = await ledger.trial_balance(session)
        assert sum(balance.values()) == 0
        return {account: amount for account, amount in balance.items() if amount}

    return look


@pytest.fixture
async def cashier(database: Database, keys: Keys, clock: ManualClock, simulator: Simulator) -> AsyncIterator[Cashier]:
    """One whose shop has accounts with the simulated WeChat Pay and Alipay."""
    await database.write(open_accounts, keys, simulator)
    nobody_hears = Config(http=Address("127.0.0.1:1"))
    providers = Providers(database, keys, clock, nobody_hears)
    yield Cashier(database, clock, providers)
    await providers.aclose()


def open_accounts(tx: Transaction, keys: Keys, simulator: Simulator) -> None:
    for kind, record in records(simulator.seals, simulator.origin).items():
        set_account(tx, keys, msgspec.convert(record, KINDS[kind]), "owner")
