"""A shop that promises something for friends, an inviter, and friends who buy."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert

from appliance.clock import ManualClock
from appliance.db import Database, Transaction
from appliance.keys import Keys
from store.invites import actions
from store.invites.models import Invite
from store.invites.sweeping import sweep
from store.invites.terms import Promise, Reward
from store.members.contact import contact, fingerprint, seal
from store.orders import actions as orders
from store.orders.actions import Packed
from store.payments.models import Attempt
from store.promotions import reads as promotions

KEYS = Keys(bytes(range(32)))
LONG = 40 * 86_400


def promise(**more: object) -> Promise:
    """100 points for who brings a friend, 50 for the friend."""
    return Promise(**{"inviter": Reward(100), "invitee": Reward(50), **more})


@pytest.fixture
def database(request: pytest.FixtureRequest, database_url: str) -> Database:
    """Both kinds, and not the app's."""
    del database_url
    return request.getfixturevalue("plain_database")


@pytest.fixture
async def plain_database(database_url: str, bus, clock: ManualClock):
    database = Database(database_url, bus=bus, clock=clock)
    await database.start()
    yield database
    await database.stop()


@pytest.fixture
def promises(database: Database) -> Callable[..., Awaitable[None]]:
    """``await promises(per_day=1, most=5)``: from now on."""

    async def promising(most: int = 1000, *, enabled: bool = True, **more: object) -> None:
        await database.write(actions.set_terms, promise(**more), most, "owner", enabled=enabled)

    return promising


@pytest.fixture
async def code(database: Database, promises) -> str:
    """What stands in the links of `anna`."""
    await promises()
    return await database.write(actions.code_for, "anna", "phone-of-anna")


@pytest.fixture
def invite(database: Database) -> Callable[[str], Awaitable[Invite]]:
    """As it stands now."""

    async def look(invitee: str = "ben") -> Invite:
        async with database.read() as session:
            found = await session.get(Invite, invitee)
            assert found is not None
            return found

    return look


@pytest.fixture
def points(database: Database) -> Callable[[str], Awaitable[int]]:
    async def count(member: str) -> int:
        async with database.read() as session:
            return await promotions.points(session, member)

    return count


@pytest.fixture
def pays(database: Database, sells, buys, clock: ManualClock) -> Callable[..., Awaitable[str]]:
    """``await pays("ben", phone="13800000001", payer="oBen")``: orders and pays; a fresh phone for each by itself."""
    known: list[str] = []

    async def pay(member: str = "ben", *, phone: str = "", payer: str = "", street: str = "", device: str = "") -> str:
        known.append(member)
        sku = await sells(f"s{len(known)}")
        phone = phone or f"139{len(known):08d}"
        sealed = seal(KEYS, contact("本", phone, street or None))
        more = {"contact_sealed": sealed, "phone_fingerprint": fingerprint(KEYS, phone)}
        order = await buys({sku: 1}, member=member, subjects={"device": device} if device else {}, **more)
        await database.write(_paid, order, payer)
        await clock.advance(1)
        return order

    return pay


@pytest.fixture
def completes(database: Database, clock: ManualClock) -> Callable[..., Awaitable[None]]:
    """``await completes(order)``: sent, received, and nobody returned anything."""

    async def complete(*made: str) -> None:
        for order in made:
            await database.write(orders.ship, order, Packed(kind="city"), "lin")
            await database.write(orders.receive, order)
            await database.write(orders.complete, order)

    return complete


@pytest.fixture
def sweeps(database: Database) -> Callable[[], Awaitable[None]]:
    async def once() -> None:
        await sweep(database, KEYS)

    return once


@pytest.fixture
def brings(database: Database, code: str, pays, completes) -> Callable[..., Awaitable[str]]:
    """``await brings("ben")``: Ben comes by Anna's link, orders, pays, and keeps it; the order."""

    async def bring(friend: str = "ben", **more: str) -> str:
        assert await database.write(actions.bind, code, friend, more.pop("opened_on", "")) == "bound"
        order: str = await pays(friend, **more)
        await sweep(database, KEYS)
        await completes(order)
        return order

    return bring


def _paid(tx: Transaction, order: str, payer: str) -> None:
    orders.pay(tx, order, tx.now)
    if payer:
        values = {"id": f"a{order}", "order": order, "provider": "wechat", "way": "jsapi", "state": "paid"}
        values |= {"amount": 1990, "going_back": 0, "merchant": "m", "app": "a", "payer": payer, "said": "", "asked": 0}
        made = {"made_at": tx.now, "expires_at": tx.now + timedelta(minutes=5), "paid_at": tx.now}
        tx.execute(insert(Attempt).values(**values, **made))
