"""A shop with a day behind it: goods, orders in every state, claims, a cart, a prize, a show."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from appliance.blobs import DiskBlobs
from appliance.clock import Clock, SystemClock
from appliance.config import Config
from appliance.db import Database, Transaction, go_through, opened
from appliance.demo.opening import open_shop
from appliance.events import Speaker
from appliance.ids import new_id
from appliance.keys import Keys
from chat.comments import actions as comments
from chat.comments.actions import Said
from media.broadcasts import actions as broadcasts
from store.after_sales import actions as after_sales
from store.catalogue.models import Product, Sku
from store.orders import actions as orders
from store.orders.models import Order
from store.payments import actions as payments
from store.play import actions as play
from store.play import drawing
from store.play.models import RoundWin
from store.play.spec import NewRound, PrizeWanted
from store.promotions.flash_sales import actions as flash_sales
from store.promotions.flash_sales.actions import Plan
from store.promotions.group_buys import actions as group_buys
from store.shelf import actions as shelf

BY = "fuzz"
HOME = {"name": "李明", "phone": "13812345678", "region": "天津市 和平区", "street": "南京路 1 号"}
Ids = dict[str, list[str]]
"""By the name of the parameter."""


def furnish(data: Path, http: str) -> tuple[str, Ids]:
    """The token of a member to whom it belongs, and the ids that lead there."""
    with httpx.Client(base_url=f"{http}/api/v1", timeout=30) as client:
        token = str(client.post("/sessions", json={"provider": "guest"}).raise_for_status().json()["token"])
        client.headers["authorization"] = f"Bearer {token}"
        return token, asyncio.run(_furnished(data, client))


async def _furnished(data: Path, client: httpx.Client) -> Ids:
    clock, keys = SystemClock(), Keys.of(data)
    db = Database(Config(data=data).database_url, clock=clock)
    async with opened(db):
        await open_shop(db, clock, DiskBlobs(data / "blobs"))
        room = (await db.write(broadcasts.open_room, keys, "津味小店")).room
        ids = await _on_sale(db) | {"room": [room]}
        shopping = _Shopping(client, ids["sku"][0])
        ids |= shopping.keeps()
        ids["order"] = shopping.orders(5)
        member = await db.write(_settle, ids["order"])
        ids |= {"member": [member], "line": shopping.lines(ids["order"])}
        ids["attempt"] = [shopping.begins_to_pay(ids["order"][0])]
        ids["after_sale"] = shopping.claims(ids["order"][3:])
        await db.write(after_sales.agree, ids["after_sale"][0], BY)
        return ids | await _show(db, keys, clock, ids) | {name: [value] for name, value in HOME.items()}


class _Shopping:
    """What the member does on the phone."""

    def __init__(self, client: httpx.Client, sku: str) -> None:
        self._client = client
        self._sku = sku

    def keeps(self) -> Ids:
        """An address, a liked product that was looked at, a coupon and a cart."""
        self._ask("PUT", f"/cart/{self._sku}", {"quantity": 2})
        places = [self._ask("POST", "/me/addresses", HOME)["id"] for _ in range(3)]
        product = self._ask("GET", "/products")["items"][0]["id"]
        self._ask("GET", f"/products/{product}")
        self._ask("PUT", f"/products/{product}/favourite")
        coupons = [one["id"] for one in self._ask("GET", "/coupons")["items"]]
        self._ask("POST", f"/promotions/{coupons[0]}/claim", key="first-coupon")
        return {"place": places, "address": places, "promotion": coupons}

    def begins_to_pay(self, order: str) -> str:
        way = {"provider": "counter", "way": "counter", "client": "browser"}
        return str(self._ask("POST", f"/orders/{order}/payments", way, f"payment-{order}")["attempt"])

    def orders(self, count: int) -> list[str]:
        wish = {"items": [{"sku": self._sku, "quantity": 2}], "contact": HOME, "coupons": []}
        agreed = wish | {"seen_total": self._ask("POST", "/quotes", wish)["quote"]["total"]}
        return [str(self._ask("POST", "/orders", agreed, f"order-number-{n}")["order"]) for n in range(count)]

    def lines(self, made: Sequence[str]) -> list[str]:
        return [str(line["line"]) for order in made for line in self._ask("GET", f"/orders/{order}")["lines"]]

    def claims(self, made: Sequence[str]) -> list[str]:
        """One piece of each is to be given back."""
        claims = []
        for order in made:
            (line, *_) = self.lines([order])
            wish = {"line": line, "quantity": 1, "kind": "return", "reason": "damaged", "words": "压坏了"}
            claims.append(str(self._ask("POST", f"/orders/{order}/after-sales", wish, f"claim-{order}")["after_sale"]))
        return claims

    def _ask(self, method: str, path: str, body: object = None, key: str = "") -> Any:
        answer = self._client.request(method, path, json=body, headers={"idempotency-key": key} if key else {})
        assert answer.is_success, answer.text
        return answer.json()


async def _on_sale(db: Database) -> Ids:
    async with db.read() as session:
        skus = await session.scalars(select(Sku.id).where(Sku.active).order_by(Sku.id))
        return {"sku": list(skus), "product": list(await session.scalars(select(Product.id)))}


def _settle(tx: Transaction, made: Sequence[str]) -> str:
    """One waits for its money, one was paid, one is on its way, the others are there; whose they are."""
    for place, order in enumerate(made):
        found = tx.execute(select(Order.total, Order.member).where(Order.id == order)).one()
        if place > 0:
            payments.take(tx, order, "scan", found.total, BY)
        if place > 1:
            orders.ship(tx, order, orders.Packed(carrier="SF", tracking="SF1234567890"), BY)
        if place > 2:
            orders.receive(tx, order)
    return str(found.member)


async def _show(db: Database, keys: Keys, clock: Clock, ids: Ids) -> Ids:
    """On air, with a shelf, a flash sale, something said, goods that the member has won and a lottery that runs."""
    (room, *_), (member, *_), sku, now = ids["room"], ids["member"], ids["sku"][0], clock.now()
    show = await db.write(broadcasts.air, room)
    await db.write(shelf.put, room, ids["product"][0])
    await db.write(shelf.begin_show, room, show, now)
    sale = await db.write(flash_sales.announce, Plan(room=room, sku=sku, price=1, quantity=1), BY)
    group = group_buys.Plan(room=room, sku=sku, price=1, quantity=20)
    group_buy = await db.write(group_buys.announce, group, BY)
    team = (await db.write(group_buys.open_team, group_buy, "somebody", 1))["team"]
    said = Said(id=new_id(now), room=room, speaker=Speaker(member, "小满"), text="多少钱", at=now, moment=now)
    await db.write(comments.keep, [said])
    goods, points = PrizeWanted(kind="goods", sku=sku), PrizeWanted(kind="points", points=5, count=1)
    rounds = [await db.write(play.open_round, keys, room, _lottery(goods), by=BY, broadcast=show, since=now)]
    coming = [play.Coming(member=member, name="小满", at=clock.now() + timedelta(seconds=1))]
    await db.write(play.enter, keys, rounds[0], coming)
    await drawing.end(db, keys, rounds[0])
    await go_through(db, play.hand_out, 20)
    rounds.append(await db.write(play.open_round, keys, room, _lottery(points), by=BY, broadcast=show, since=now))
    async with db.read() as session:
        wins = list(await session.scalars(select(RoundWin.id)))
    shown = {"show": [show], "broadcast": [show], "sale": [sale], "comment": [said.id]}
    shown |= {"group_buy": [group_buy], "team": [team]}
    return shown | {"round_id": rounds, "win": wins}


def _lottery(prize: PrizeWanted) -> NewRound:
    return NewRound(kind="lottery", title="今晚的福袋", lasts=3600, prizes=[prize])
