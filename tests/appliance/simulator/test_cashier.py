import httpx
import pytest

from appliance.simulator import Simulator
from tests.appliance.simulator.wires import order


async def test_a_person_sees_what_is_paid_for_and_pays(
    client: httpx.AsyncClient, simulator: Simulator, shop, eventually
):
    await order(client, simulator, shop.address)
    page = await client.get("/cashier/JB00000001")
    assert (page.status_code, "¥</small>12.80" in page.text, "麻花" in page.text) == (200, True, True)
    done = await client.post("/cashier/JB00000001?redirect_url=http://shop.test/done", data={"decision": "pay"})
    assert (done.status_code, done.headers["location"]) == (303, "http://shop.test/done")
    assert simulator.books.trades["wechat", "JB00000001"].state == "paid"
    await eventually(lambda: shop.heard)
    assert "支付成功" in (await client.get("/cashier/JB00000001", headers={"accept-language": "zh"})).text
    assert "Paid" in (await client.get("/cashier/JB00000001", headers={"accept-language": "en"})).text


async def test_who_cancels_goes_back_and_has_paid_nothing(client: httpx.AsyncClient, simulator: Simulator, shop):
    await order(client, simulator, shop.address)
    back = await client.post("/cashier/JB00000001?redirect_url=http://shop.test/done", data={"decision": "cancel"})
    assert back.headers["location"] == "http://shop.test/done"
    assert simulator.books.trades["wechat", "JB00000001"].state == "waiting"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.test", ""])
async def test_nobody_is_sent_to_what_is_no_page(client: httpx.AsyncClient, simulator: Simulator, shop, address: str):
    await order(client, simulator, shop.address)
    paid = await client.post("/cashier/JB00000001", params={"redirect_url": address}, data={"decision": "pay"})
    assert paid.status_code == 200


async def test_a_closed_order_cannot_be_paid_at_the_cashier(client: httpx.AsyncClient, simulator: Simulator, shop):
    await order(client, simulator, shop.address)
    simulator.books.shut("wechat", "JB00000001")
    answer = await client.post("/cashier/JB00000001?redirect_url=http://shop.test/done", data={"decision": "pay"})
    assert (answer.status_code, "订单已关闭" in answer.text) == (200, True)
    assert simulator.books.trades["wechat", "JB00000001"].state == "closed"


async def test_an_h5_payment_is_known_by_the_page_that_led_to_it(client: httpx.AsyncClient, simulator: Simulator, shop):
    await order(client, simulator, shop.address)
    refused = await client.get("/cashier/JB00000001?prepay_id=wx1")
    assert (refused.status_code, "商家参数格式有误" in refused.text) == (403, True)
    opened = await client.get("/cashier/JB00000001?prepay_id=wx1", headers={"referer": "http://shop.test/"})
    assert (opened.status_code, "麻花" in opened.text) == (200, True)


async def test_an_unknown_number_is_told_kindly(client: httpx.AsyncClient):
    answer = await client.get("/cashier/NOTHING")
    assert (answer.status_code, "没有这笔订单" in answer.text) == (404, True)


async def test_what_is_bought_is_shown_as_text(client: httpx.AsyncClient, simulator: Simulator, shop):
    await order(client, simulator, shop.address, description="<script>alert(1)</script>")
    assert "<script>" not in (await client.get("/cashier/JB00000001")).text
