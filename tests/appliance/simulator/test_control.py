import httpx
import msgspec

from appliance.simulator import Simulator
from appliance.simulator.app import create_simulator
from store.accounts.records import KINDS, check
from tests.appliance.simulator.wires import order


async def test_the_merchants_accounts_are_printed_as_the_shop_keeps_them(client: httpx.AsyncClient):
    told = (await client.get("/_sim/merchant")).json()
    assert told.keys() == KINDS.keys()
    for kind, record in told.items():
        check(msgspec.convert(record, KINDS[kind], strict=True))


async def test_a_trade_is_paid_from_outside_once(client: httpx.AsyncClient, simulator: Simulator, shop):
    await order(client, simulator, shop.address)
    paid = await client.post("/_sim/trades/JB00000001/payment", json={"payer": "oBuyer"})
    assert paid.json()["state"] == "paid"
    again = await client.post("/_sim/trades/JB00000001/payment", json={})
    assert (again.status_code, again.json()["code"]) == (409, "ORDERPAID")
    assert [one["number"] for one in (await client.get("/_sim/trades")).json()] == ["JB00000001"]
    assert (await client.get("/_sim/money")).json()["wechat"]["paid"] == 1280


async def test_faults_fates_and_the_clock_are_set_from_outside(client: httpx.AsyncClient, simulator: Simulator):
    assert (await client.post("/_sim/faults", json={"path": "/v3", "times": 2, "kind": "cut"})).status_code == 200
    assert simulator.faults.waiting[0].times == 2
    await client.delete("/_sim/faults")
    assert simulator.faults.waiting == []
    assert (await client.post("/_sim/notices/fates", json={"fate": "lose", "side": "alipay"})).status_code == 200
    assert (await client.post("/_sim/notices/fates", json={"fate": "eat"})).status_code == 400
    before = simulator.moments.due()
    await client.post("/_sim/clock", json={"push": 3600})
    assert (simulator.moments.due() - before).total_seconds() == 3600
    await client.post("/_sim/signing", json={"with": "certificate"})
    assert simulator.signs_with == "certificate"


async def test_a_code_for_logging_in_is_minted_from_outside(client: httpx.AsyncClient, simulator: Simulator):
    code = (await client.post("/_sim/weixin/codes", json={"openid": "oBuyer"})).json()["code"]
    assert simulator.weixin.codes[code].openid == "oBuyer"


async def test_fate_listens_to_nobody_from_outside(simulator: Simulator):
    far = create_simulator(simulator).test_client()
    answer = await far.get("/_sim/merchant", scope_base={"client": ("192.0.2.9", 4000)})
    assert answer.status_code == 404
