from pathlib import Path

import httpx

from appliance.clock import ManualClock
from appliance.config import Address
from appliance.simulator import Simulator, running
from appliance.simulator.books import Books
from appliance.simulator.control import pay_trade
from appliance.simulator.moments import Moments
from appliance.simulator.seals import Seals, seals_of
from tests.appliance.simulator.wires import ask, order


async def test_trades_and_refunds_survive_a_restart(seals: Seals, clock: ManualClock, tmp_path: Path, shop):
    file = tmp_path / "simulator" / "books.jsonl"
    first = Simulator(clock, seals, file=file)
    async with running(first, Address("127.0.0.1:0")) as origin, httpx.AsyncClient(base_url=origin) as client:
        await order(client, first, shop.address)
        await order(client, first, shop.address, "JB00000002")
        pay_trade(first, "JB00000001", "oBuyer")
        amount = {"refund": 300, "total": 1280, "currency": "CNY"}
        body = {"out_refund_no": "R1", "out_trade_no": "JB00000001", "amount": amount}
        await ask(client, first, "POST", "/v3/refund/domestic/refunds", body)
    again = Simulator(clock, seals, file=file)
    assert again.books.trades == first.books.trades
    assert again.books.refunds == first.books.refunds
    assert again.books.trades["wechat", "JB00000001"].refunded == 300
    again.books.close()


async def test_a_line_that_was_cut_off_never_happened(clock: ManualClock, tmp_path: Path):
    file = tmp_path / "books.jsonl"
    file.write_bytes(b'{"trade":{"side":"wechat","numb')
    books = Books(Moments(clock), file)
    assert books.trades == {}
    books.close()


def test_keys_are_made_once_and_nobody_else_may_read_them(tmp_path: Path):
    made = seals_of(tmp_path / "simulator")
    assert seals_of(tmp_path / "simulator") == made
    assert (tmp_path / "simulator" / "keys.json").stat().st_mode & 0o777 == 0o600
