import io

import httpx
import pytest
from PIL import Image

from appliance.clock import ManualClock
from appliance.simulator import Simulator
from appliance.simulator.control import money_of, pay_trade
from appliance.simulator.weixin_fields import wrong_field
from tests.appliance.simulator.wires import order


async def token(client: httpx.AsyncClient, simulator: Simulator, *, force: bool = False) -> dict[str, object]:
    seals = simulator.seals
    body = {
        "grant_type": "client_credential",
        "appid": seals.weixin_app,
        "secret": seals.weixin_secret,
        "force_refresh": force,
    }
    return (await client.post("/cgi-bin/stable_token", json=body)).json()


async def call(client: httpx.AsyncClient, simulator: Simulator, path: str, body: object) -> httpx.Response:
    known = (await token(client, simulator))["access_token"]
    return await client.post(path, params={"access_token": known}, json=body)


async def test_the_same_token_is_given_until_its_last_five_minutes(
    client: httpx.AsyncClient, simulator: Simulator, clock: ManualClock
):
    first = await token(client, simulator)
    assert first["expires_in"] == 7200
    await clock.advance(6800)
    again = await token(client, simulator)
    assert (again["access_token"], again["expires_in"]) == (first["access_token"], 400)
    await clock.advance(120)
    fresh = await token(client, simulator)
    assert fresh["access_token"] != first["access_token"]
    assert simulator.weixin.good(str(first["access_token"]))
    await clock.advance(300)
    assert not simulator.weixin.good(str(first["access_token"]))


async def test_a_forced_token_ends_the_one_before_and_not_too_often(client: httpx.AsyncClient, simulator: Simulator):
    first = await token(client, simulator)
    await token(client, simulator, force=True)
    assert not simulator.weixin.good(str(first["access_token"]))
    assert (await token(client, simulator, force=True))["errcode"] == 45011


async def test_a_wrong_secret_gets_no_token(client: httpx.AsyncClient, simulator: Simulator):
    body = {"grant_type": "client_credential", "appid": simulator.seals.weixin_app, "secret": "wrong"}
    answer = await client.post("/cgi-bin/stable_token", json=body)
    assert (answer.status_code, answer.json()["errcode"]) == (200, 40125)
    assert (await client.post("/cgi-bin/stable_token", json={**body, "appid": "wx"})).json()["errcode"] == 40013
    assert (await client.post("/cgi-bin/stable_token", content=b"{")).json()["errcode"] == 47001


async def session(client: httpx.AsyncClient, simulator: Simulator, code: str) -> dict[str, object]:
    seals = simulator.seals
    asked = {"appid": seals.weixin_app, "secret": seals.weixin_secret, "grant_type": "authorization_code"}
    return (await client.get("/sns/jscode2session", params={**asked, "js_code": code})).json()


async def test_a_code_is_good_once_and_for_five_minutes(
    client: httpx.AsyncClient, simulator: Simulator, clock: ManualClock
):
    code = simulator.weixin.mint("login", "oBuyer", "uBuyer")
    told = await session(client, simulator, code)
    assert (told["openid"], told["unionid"], "errcode" in told) == ("oBuyer", "uBuyer", False)
    assert (await session(client, simulator, code))["errcode"] == 40029
    late = simulator.weixin.mint("login", "oBuyer")
    await clock.advance(301)
    assert (await session(client, simulator, late))["errcode"] == 40029


async def test_a_phone_number_is_told_for_its_code_alone(client: httpx.AsyncClient, simulator: Simulator):
    code = simulator.weixin.mint("phone", "oBuyer", phone="13800138000")
    answer = await call(client, simulator, "/wxa/business/getuserphonenumber", {"code": code})
    assert answer.json()["phone_info"]["purePhoneNumber"] == "13800138000"
    again = await call(client, simulator, "/wxa/business/getuserphonenumber", {"code": code})
    assert again.json()["errcode"] == 40029


async def test_who_brings_no_good_token_is_told_so(client: httpx.AsyncClient):
    assert (await client.post("/wxa/msg_sec_check", json={})).json()["errcode"] == 41001
    answer = await client.post("/wxa/msg_sec_check", params={"access_token": "old"}, json={})
    assert (answer.status_code, answer.json()["errcode"]) == (200, 40001)


