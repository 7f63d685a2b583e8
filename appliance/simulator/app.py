"""The three platforms, the cashier and the hand of fate in one small app."""

from collections.abc import AsyncIterator

import msgspec
from quart import Quart, Response, g, request

from appliance.simulator import alipay, cashier, control, wechatpay_bills, weixin
from appliance.simulator.faults import Fault
from appliance.simulator.records import Refused
from appliance.simulator.simulator import Simulator, simulator

PLATFORMS = ("/v3/", "/gateway.do", "/cgi-bin/", "/sns/", "/wxa/", "/alipay-bills/")


def create_simulator(platforms: Simulator) -> Quart:
    """The caller holds ``platforms.open()`` while it serves."""
    app = Quart("simulator", static_folder=None, template_folder=None)
    app.extensions["simulator"] = platforms
    app.before_request(_go_wrong_before)
    app.after_request(_go_wrong_after)
    for blueprint in (wechatpay_bills.api, alipay.api, weixin.api, cashier.cashier, control.control):
        app.register_blueprint(blueprint)

    @app.get("/healthz")
    async def healthz() -> Response:
        return Response(b'{"healthy":true,"process":"simulator"}', content_type="application/json")

    return app


async def _go_wrong_before() -> Response | None:
    fault = await _fault(after=False)
    return None if fault is None else await _suffer(fault)


async def _go_wrong_after(answer: Response) -> Response:
    """Inside out: a blueprint signs before this; what is done stays done."""
    fault = None if g.get("faulty") else await _fault(after=True)
    return answer if fault is None else await _suffer(fault) or answer


async def _fault(*, after: bool) -> Fault | None:
    if not request.path.startswith(PLATFORMS):
        return None
    name = request.path
    if name == "/gateway.do":
        name = request.args.get("method", "") or (await request.form).get("method", "")
    return simulator().faults.next(name, after=after)


async def _suffer(fault: Fault) -> Response | None:
    if fault.kind == "forge":
        g.forged = True
        return None
    if fault.kind == "delay":
        await simulator().moments.clock.sleep(fault.seconds)
        return None
    g.faulty, g.cut = True, fault.kind == "cut"
    return _cut() if fault.kind == "cut" else await _refuse(fault)


def _cut() -> Response:
    """More is promised than comes, and the connection breaks."""

    async def body() -> AsyncIterator[bytes]:
        yield b"{"
        raise ConnectionResetError("cut on command")

    answer = Response(body(), content_type="application/json")
    answer.headers["content-length"] = "4096"
    return answer


async def _refuse(fault: Fault) -> Response:
    refused = Refused(fault.code or "SYSTEM_ERROR", "系统繁忙，请稍后再试")
    if request.path.startswith("/v3/"):
        document = {"code": refused.code, "message": refused.message}
        return Response(msgspec.json.encode(document), fault.status, content_type="application/json; charset=utf-8")
    if request.path == "/gateway.do":
        method = request.args.get("method", "") or (await request.form).get("method", "")
        return alipay.refusal(method, refused)
    return await weixin.refuse(Refused(fault.code or "-1", "system error"))
