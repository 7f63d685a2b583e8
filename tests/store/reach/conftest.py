"""A shop with WeChat's simulator and templates, and members who tap."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.keys import Keys
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from store.accounts.actions import set_account
from store.accounts.records import WeChat
from store.members import actions as members
from store.reach import actions
from store.reach.models import Message, MessageConsent
from store.reach.sending import Sender
from store.wechat.opened import Weixin

KEYS = Keys(bytes(range(32)))
KINDS = ("show", "shipped", "refund", "won", "team", "team-failed", "haggle")
TEMPLATES = {kind: f"{kind}-template-0000000000000000" for kind in KINDS}
FIELDS = {
    "show": {"title": "thing1", "begun": "time2", "note": "thing3"},
    "shipped": {"goods": "thing1", "number": "character_string2", "carrier": "thing3", "tracking": "character_string4"},
    "refund": {"goods": "thing1", "amount": "amount2", "at": "date3"},
    "won": {"title": "thing1", "until": "time2"},
    "team": {"goods": "thing1", "paid": "amount2", "at": "time3", "note": "thing4"},
    "team-failed": {"goods": "thing1", "number": "character_string2", "amount": "amount3"},
    "haggle": {"goods": "thing1", "price": "amount2", "stands": "phrase3", "until": "time4"},
}


@pytest.fixture
async def templates(database: Database) -> dict[str, str]:
    """Of every kind."""
    for kind, template in TEMPLATES.items():
        await database.write(actions.set_template, kind, template, FIELDS[kind], "点开看看", "owner")
    return TEMPLATES


@pytest.fixture
async def weixin(database: Database, clock: ManualClock, simulator: Simulator) -> AsyncIterator[Weixin]:
    """A mini-program at the simulator."""
    account = msgspec.convert(records(simulator.seals, simulator.origin)["wechat"], WeChat)
    await database.write(set_account, KEYS, account, "owner")
    weixin = Weixin(database, KEYS, clock)
    yield weixin
    await weixin.aclose()


@pytest.fixture
def sender(database: Database, clock: ManualClock, weixin: Weixin) -> Sender:
    return Sender(database, clock, weixin)


@pytest.fixture
def taps(database: Database, simulator: Simulator, templates: dict[str, str]) -> Callable[..., Awaitable[str]]:
    """``await taps("oWang", "show", "won")``: somebody allows one message of each; the member."""

    async def tap(openid: str, *kinds: str) -> str:
        member: str = await database.write(members.recognise, "wechat-mini", openid)
        await database.write(actions.allow, member, [templates[kind] for kind in kinds])
        for kind in kinds:
            key = (openid, templates[kind])
            simulator.weixin.subscriptions[key] = simulator.weixin.subscriptions.get(key, 0) + 1
        return member

    return tap


@pytest.fixture
def left(database: Database) -> Callable[..., Awaitable[int]]:
    """How many messages of a kind a member still allows."""

    async def count(member: str, kind: str = "show") -> int:
        mine = (MessageConsent.member == member, MessageConsent.kind == kind)
        async with database.read() as session:
            return await session.scalar(select(MessageConsent.left).where(*mine)) or 0

    return count


@pytest.fixture
def messages(database: Database) -> Callable[[], Awaitable[list[Message]]]:
    """All of them, the oldest first."""

    async def look() -> list[Message]:
        async with database.read() as session:
            return list(await session.scalars(select(Message).order_by(Message.id)))

    return look


@pytest.fixture
def states(messages: Callable[[], Awaitable[list[Message]]]) -> Callable[[], Awaitable[list[tuple[str, str]]]]:
    async def look() -> list[tuple[str, str]]:
        return [(one.state, one.code) for one in await messages()]

    return look


@pytest.fixture
def begins(database: Database, clock: ManualClock) -> Callable[..., Awaitable[None]]:
    """``await begins("b1")``: the show begins."""

    async def begin(show: str = "b1", title: str = "麻花专场") -> None:
        while await database.write(actions.tell_show, "tea", show, title, clock.now()):
            pass

    return begin


@pytest.fixture
def got(simulator: Simulator) -> Callable[[str], list[dict[str, Any]]]:
    """What somebody's WeChat shows."""
    return lambda openid: [one for one in simulator.weixin.messages if one["touser"] == openid]