@pytest.mark.parametrize(
    ("text", "suggest", "label"),
    [("麻花真香", "pass", 100), ("加微信便宜", "review", 21000), ("网上赌博", "risky", 20002)],
)
async def test_a_risky_text_is_named_in_the_result_and_no_error(
    client: httpx.AsyncClient, simulator: Simulator, text: str, suggest: str, label: int
):
    body = {"version": 2, "openid": "oBuyer", "scene": 2, "content": text}
    told = (await call(client, simulator, "/wxa/msg_sec_check", body)).json()
    assert (told["errcode"], told["result"]) == (0, {"suggest": suggest, "label": label})


async def test_fate_decides_what_the_text_check_says(client: httpx.AsyncClient, simulator: Simulator):
    assert (await client.post("/_sim/weixin/opinions", json={"words": "麻花", "suggest": "burn"})).status_code == 400
    await client.post("/_sim/weixin/opinions", json={"words": "麻花", "suggest": "review"})
    body = {"version": 2, "openid": "oBuyer", "scene": 2, "content": "麻花真香"}
    told = (await call(client, simulator, "/wxa/msg_sec_check", body)).json()
    assert told["result"] == {"suggest": "review", "label": 21000}


async def test_a_code_to_print_is_a_picture(client: httpx.AsyncClient, simulator: Simulator):
    answer = await call(client, simulator, "/wxa/getwxacodeunlimit", {"scene": "room=1", "page": "pages/room/room"})
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.width > 100
    long = await call(client, simulator, "/wxa/getwxacodeunlimit", {"scene": "x" * 33})
    assert long.json()["errcode"] == 40169


async def test_a_code_leads_to_a_published_page_unless_nobody_looks(client: httpx.AsyncClient, simulator: Simulator):
    simulator.weixin.pages = {"pages/room/room"}
    wanted = {"scene": "id=1", "page": "pages/product/product"}
    assert (await call(client, simulator, "/wxa/getwxacodeunlimit", wanted)).json()["errcode"] == 41030
    for fine in ({**wanted, "check_path": False}, {**wanted, "page": "pages/room/room"}):
        assert (await call(client, simulator, "/wxa/getwxacodeunlimit", fine)).content.startswith(b"\x89PNG")


async def test_one_tap_is_one_message(client: httpx.AsyncClient, simulator: Simulator):
    simulator.weixin.subscriptions["oBuyer", "T1"] = 1
    body = {"touser": "oBuyer", "template_id": "T1", "data": {"thing1": {"value": "麻花到了"}}}
    answers = [(await call(client, simulator, "/cgi-bin/message/subscribe/send", body)).json() for _ in range(2)]
    assert [answer["errcode"] for answer in answers] == [0, 43101]
    long = {**body, "data": {"thing1": {"value": "长" * 21}}}
    assert (await call(client, simulator, "/cgi-bin/message/subscribe/send", long)).json()["errcode"] == 47003


async def sent(client: httpx.AsyncClient, simulator: Simulator, **more: object) -> int:
    """What WeChat says to a message."""
    body = {"touser": "oBuyer", "template_id": "T1", "data": {"thing1": {"value": "麻花到了"}}, **more}
    answer = await call(client, simulator, "/cgi-bin/message/subscribe/send", body)
    return int(answer.json()["errcode"])


async def test_a_template_and_a_person_that_wechat_does_not_know_are_refused(
    client: httpx.AsyncClient, simulator: Simulator
):
    for path, body in (
        ("templates", {"template": "T1", "fields": ["thing1", "time2"]}),
        ("subscriptions", {"openid": "oBuyer", "template": "T1", "times": 2}),
    ):
        assert (await client.post(f"/_sim/weixin/{path}", json=body)).status_code == 200
    assert await sent(client, simulator) == 47003
    data = {"thing1": {"value": "麻花到了"}, "time2": {"value": "2026年11月29日 20:00"}}
    assert await sent(client, simulator, data=data, template_id="T2") == 40037
    assert await sent(client, simulator, data=data, touser="nobody") == 40003
    assert await sent(client, simulator, data={**data, "thing3": {"value": "多"}}) == 47003
    assert await sent(client, simulator, data=data) == 0
    (await client.post("/_sim/weixin/strangers", json={"openid": "oBuyer"})).raise_for_status()
    assert await sent(client, simulator, data=data) == 40003


