"""发货信息 for WeChat: what left the shop, told until WeChat knows it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.clock import Clock
from appliance.db import Database
from appliance.keys import Keys
from store.members.contact import masked_number, unseal
from store.orders.models import Order, OrderLine, Parcel
from store.payments import actions
from store.payments.models import Attempt, ShippingUpload
from store.wechat.client import Client, WeChatRefused, WeChatUnreachable
from store.wechat.opened import WeChatNotSet, Weixin
from store.wechat.shipping import KNOWN_ALREADY, Gone, Shipped, upload

LOOKED_BACK = timedelta(days=60)
AT_ONCE = 20


class Uploads:
    def __init__(self, db: Database, keys: Keys, clock: Clock, weixin: Weixin) -> None:
        self._db = db
        self._keys = keys
        self._clock = clock
        self._weixin = weixin

    async def sweep(self) -> int:
        """Tell WeChat what it does not know yet; how much. Without a mini-program there is nobody to tell."""
        try:
            client = await self._weixin.client()
        except WeChatNotSet:
            return 0
        async with self._db.read() as session:
            for attempt in await _gone(session, self._clock.now() - LOOKED_BACK, client.account.appid):
                await self._db.write(actions.begin_upload, attempt)
        async with self._db.read() as session:
            due = await _due(session, self._clock)
        for one in due:
            await self._tell(client, one)
        return len(due)

    async def _tell(self, client: Client, one: ShippingUpload) -> None:
        async with self._db.read() as session:
            shipped = await self._shipped(session, one.attempt)
        try:
            await upload(client, shipped, self._clock.now())
        except (WeChatUnreachable, WeChatRefused) as problem:
            said = f"{problem.facts.get('code', '')} {problem.facts.get('said', '')}".strip() or "no answer"
            if problem.facts.get("code") in KNOWN_ALREADY:
                await self._db.write(actions.uploaded, one.attempt, one.try_at, said)
            else:
                await self._db.write(actions.upload_failed, one.attempt, one.tries + 1, said)
        else:
            await self._db.write(actions.uploaded, one.attempt, one.try_at)

    async def _shipped(self, session: AsyncSession, wanted: str) -> Shipped:
        attempt = await session.get_one(Attempt, wanted)
        order = await session.get_one(Order, attempt.order)
        of_order = select(Parcel).where(Parcel.order == order.id).order_by(Parcel.shipped_at)
        parcels = (await session.scalars(of_order)).all()
        if order.delivery == "express":  # an exchange may have changed hands in the shop
            parcels = [parcel for parcel in parcels if parcel.kind == "express"]
        what = await _what(session, order.id)
        phone = masked_number(unseal(self._keys, order.contact_sealed).phone) if order.contact_sealed else ""
        return Shipped(
            number=attempt.id.upper(),
            merchant=attempt.merchant,
            payer=attempt.payer,
            kind=msgspec.convert(order.delivery, Shipped.__annotations__["kind"]),
            parcels=tuple(_gone_as(parcel, what, phone) for parcel in parcels) or (Gone(what=what),),
        )


async def _gone(session: AsyncSession, since: datetime, app: str) -> Sequence[str]:
    """Payments by WeChat whose order has wholly left, and of which WeChat was not told."""
    told = select(ShippingUpload.attempt).where(ShippingUpload.attempt == Attempt.id).exists()
    found = (
        select(Attempt.id)
        .join(Order, Order.id == Attempt.order)
        .where(
            Attempt.provider == "wechat",
            Attempt.state == "paid",
            Attempt.app == app,
            Attempt.paid_at > since,
            Order.shipment.in_(("all", "received")),
            ~told,
        )
    )
    return (await session.scalars(found.order_by(Attempt.id).limit(AT_ONCE))).all()


async def _due(session: AsyncSession, clock: Clock) -> Sequence[ShippingUpload]:
    waiting = select(ShippingUpload).where(ShippingUpload.state == "waiting", ShippingUpload.try_at <= clock.now())
    return (await session.scalars(waiting.order_by(ShippingUpload.try_at).limit(AT_ONCE))).all()


async def _what(session: AsyncSession, order: str) -> str:
    lines = select(OrderLine.title, OrderLine.quantity).where(OrderLine.order == order).order_by(OrderLine.position)
    return "，".join(f"{title} × {pieces}" for title, pieces in await session.execute(lines))[:120]


def _gone_as(parcel: Parcel, what: str, phone: str) -> Gone:
    return Gone(what=what, carrier=parcel.carrier, tracking=parcel.tracking, phone=phone)
