"""A shop's web process with real accounts, a real database and a real bus of its own."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from jinja2 import FileSystemBytecodeCache
from quart import Quart
from quart.typing import TestClientProtocol
from sqlalchemy import insert, update
from werkzeug.datastructures import Headers

from appliance.app import create_app
from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.config import Address, Config
from appliance.identity import actions
from appliance.identity.permissions import Role
from chat.comments.models import Comment
from chat.likes.models import LikeCount
from chat.visits.models import AudienceCount
from media.broadcasts import actions as rooms
from media.broadcasts.models import Broadcast
from media.recording import actions as recordings
from media.recording.actions import Closed, Kept
from media.recording.takes import Span
from store.catalogue.models import Product, Sku
from store.checkout import actions as checkout
from store.checkout.actions import Purchase
from store.checkout.weighing import Choice, Wanted
from store.members import contact as contacts
from store.orders import actions as orders
from store.promotions import actions as promotions
from store.promotions.checking import Draft
from tests.store.conftest import give_a_place

PASSWORD = "a sentence only I know"
BROWSER = {"Accept": "text/html", "Accept-Language": "zh-CN"}


class Browser:
    """Quart's client with a browser's manners: it sends forms with their CSRF token and keeps its cookies."""

    def __init__(self, client: TestClientProtocol, house) -> None:
        self._client = client
        self.house = house
        self.language = "zh"

    async def get(self, address: str, **headers: str):
        return await self._client.get(address, headers=self._headers(headers))

    async def read(self, address: str, **headers: str) -> str:
        answer = await self.get(address, **headers)
        assert answer.status_code == 200, (address, answer.status_code)
        return await answer.get_data(as_text=True)

    async def post(self, address: str, values: dict[str, str | list[str]] | None = None, files=None, **headers: str):
        """A list is one field several times over."""
        form = {"csrf": await self.csrf(), **(values or {})}
        if files is not None:
            return await self._client.post(address, form=form, files=files, headers=self._headers(headers))
        headers["content_type"] = "application/x-www-form-urlencoded"
        return await self._client.post(address, data=urlencode(form, doseq=True), headers=self._headers(headers))

    async def csrf(self) -> str:
        answer = await self.get("/console/account")
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', await answer.get_data(as_text=True))
        return found[1] if found else ""

    async def sign_in(self, login: str, password: str = PASSWORD):
        return await self.post("/console/sign-in", {"login": login, "password": password})

    def keep(self, name: str, value: str) -> None:
        self._client.set_cookie("localhost", name, value)

    def _headers(self, more: dict[str, str]) -> Headers:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return Headers({**BROWSER, "Accept-Language": self.language, **named})


@pytest.fixture(scope="session")
def compiled(tmp_path_factory) -> FileSystemBytecodeCache:
    """Templates compiled once for all tests, and not once for every app."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
async def app(sqlite_url: str, tmp_path: Path, clock: ManualClock, compiled) -> AsyncIterator[Quart]:
    config = Config(data=tmp_path, database=sqlite_url, edge=Address("127.0.0.1:8081"))
    app = create_app(config, bus=LocalBus(), clock=clock)
    app.jinja_env.bytecode_cache = compiled
    async with app.test_app():
        yield app


@pytest.fixture
def house(app: Quart):
    return app.extensions["jinbo"]


@pytest.fixture
def browser(app: Quart, house) -> Callable[[], Browser]:
    """A browser that nobody has used yet; each call gives another one."""
    return lambda: Browser(app.test_client(), house)


@pytest.fixture
def signed_in(browser, house) -> Callable[[str, str, Role], Awaitable[Browser]]:
    """A new colleague's signed-in browser, without the slow hashing that test_doors is about."""

    async def join(login: str, name: str, role: Role) -> Browser:
        theirs = browser()
        staff = await house.db.write(actions.join, login, name, role, "no password", must_change=False)
        await house.db.write(actions.begin_session, staff, house.door.fingerprint(login), "127.0.0.1", "a test")
        theirs.keep("jinbo_session", login)
        return theirs

    return join


@pytest.fixture
async def owner(signed_in) -> Browser:
    return await signed_in("wang", "王店长", Role.OWNER)


@pytest.fixture
def colleague(signed_in) -> Callable[[Role], Awaitable[Browser]]:
    """The signed-in browser of a colleague with this role."""
    return lambda role: signed_in(f"{role}1", f"{role}1", role)


