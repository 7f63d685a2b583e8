"""Paying over HTTP, and what providers tell us."""

from typing import Literal

import msgspec
from quart import Response, current_app, request

from appliance.errors import BadInput, NotSignedIn
from appliance.house import house
from appliance.http import Api, Pages
from appliance.identity.permissions import EVERYONE
from appliance.identity.tokens import Claims
from store.members import reads as members
from store.members.api import MINI, WEB, recognised_at, weixin
from store.once.actions import once
from store.once.asked import asked
from store.orders import reads as orders
from store.payments import actions, reads
from store.payments.actions.beginning import Wish
from store.payments.alipay.provider import AlipayProvider
from store.payments.cashier import Cashier
from store.payments.problems import WayUnavailable
from store.payments.provider import Forged
from store.payments.ways import CLIENTS, NEEDS_OPENID, Client, Way, ways
from store.payments.wechatpay.provider import WeChatPayProvider

api = Api("payments", __name__)
callbacks = Pages("callbacks", __name__)


class NotBelieved(NotSignedIn):
    zh = "这条通知不是支付通道发来的"
    en = "This message does not come from the payment provider"


class Ways(msgspec.Struct, frozen=True):
    items: list[Way]
    """The best first."""
    amount: int
    recognise: str = ""
    """In WeChat's browser, where the page goes to be recognised, so that it can be paid in place; comes back with
    `code` and `state`, which `POST /sessions` takes. Empty: not needed or not possible."""


class NewPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    provider: Literal["wechat", "alipay", "counter"]
    way: Literal["jsapi", "native", "h5", "precreate", "wap", "counter"]
    client: Literal["wechat", "mini", "browser", "desktop"] = "mini"
    """Where it is paid: a person is another openid in the mini-program than in WeChat's browser."""


class Payment(msgspec.Struct, frozen=True):
    attempt: str
    order: str
    provider: str
    way: str
    state: str
    """waiting, paid, late (the order had no use for the money: it goes back), closed or failed."""
    amount: int
    handover: dict[str, str]
    """jsapi: what wx.requestPayment is given. native, precreate: `code`, drawn as a QR. h5, wap: `address`, gone to."""


@api.route_to("GET", "/orders/<order>/payment-ways", summary="How it can be paid", answers=Ways, viewer=True)
async def payment_ways(viewer: Claims, order: str) -> Ways:
    """`client` is wechat (its browser), mini (the mini-program), browser (a phone's) or desktop. The counter is for who
    picks up, and where there is no other way.
    """
    client = _client(request.args.get("client", "browser"))
    async with house().db.read() as session:
        found = await orders.order(session, order, viewer.viewer)
    _, openid = await _payer(viewer.viewer, client)
    names = await cashier().providers.names()
    recognise = ""
    if client == "wechat" and "wechat" in names and not openid:
        back_to = f"{request.host_url.rstrip('/')}/orders/{order}/payment"
        recognise = await recognised_at(viewer.viewer, back_to)
    comes = found.delivery == "pickup"
    return Ways(ways(client, names, known_to_wechat=bool(openid), comes=comes), found.total, recognise)


@api.route_to(
    "POST",
    "/orders/<order>/payments",
    summary="Pay (Idempotency-Key)",
    body=NewPayment,
    answers=Payment,
    status=201,
    viewer=True,
)
async def pay(viewer: Claims, order: str, body: NewPayment) -> Payment:
    """The amount is the order's own."""
    key, digest = await asked()
    wish = await _wish(viewer.viewer, body)
    attempt = await house().db.write(once, viewer.viewer, key, digest, actions.begin, order, viewer.viewer, wish)
    back_to = f"{request.host_url.rstrip('/')}/orders/{order}/payment"
    await cashier().hand_over(attempt, address=request.remote_addr or "127.0.0.1", back_to=back_to)
    return await _payment(attempt, viewer.viewer)


@api.route_to("GET", "/payments/<attempt>", summary="Whether it is paid", answers=Payment, viewer=True)
async def payment(viewer: Claims, attempt: str) -> Payment:
    """Asks the provider while nothing has been heard."""
    async with house().db.read() as session:
        found = (await reads.attempt(session, attempt, viewer.viewer)).attempt
    if found.state in reads.OPEN and found.provider != "counter" and reads.old(found, house().clock.now()):
        await cashier().look(found, glance=True)
    return await _payment(attempt, viewer.viewer)


@callbacks.page("/callbacks/wechat-pay", allow=EVERYONE, methods=("POST",))
async def wechat_pay() -> Response:
    """Answered only after the commit: anything but 200 and 204 makes WeChat Pay tell it again."""
    provider = await cashier().providers.get("wechat")
    assert isinstance(provider, WeChatPayProvider)  # noqa: S101 - of that name
    body = await request.get_data()
    try:
        notice, standing = await provider.opened(
            {name.lower(): value for name, value in request.headers.items()}, _bytes(body)
        )
    except Forged as error:
        raise NotBelieved from error
    await house().db.write(actions.notified, provider.name, notice.id, notice.event_type, standing)
    return Response(status=204)


@callbacks.page("/callbacks/alipay", allow=EVERYONE, methods=("POST",))
async def alipay() -> Response:
    """Alipay tells it again until the answer is literally success."""
    provider = await cashier().providers.get("alipay")
    assert isinstance(provider, AlipayProvider)  # noqa: S101 - of that name
    form = (await request.form).to_dict()
    try:
        standing = provider.opened(form)
    except Forged as error:
        raise NotBelieved from error
    await house().db.write(
        actions.notified, provider.name, form.get("notify_id", ""), form.get("trade_status", ""), standing
    )
    return Response("success", content_type="text/plain")


def cashier() -> Cashier:
    """That of the app which answers the current request."""
    found = current_app.extensions["cashier"]
    assert isinstance(found, Cashier)  # noqa: S101 - set by create_app and by nobody else
    return found


def _client(named: str) -> Client:
    if named not in CLIENTS:
        raise BadInput(why="client", field="client")
    client: Client = msgspec.convert(named, Client)
    return client


async def _wish(member: str, body: NewPayment) -> Wish:
    """Raises WayUnavailable."""
    provider = await cashier().providers.get(body.provider)
    app, openid = await _payer(member, body.client) if body.way in NEEDS_OPENID else ("", "")
    offered = {(way.provider, way.way) for client in CLIENTS for way in ways(client, [body.provider])}
    if (body.provider, body.way) not in offered or (body.way in NEEDS_OPENID and not openid):
        raise WayUnavailable
    return Wish(provider=provider.name, way=body.way, merchant=provider.merchant, app=app or provider.app, payer=openid)


async def _payer(member: str, client: Client) -> tuple[str, str]:
    """The application that knows this member there (empty: the provider's own), and as whom."""
    door = await weixin().door() if client == "wechat" else None
    if client == "wechat" and door is None:
        return "", ""
    async with house().db.read() as session:
        openid = await members.openid(session, member, WEB if door else MINI)
    return door.account.appid if door else "", openid


async def _payment(attempt: str, member: str) -> Payment:
    async with house().db.read() as session:
        found = (await reads.attempt(session, attempt, member)).attempt
    state = "waiting" if found.state == "closing" else found.state
    return Payment(found.id, found.order, found.provider, found.way, state, found.amount, found.handover or {})


def _bytes(body: bytes | str) -> bytes:
    return body if isinstance(body, bytes) else body.encode()
