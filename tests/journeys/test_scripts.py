"""What people write is text, on every screen: no script of theirs runs in a real browser."""

import asyncio
import json

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from websockets.sync.client import connect

from appliance.clock import SystemClock
from appliance.db import Database, Transaction
from chat.comments import actions as comments
from chat.comments.models import Comment
from chat.manners import actions as manners
from media.broadcasts import actions as rooms
from store.catalogue import actions as catalogue
from store.catalogue.models import Sku
from store.pricing.cart import CouponRule
from store.promotions.actions import add_promotion, move_promotion
from store.promotions.checking import Draft
from store.shelf import actions as shelf

pytestmark = pytest.mark.journey

SHORT = "<svg onload=ran()>"
"""Fits a nickname."""
CORPUS = (
    SHORT,
    "<script>ran()</script>",
    "<img src=x onerror=ran()>",
    "<svg/onload=ran()//",
    '"><script>ran()</script>',
    "' onmouseover='ran()",
    "'-ran()-'",
    "</text></view><script>ran()</script>",
    "<iframe srcdoc='<script>parent.ran()</script>'>",
    "<iframe src=javascript:parent.ran()>",
    "<details open ontoggle=ran()>",
    "<input autofocus onfocus=ran()>",
    "<a href=javascript:ran()>点我</a>",
    "<video><source onerror=ran()></video>",
    "<math><mtext></style><img src onerror=ran()>",
    "<style>@import'javascript:ran()'</style>",
    "<base href=javascript:ran()//>",
    "<meta http-equiv=refresh content=0;javascript:ran()>",
    "{{ran()}} ${ran()} #{ran()} <%=ran()%>",
    "{{constructor.constructor('ran()')()}}",
    "{{item.constructor.constructor('ran()')()}}",
    "&lt;script&gt;ran()&lt;/script&gt;",
    "%3Cscript%3Eran()%3C/script%3E",
    "＜script＞ran()＜/script＞",
    "<scr<script>ipt>ran()</scr</script>ipt>",
    "javascript:ran()",
)
PRODUCT, COUPON = "<img src=x onerror=ran()>", "<details open ontoggle=ran()>"
PASSWORD = "a sentence only I know"
TRACES = "[onload],[onerror],[ontoggle],[onfocus],[onmouseover],[srcdoc],[src='x'],[href^='javascript:']"
"""What markup of theirs would leave in a page that read it as markup."""
ROOM_IS_FULL = "(texts) => texts.every((text) => document.body.textContent.includes(text))"


@pytest.fixture(scope="module")
def poisoned(shop) -> str:
    """A room on air in which everything that has a name has a wicked one; its id. Before the browser has its loop."""
    room = shop.open_room("</title><script>ran()</script>").room
    asyncio.run(_poison(f"sqlite:///{shop.data / 'jinbo.db'}", room))
    _talk(shop, room)
    return room


async def _poison(url: str, room: str) -> None:
    db = Database(url, clock=SystemClock())
    await db.start()
    try:
        await db.write(rooms.air, room)
        product = await db.write(_sell)
        await db.write(shelf.put, room, product)
        await db.write(_give)
        await db.write(manners.set_phrases, "viewer", [SHORT])
        await db.write(manners.list_word, PRODUCT, "off", "s1")
    finally:
        await db.stop()


def _sell(tx: Transaction) -> str:
    wording = catalogue.Wording(title=PRODUCT, subtitle=COUPON, detail=f"<p>{PRODUCT}</p>{PRODUCT}", tags=("<b id=x>",))
    product = catalogue.draft(tx, wording, 1990, "s1")
    catalogue.set_specs(tx, product, [catalogue.Spec(SHORT, (SHORT, "原味"))], "s1")
    for sku in tx.execute(select(Sku.id).where(Sku.product == product)).scalars().all():
        catalogue.receive(tx, sku, 9, f"received/{sku}", by="s1", note=SHORT)
    catalogue.shelve(tx, product, "s1")
    return product


def _give(tx: Transaction) -> None:
    coupon = Draft(name=COUPON, rule=CouponRule(off=100, threshold=1000, days=7), total=100)
    move_promotion(tx, add_promotion(tx, coupon, "s1"), "start", "s1")


