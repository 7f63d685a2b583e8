"""The hand of fate, for tests and for whoever tries the shop out; answered on loopback only.

====================================  ================================================================================
GET /_sim/merchant                    the shop's accounts here, in the form of `store.accounts` records
GET /_sim/trades, /_sim/refunds       the books
GET /_sim/money                       what a merchant has: frozen, settled, fees, refunded
POST /_sim/trades/NUMBER/payment      somebody pays: {"payer": "o..."}
POST /_sim/refunds/NUMBER/outcome     {"state": "done" | "abnormal" | "closed"} of a WeChat refund that is processing
GET /_sim/notices                     every notification with its tries
POST /_sim/notices/fates              the next ones: {"fate": "lose" | "twice" | "late", "times": 1, "side": "wechat"}
POST /_sim/faults                     the next calls go wrong: a `faults.Fault`; DELETE forgets them
POST /_sim/clock                      {"push": seconds}: retries, expiry and bills come so much sooner
POST /_sim/signing                    {"with": "certificate" | "public-key"} for notifications
POST /_sim/weixin/codes               {"kind": "login" | "phone", "openid": ..., "phone": ...} gives a one-time code
POST /_sim/weixin/subscriptions       {"openid": ..., "template": ..., "times": 1}
POST /_sim/weixin/templates           {"template": ..., "fields": ["thing1", "time2"]}: others are unknown from then on
POST /_sim/weixin/strangers           {"openid": ...}: it is nobody's any more
GET /_sim/weixin/messages             subscribe messages that were sent, ?openid= of one person
DELETE /_sim/weixin/messages          forgets them, the templates and the strangers
POST /_sim/weixin/opinions            {"words": ..., "suggest": "risky"}: what the text check says of such texts
====================================  ================================================================================
"""

import ipaddress
from typing import Any, Literal, TypeVar

import msgspec
from quart import Blueprint, Response, abort, request

from appliance.simulator import accounts, alipay_news, wechatpay_news
from appliance.simulator.faults import Fault
from appliance.simulator.notices import Fate
from appliance.simulator.records import Refused, Side, Trade, fee
from appliance.simulator.simulator import Simulator, simulator

Body = TypeVar("Body", bound=msgspec.Struct)
control = Blueprint("control", __name__, url_prefix="/_sim")


class Payment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    payer: str = "oSimulatedBuyer"


class Outcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    state: Literal["done", "abnormal", "closed"] = "done"


class Fated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fate: Fate
    times: int = 1
    side: Side = "wechat"


class Push(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    push: float


class Signing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"by": "with"}):
    by: Literal["certificate", "public-key"]


class NewCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Literal["login", "phone"] = "login"
    openid: str = "oSimulatedBuyer"
    unionid: str = ""
    phone: str = "13800138000"