async def test_what_was_sent_can_be_looked_at_and_forgotten(client: httpx.AsyncClient, simulator: Simulator):
    for openid in ("oBuyer", "oOther"):
        simulator.weixin.subscriptions[openid, "T1"] = 1
        assert await sent(client, simulator, touser=openid) == 0
    assert len((await client.get("/_sim/weixin/messages")).json()) == 2
    (mine,) = (await client.get("/_sim/weixin/messages?openid=oBuyer")).json()
    assert mine["data"] == {"thing1": {"value": "麻花到了"}}
    await client.delete("/_sim/weixin/messages")
    assert (await client.get("/_sim/weixin/messages")).json() == []


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("thing1", "二十个字以内", "长" * 21),
        ("number1", "12.5", "十二"),
        ("letter1", "SF", "SF1"),
        ("symbol1", "!", "a"),
        ("character_string1", "JB-2026", "订单"),
        ("time1", "2026年11月29日 20:00", "2026-11-29 20:00"),
        ("date1", "2026年11月29日", "11-29"),
        ("amount1", "¥12.50", "12.505"),
        ("phone_number1", "+86-13800138000", "电话"),
        ("name1", "李明", "李明2"),
        ("phrase1", "已发货", "已经发货了吗"),
        ("thing1", "好", ""),
    ],
)
def test_a_field_takes_its_own_form_only(field: str, good: str, bad: str):
    assert wrong_field({field: good}, None) == ""
    assert (wrong_field({field: bad}, None), wrong_field({"other1": good}, None)) == (field, "other1")


def parcel(simulator: Simulator, number: str = "JB00000001", **other: object) -> dict[str, object]:
    return {
        "order_key": {"order_number_type": 1, "mchid": simulator.seals.mchid, "out_trade_no": number},
        "logistics_type": 1,
        "delivery_mode": 1,
        "shipping_list": [{"tracking_no": "7500", "express_company": "ZTO", "item_desc": "麻花"}],
        "upload_time": "2026-11-22T20:00:00.000+08:00",
        "payer": {"openid": "oBuyer"},
        **other,
    }


async def test_money_is_frozen_until_the_parcel_is_known(client: httpx.AsyncClient, simulator: Simulator, shop):
    path = "/wxa/sec/order/upload_shipping_info"
    await order(client, simulator, shop.address)
    assert (await call(client, simulator, path, parcel(simulator))).json()["errcode"] == 10060001
    pay_trade(simulator, "JB00000001", "oBuyer")
    assert (money_of(simulator)["wechat"]["frozen"], money_of(simulator)["wechat"]["settled"]) == (1280, 0)
    assert (await call(client, simulator, path, parcel(simulator))).json()["errcode"] == 0
    assert (money_of(simulator)["wechat"]["frozen"], money_of(simulator)["wechat"]["settled"]) == (0, 1272)
    assert (await call(client, simulator, path, parcel(simulator))).json()["errcode"] == 0
    assert (await call(client, simulator, path, parcel(simulator))).json()["errcode"] == 10060003


@pytest.mark.parametrize(
    "other",
    [
        {"shipping_list": []},
        {"shipping_list": [{"item_desc": "麻花"}]},
        {"logistics_type": 9},
        {"logistics_type": 4, "delivery_mode": 2},
        {"payer": {"openid": "oSomebodyElse"}},
        {"upload_time": ""},
    ],
)
async def test_a_parcel_that_wechat_would_not_take_is_not_taken(
    client: httpx.AsyncClient, simulator: Simulator, shop, other: dict[str, object]
):
    await order(client, simulator, shop.address)
    pay_trade(simulator, "JB00000001", "oBuyer")
    answer = await call(client, simulator, "/wxa/sec/order/upload_shipping_info", parcel(simulator, **other))
    assert answer.json()["errcode"] == 268485216
    assert money_of(simulator)["wechat"]["frozen"] == 1280