def _talk(shop, room: str) -> None:
    """Everything of the corpus is said by viewers who are called like it, and one of it is pinned."""
    api = f"{shop.http}/api/v1"
    for at in range(0, len(CORPUS), 5):
        bearer = {
            "authorization": f"Bearer {httpx.post(f'{api}/sessions', json={'provider': 'guest'}).json()['token']}"
        }
        httpx.patch(f"{api}/me", json={"nickname": SHORT}, headers=bearer).raise_for_status()
        seat = httpx.post(f"{api}/rooms/{room}/seat", headers=bearer).raise_for_status().json()
        with connect(seat["url"]) as socket:
            for number, text in enumerate(CORPUS[at : at + 5]):
                socket.send(json.dumps({"type": "comment", "ref": str(number), "text": text}))
                while json.loads(answer := socket.recv(20)).get("ref") != str(number):
                    pass
                assert json.loads(answer)["ok"]["state"] == "said", text
    asyncio.run(_pin(f"sqlite:///{shop.data / 'jinbo.db'}", room))


async def _pin(url: str, room: str) -> None:
    db = Database(url, clock=SystemClock())
    await db.start()
    try:
        for _ in range(100):
            async with db.read() as session:
                kept = list(await session.scalars(select(Comment.id).where(Comment.room == room)))
            if len(kept) == len(CORPUS):
                break
            await asyncio.sleep(0.1)
        await db.write(comments.pin, room, kept[0], "s1")
        await db.write(comments.mute, room, "m1", minutes=None, reason=PRODUCT, by="s1")
    finally:
        await db.stop()


@pytest.fixture
def ran() -> list[str]:
    """Where a script of theirs ran."""
    return []


@pytest.fixture
def watched(ran: list[str]):
    """``watched(context)``: a page that notices."""

    def watch(context: BrowserContext) -> Page:
        page = context.new_page()
        page.expose_function("ran", lambda: ran.append(page.url))
        page.on("dialog", lambda dialog: ran.append(page.url) or dialog.dismiss())
        return page

    return watch


def test_nothing_that_is_said_or_sold_runs_on_a_viewers_phone(poisoned, shop, chromium: Browser, watched, ran):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True)
    context.add_init_script("Object.defineProperty(navigator, 'deviceMemory', { get: () => 8 })")  # so that words fly
    page = watched(context)
    page.goto(f"{shop.http}/rooms/{poisoned}")
    page.wait_for_function(ROOM_IS_FULL, arg=list(CORPUS), timeout=60_000)
    _fly(shop, poisoned)
    expect(page.locator(".danmaku--comment", has_text="飞过")).to_be_attached(timeout=30_000)
    assert page.locator(TRACES).count() == 0
    for address, words in (("/goods", PRODUCT), ("/shop", PRODUCT), ("/me/coupons", COUPON)):
        page.goto(f"{shop.http}{address}")
        expect(page.get_by_text(words).first).to_be_visible(timeout=30_000)
        assert page.locator(TRACES).count() == 0, address
    page.goto(f"{shop.http}/goods")
    page.get_by_text(PRODUCT).first.click()
    expect(page.get_by_text(COUPON).first).to_be_visible(timeout=30_000)
    assert page.locator(TRACES).count() == 0
    context.close()
    assert ran == []


def test_nothing_that_is_said_or_sold_runs_at_the_shops_desk(poisoned, shop, chromium: Browser, watched, ran):
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    page = watched(context)
    page.goto(f"{shop.http}/console")
    page.get_by_label("初始码").fill(shop.command("admin", "code").split()[-1])
    page.get_by_label("称呼").fill(SHORT)
    page.get_by_label("账号").fill("wang")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="建好账号并进入").click()
    page.wait_for_url("**/console/rooms")
    for address, words in (
        (f"/console/rooms/{poisoned}/control", CORPUS[2]),
        ("/console/talk/history", CORPUS[3]),
        ("/console/talk/restraints", PRODUCT),
        ("/console/talk/words", PRODUCT),
        ("/console/goods", PRODUCT),
        ("/console/promotions", COUPON),
        ("/console/members", SHORT),
    ):
        page.goto(f"{shop.http}{address}")
        expect(page.get_by_text(words).first).to_be_visible(timeout=30_000)
        assert page.locator(TRACES).count() == 0, address
    context.close()
    assert ran == []


def _fly(shop, room: str) -> None:
    """Somebody says one more thing, while the phone watches."""
    api = f"{shop.http}/api/v1"
    seat = httpx.post(f"{api}/rooms/{room}/seat", headers=_come_in(api)).json()
    with connect(seat["url"]) as socket:
        socket.send(json.dumps({"type": "comment", "ref": "1", "text": f"飞过{PRODUCT}"}))
        while json.loads(socket.recv(20)).get("ref") != "1":
            pass


def _come_in(api: str) -> dict[str, str]:
    """What a new guest sends with every request."""
    token = httpx.post(f"{api}/sessions", json={"provider": "guest"}).json()["token"]
    return {"authorization": f"Bearer {token}"}