class Subscription(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    openid: str
    template: str
    times: int = 1


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    template: str
    fields: list[str]


class Stranger(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    openid: str


class Opinion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: str
    suggest: Literal["pass", "review", "risky"] = "risky"


@control.before_request
async def only_from_here() -> None:
    try:
        near = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        near = False
    if not near:
        abort(404)


@control.errorhandler(Refused)
async def refuse(refused: Refused) -> Response:
    return _json({"code": refused.code, "message": refused.message}, 409)


@control.errorhandler(msgspec.DecodeError)
async def refuse_body(error: msgspec.DecodeError) -> Response:
    return _json({"code": "BODY", "message": str(error)}, 400)


@control.get("/merchant")
async def merchant() -> Response:
    return _json(accounts.records(simulator().seals, f"{request.scheme}://{request.host}"))


@control.get("/trades")
async def trades() -> Response:
    return _json(list(simulator().books.trades.values()))


@control.get("/refunds")
async def refunds() -> Response:
    return _json(list(simulator().books.refunds.values()))


@control.get("/money")
async def money() -> Response:
    return _json(money_of(simulator()))


@control.post("/trades/<number>/payment")
async def pay(number: str) -> Response:
    trade = pay_trade(simulator(), number, (await _body(Payment)).payer)
    return _json(trade)


@control.post("/refunds/<number>/outcome")
async def settle(number: str) -> Response:
    refund = simulator().books.refunds.get(("wechat", number))
    if refund is None or refund.state != "processing":
        raise Refused("RESOURCE_NOT_EXISTS", "no refund of that number is being processed")
    wechatpay_news.settle_refund(simulator(), refund, (await _body(Outcome)).state)
    return _json(refund)


@control.get("/notices")
async def notices() -> Response:
    return _json([*simulator().wechat_post.notices, *simulator().alipay_post.notices])


@control.post("/notices/fates")
async def fate() -> Response:
    body = await _body(Fated)
    post = simulator().wechat_post if body.side == "wechat" else simulator().alipay_post
    post.fate(body.fate, body.times)
    return _json({})


@control.post("/faults")
async def fault() -> Response:
    simulator().faults.waiting.append(await _body(Fault))
    return _json({})


@control.delete("/faults")
async def forgive() -> Response:
    simulator().faults.waiting.clear()
    return _json({})


@control.post("/clock")
async def push_clock() -> Response:
    simulator().push_clock((await _body(Push)).push)
    return _json({"due": simulator().moments.due()})


@control.post("/signing")
async def sign_with() -> Response:
    simulator().signs_with = (await _body(Signing)).by
    return _json({})


@control.post("/weixin/codes")
async def mint_code() -> Response:
    body = await _body(NewCode)
    return _json({"code": simulator().weixin.mint(body.kind, body.openid, body.unionid, body.phone)})


@control.post("/weixin/subscriptions")
async def subscribe() -> Response:
    body = await _body(Subscription)
    simulator().weixin.subscriptions[body.openid, body.template] = body.times
    return _json({})


@control.post("/weixin/templates")
async def add_template() -> Response:
    body = await _body(Template)
    simulator().weixin.templates[body.template] = body.fields
    return _json({})


@control.post("/weixin/strangers")
async def leave() -> Response:
    simulator().weixin.strangers.add((await _body(Stranger)).openid)
    return _json({})


@control.get("/weixin/messages")
async def messages() -> Response:
    openid = request.args.get("openid", "")
    return _json([one for one in simulator().weixin.messages if openid in ("", one["touser"])])


@control.delete("/weixin/messages")
async def forget_messages() -> Response:
    state = simulator().weixin
    for kept in (state.messages, state.templates, state.strangers):
        kept.clear()
    return _json({})


@control.post("/weixin/opinions")
async def think() -> Response:
    body = await _body(Opinion)
    simulator().weixin.opinions[body.words] = body.suggest
    return _json({})


def pay_trade(simulator: Simulator, number: str, payer: str) -> Trade:
    """Somebody pays, and the shop is told. Raises Refused."""
    trade = simulator.books.pay(find(simulator, number), payer)
    news = wechatpay_news if trade.side == "wechat" else alipay_news
    news.tell_paid(simulator, trade)
    return trade


def find(simulator: Simulator, number: str) -> Trade:
    """On either side. Raises Refused."""
    sides: tuple[Side, Side] = ("wechat", "alipay")
    for side in sides:
        if (side, number) in simulator.books.trades:
            return simulator.books.trade(side, number)
    raise Refused("ORDERNOTEXIST", "订单不存在")


def money_of(simulator: Simulator) -> dict[str, dict[str, int]]:
    """Fen by side. frozen: paid, but WeChat does not know the parcel yet."""
    told = {}
    for side in ("wechat", "alipay"):
        paid = [one for one in simulator.books.trades.values() if one.side == side and one.state == "paid"]
        frozen = [one for one in paid if side == "wechat" and not one.shipped]
        free = [one for one in paid if one not in frozen]
        back = [one for one in simulator.books.refunds.values() if one.side == side and one.state != "closed"]
        told[side] = {
            "paid": sum(one.amount for one in paid),
            "refunded": sum(one.amount for one in back),
            "fees": sum(one.fee for one in paid) - sum(fee(one.amount) for one in back),
            "frozen": sum(one.amount - one.refunded for one in frozen),
            "settled": sum(one.amount - one.refunded - fee(one.amount - one.refunded) for one in free),
        }
    return told


async def _body(kind: type[Body]) -> Body:
    return msgspec.json.decode(await request.get_data() or b"{}", type=kind)


def _json(document: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(document), status, content_type="application/json")