@pytest.fixture
async def founder(browser, house) -> Browser:
    """Whoever went through the first run, with `PASSWORD`."""
    mine = browser()
    words = {"code": house.door.code(), "login": "wang", "name": "王店长", "password": PASSWORD}
    assert (await mine.post("/console/first-run", words)).status_code == 303
    return mine


@pytest.fixture
async def room(house) -> str:
    opened = await house.db.write(rooms.open_room, house.keys, "冬被专场")
    return opened.room


@pytest.fixture
async def place(house):
    """``await place(2)`` orders two pieces for 李明 in Tianjin, paid unless told otherwise; the order's id."""
    await house.db.write(_put_on_shelf)

    async def order(pieces=1, *, delivery="express", paid=True, member="m1", note=""):
        person = contacts.contact("李明", "13812345678", "南京路 1 号")
        placed = await house.db.write(
            checkout.place,
            Purchase(
                member=member, items=(Wanted("s1", pieces),), seen_total=1990 * pieces, note=note,
                choice=Choice(delivery=delivery, region="天津市 和平区"),
                contact_sealed=contacts.seal(house.keys, person),
                phone_fingerprint=contacts.fingerprint(house.keys, person.phone),
            ),
        )  # fmt: skip
        if paid:
            await house.db.write(orders.pay, placed["order"], house.clock.now())
        return placed["order"]

    return order


@pytest.fixture
async def lively(house, room) -> str:
    """A kept show of twenty minutes that ended just now: quiet, but for a burst of words and hearts after ten."""
    show = await house.db.write(rooms.air, room)
    since = house.clock.now() - timedelta(minutes=20)
    whole = Kept(["source"], [Span(int(since.timestamp() * 1000), 1_200_000)], 9, "f" * 64, None, None)
    await house.db.write(_began, show, since)
    await house.db.write(rooms.end, show)
    await house.db.write(_talked, room, show, since)
    reel = Closed("source", 1, int(since.timestamp() * 1000), 1_200_000, 9, "x")
    await house.db.write(recordings.close_reel, room, show, reel)
    await house.db.write(recordings.keep, show, whole, timedelta(days=1095))
    return show


def _began(tx, show, since):
    tx.execute(update(Broadcast).where(Broadcast.id == show).values(aired_at=since))


def _talked(tx, room, show, since):
    """One line every ten seconds; 40 more from 10:00 to 10:30."""
    seconds = [*range(5, 1200, 10), *(600 + number * 30 // 40 for number in range(40))]
    for number, second in enumerate(sorted(seconds)):
        at = since + timedelta(seconds=second)
        words = {"why": "", "checked": "", "by": "", "level": "", "role": "", "reply_to": "", "reply_name": ""}
        row = {"id": f"c{number:04}", "room": room, "show": show, "viewer": f"m{number}", "name": "李", "text": "好"}
        more = {"folded": "好", "at": at, "moment": at, "state": "said", "topic": "", "buyer": False}
        tx.execute(insert(Comment).values(**row, **more, **words))
    for second, taps in ((600, 900), (610, 1200), (620, 800)):
        tx.execute(insert(LikeCount).values(room=room, at=since + timedelta(seconds=second), taps=taps))
    for second in range(0, 1200, 15):
        at = since + timedelta(seconds=second)
        tx.execute(insert(AudienceCount).values(room=room, at=at, viewers=20 + second // 60))


def _put_on_shelf(tx, pieces=50):
    give_a_place(tx)
    tx.execute(
        insert(Product).values(
            id="p1", title="十八街麻花", subtitle="", detail="", state="shelved", early_levels=[],
            return_kind="seven-days", least=1, specs=[], tags=[], search="", sold=0, created_at=tx.now,
            changed_at=tx.now,
        )
    )  # fmt: skip
    tx.execute(
        insert(Sku).values(
            id="s1", product="p1", position=0, values=["原味"], code="A1", weight=500, price=1990, on_hand=pieces,
            reserved=0, low=0, active=True,
        )
    )  # fmt: skip


@pytest.fixture
def promotion_runs(house) -> Callable[..., Awaitable[str]]:
    """``await promotion_runs(rule)``: it has been started; its id."""

    async def starts(rule, **more) -> str:
        promotion = await house.db.write(promotions.add_promotion, Draft(name="见面礼", rule=rule, **more), "wang")
        await house.db.write(promotions.move_promotion, promotion, "start", "wang")
        return promotion

    return starts
