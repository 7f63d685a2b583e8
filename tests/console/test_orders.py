"""What staff find among orders, and what they do with them."""

import csv
import html
import io
import re
from io import BytesIO
from urllib.parse import quote

import pytest
from sqlalchemy import insert, select, update
from werkzeug.datastructures import FileStorage

from appliance.db import JournalRow
from appliance.identity.permissions import Role
from console.pages import shipping
from store.members import contact as contacts
from store.orders import bulk, reads
from store.orders.models import Order, OrderLine
from store.risk.models import Review


@pytest.fixture
def look(house):
    async def whole(order):
        async with house.db.read() as session:
            return await reads.whole(session, order)

    return whole


async def facts(house, kind):
    async with house.db.read() as session:
        return list(await session.scalars(select(JournalRow.body).where(JournalRow.kind == kind)))


async def test_an_empty_shop_says_where_orders_will_come_from(owner):
    assert "还没有订单" in await owner.read("/console/orders")


async def test_orders_are_found_by_number_phone_title_and_state(owner, place, look):
    order = await place()
    number = (await look(order)).order.number
    for search in (number, number[-8:], "13812345678", "麻花"):
        assert number in await owner.read(f"/console/orders?search={quote(search)}"), search
    assert "没有符合的订单" in await owner.read("/console/orders?search=13900001111")
    assert number in await owner.read("/console/orders?tab=to-ship")
    assert "没有符合的订单" in await owner.read("/console/orders?tab=closed")
    assert "没有符合的订单" in await owner.read("/console/orders?until=2020-01-01")


async def test_names_and_phones_are_masked_and_a_full_look_is_remembered(owner, place, house):
    order = await place()
    for page in (await owner.read("/console/orders"), await owner.read(f"/console/orders/{order}")):
        assert "138****5678" in page
        assert "13812345678" not in page
        assert "李明" not in page
    page = await (await owner.post(f"/console/orders/{order}/contact")).get_data(as_text=True)
    assert "13812345678" in page
    assert [order in body for body in await facts(house, "PersonalDataSeen")] == [True]


async def test_who_may_not_read_addresses_cannot_ask_for_them(colleague, place):
    order = await place()
    operator = await colleague(Role.OPERATOR)
    assert "看完整信息" not in await operator.read(f"/console/orders/{order}")
    assert (await operator.post(f"/console/orders/{order}/contact")).status_code == 403


async def test_an_order_leaves_in_two_parcels(owner, place, look):
    order = await place(3)
    line = (await look(order)).lines[0].id
    one = {f"pieces-{line}": "1", "kind": "express", "carrier": "ZTO", "tracking": "78123456789"}
    assert (await owner.post(f"/console/orders/{order}/parcels", one)).status_code == 303
    found = await look(order)
    assert (found.order.shipment, found.lines[0].shipped) == ("part", 1)
    rest = {f"pieces-{line}": "2", "kind": "express", "carrier": "SF", "tracking": "SF1234567890"}
    assert (await owner.post(f"/console/orders/{order}/parcels", rest)).status_code == 303
    found = await look(order)
    assert (found.order.shipment, {parcel.carrier for parcel in found.parcels}) == ("all", {"ZTO", "SF"})


async def test_a_parcel_leaves_once_however_often_the_form_is_sent(owner, place, look):
    order = await place(3)
    line = (await look(order)).lines[0].id
    one = {f"pieces-{line}": "1", "kind": "express", "carrier": "ZTO", "tracking": "78123456789", "seen": "0"}
    assert 'name="seen" value="0"' in await owner.read(f"/console/orders/{order}")
    assert (await owner.post(f"/console/orders/{order}/parcels", one)).status_code == 303
    assert (await owner.post(f"/console/orders/{order}/parcels", one)).status_code == 409
    assert 'name="seen" value="1"' in await owner.read(f"/console/orders/{order}")
    found = await look(order)
    assert (found.lines[0].shipped, len(found.parcels)) == (1, 1)


async def test_a_tracking_number_that_is_none_stays_in_the_form(owner, place, look):
    order = await place()
    answer = await owner.post(
        f"/console/orders/{order}/parcels", {"kind": "express", "carrier": "ZTO", "tracking": "?"}
    )
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "运单号写 6 到 40 位" in page
    assert (await look(order)).order.shipment == "none"


async def test_a_sheet_ships_what_it_can_and_keeps_the_rest_with_its_reason(owner, place, look):
    first, second = await place(), await place()
    numbers = [(await look(order)).order.number for order in (first, second)]
    rows = (
        "订单号,快递公司,运单号",
        f"{numbers[0]},中通快递,78123456789",
        f"{numbers[1]},飞鸽,1",
        "20200101,顺丰,SF1234567890",
    )
    sheet = "\n".join(rows)
    page = await (await owner.post("/console/orders/shipping", {"sheet": sheet})).get_data(as_text=True)
    assert "发了 1 单，2 单没有发" in page
    assert [(await look(order)).order.shipment for order in (first, second)] == ["all", "none"]
    left = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1]
    assert numbers[1] in left
    assert numbers[0] not in left


async def test_a_sheet_may_be_a_file_as_excel_writes_it_in_china(owner, place, look):
    order = await place()
    number = (await look(order)).order.number
    raw = f"订单号,快递公司,运单号\r\n{number},申通,77123456789\r\n".encode("gb18030")
    file = FileStorage(BytesIO(raw), filename="sheet.csv")
    await owner.post("/console/orders/shipping", files={"file": file})
    assert (await look(order)).parcels[0].carrier == "STO"


async def test_a_sheet_without_an_order_says_how_to_write_one(owner):
    answer = await owner.post("/console/orders/shipping", {"sheet": "hello"})
    assert answer.status_code == 400
    assert "没有看到订单号" in await answer.get_data(as_text=True)


async def test_goods_are_handed_over_for_a_code_once(owner, place, look):
    order = await place(delivery="pickup")
    code = (await look(order)).order.pickup_code
    assert "十八街麻花" in await owner.read(f"/console/orders/pickup?code={code}")
    assert (await owner.post("/console/orders/pickup", {"code": code})).status_code == 303
    assert (await look(order)).order.shipment == "received"
    answer = await owner.post("/console/orders/pickup", {"code": code})
    assert answer.status_code == 404
    assert "没有这个取货码" in await owner.read("/console/orders/pickup?code=00000000")


async def test_a_price_goes_down_before_it_is_paid(owner, place, look):
    order = await place(2, paid=False)
    lower = {"off": "9.80", "shipping": "0", "seen": "39.80"}
    assert 'name="seen" value="39.80"' in await owner.read(f"/console/orders/{order}")
    assert (await owner.post(f"/console/orders/{order}/price", lower)).status_code == 303
    assert (await owner.post(f"/console/orders/{order}/price", lower)).status_code == 409
    found = await look(order)
    assert (found.order.total, sum(line.amount for line in found.lines)) == (3000, 3000)
    for off in ("30", "-1", "abc"):
        answer = await owner.post(f"/console/orders/{order}/price", {"off": off, "shipping": "0", "seen": "30"})
        assert answer.status_code == 400, off
    assert "店里改价" in await owner.read(f"/console/orders/{order}")


async def test_a_note_an_address_and_an_end(owner, place, look, house):
    order = await place(paid=False)
    assert (await owner.post(f"/console/orders/{order}/note", {"staff_note": "送赠品"})).status_code == 303
    where = {"name": "王芳", "phone": "13900001111", "region": "天津 河西区", "street": "友谊路 3 号"}
    assert (await owner.post(f"/console/orders/{order}/address", where)).status_code == 303
    found = (await look(order)).order
    assert (found.staff_note, found.region) == ("送赠品", "天津市 河西区")
    assert contacts.unseal(house.keys, found.contact_sealed).name == "王芳"
    bad = await owner.post(f"/console/orders/{order}/address", {**where, "phone": "12"})
    assert bad.status_code == 400
    assert (await owner.post(f"/console/orders/{order}/closing")).status_code == 303
    assert (await look(order)).order.close_reason == "staff"
    assert (await owner.post(f"/console/orders/{order}/closing")).status_code == 409


async def test_what_cost_nothing_need_not_be_sent(owner, place, look, house):
    order = await place()
    assert "不发了" not in await owner.read(f"/console/orders/{order}")
    assert (await owner.post(f"/console/orders/{order}/forgoing")).status_code == 409
    await house.db.write(lambda tx: tx.execute(update(Order).where(Order.id == order).values(total=0)))
    assert "不发了" in await owner.read(f"/console/orders/{order}")
    answer = await owner.post(f"/console/orders/{order}/forgoing")
    assert "库存和积分都还回去了" in await owner.read(answer.headers["location"])
    found = (await look(order)).order
    assert (found.state, found.close_reason) == ("closed", "staff")


async def test_a_held_order_is_not_shipped(owner, place, look, house):
    order = await place()
    await house.db.write(lambda tx: tx.execute(update(Order).values(held=True)))
    assert "核对放行以前不能发货" in await owner.read(f"/console/orders/{order}")
    answer = await owner.post(
        f"/console/orders/{order}/parcels", {"kind": "express", "carrier": "ZTO", "tracking": "78123456789"}
    )
    assert answer.status_code == 409
    assert (await look(order)).order.shipment == "none"
    stopped = insert(Review).values(order=order, reasons=[], state="stopped", at=house.clock.now())
    await house.db.write(lambda tx: tx.execute(stopped))
    assert "被拦下了，不会发货" in await owner.read(f"/console/orders/{order}")


async def test_slips_show_addresses_to_who_packs_and_remember_it(owner, colleague, place, house):
    order = await place(note="多放点冰")
    page = await owner.read(f"/console/orders/slips?order={order}")
    assert "13812345678" in page
    assert "多放点冰" in page
    assert len(await facts(house, "PersonalDataSeen")) == 1
    operator = await colleague(Role.OPERATOR)
    assert "13812345678" not in await operator.read(f"/console/orders/slips?order={order}")


async def test_slips_list_what_leaves_now_and_say_what_was_left_out(owner, place, look, house):
    part, held, unpaid = await place(3), await place(), await place(paid=False)
    line = (await look(part)).lines[0].id
    one = {f"pieces-{line}": "1", "kind": "express", "carrier": "ZTO", "tracking": "78123456789"}
    assert (await owner.post(f"/console/orders/{part}/parcels", one)).status_code == 303
    await house.db.write(lambda tx: tx.execute(update(Order).where(Order.id == held).values(held=True)))
    page = await owner.read(f"/console/orders/slips?order={part}&order={held}&order={unpaid}")
    assert [(await look(order)).order.number in page for order in (part, held, unpaid)] == [True, False, False]
    assert '<td class="number">2</td>' in page
    assert "另有 2 笔现在没有货可发" in page


async def test_the_list_as_a_file_is_masked_and_harmless_to_a_spreadsheet(owner, place, look):
    order = await place(2, note="=HYPERLINK()")
    answer = await owner.get("/console/orders.csv?tab=to-ship")
    sheet = (await answer.get_data(as_text=False)).decode("utf-8-sig")
    assert answer.content_type.startswith("text/csv")
    assert (await look(order)).order.number in sheet
    assert "13812345678" not in sheet
    assert "'=HYPERLINK()" in sheet
    assert len((await owner.read("/console/orders.csv?tab=closed")).splitlines()) == 1


async def test_the_list_as_a_file_speaks_in_words_and_keeps_every_figure(owner, place, look):
    number = (await look(await place())).order.number
    first, *_ = csv.DictReader(io.StringIO((await owner.read("/console/orders.csv")).lstrip("\ufeff")))
    assert (first["状态"], first["订单号"]) == ("待发货", f'="{number}"')
    assert first["配送"] in ("快递", "到店自提")
    assert [row.number for row in bulk.rows(f'="{number}",顺丰,SF1234567890')] == [number]
    owner.language = "en"
    assert ",To ship," in await owner.read("/console/orders.csv")


async def test_a_long_list_is_written_down_to_its_last_order(owner, place, monkeypatch):
    monkeypatch.setattr(shipping, "MOST_READ", 2)
    for _ in range(5):
        await place()
    assert len((await owner.read("/console/orders.csv")).splitlines()) == 6


async def test_today_counts_what_waits_and_what_came_in(owner, place):
    assert "¥0.00" in await owner.read("/console/today")
    await place(2)
    await place(1, paid=False)
    page = await owner.read("/console/today")
    assert "¥39.80" in page
    assert re.search(r"待付款</span><strong[^>]*>1<", page)
    assert re.search(r"待发货</span><strong[^>]*>1<", page)


async def test_every_number_of_the_day_leads_to_what_it_counted(owner):
    doors = set(re.findall(r'href="(/console/[^"]+)"', await owner.read("/console/today")))
    assert "/console/goods/stock?low=true" in doors
    for door in doors:
        assert (await owner.get(html.unescape(door))).status_code == 200, door


@pytest.mark.parametrize(("language", "words"), [("zh", ("应付", "实付")), ("en", ("To pay", "Paid"))])
async def test_what_was_paid_is_not_called_what_is_to_pay(owner, place, language, words):
    owner.language = language
    for word, paid in zip(words, (False, True), strict=True):
        page = await owner.read(f"/console/orders/{await place(paid=paid)}")
        assert f"<dt><strong>{word}</strong></dt>" in page


async def test_an_order_whose_money_is_all_back_says_so_wherever_it_is_listed(owner, place, house):
    order = await place()
    back = update(Order).values(payment="refunded", shipment="received", refunded=Order.total)
    await house.db.write(lambda tx: tx.execute(back))
    for address in ("/console/orders", f"/console/orders/{order}", "/console/members/m1"):
        assert '<span class="light off">已退款</span>' in await owner.read(address), address
    assert ",已退款," in await owner.read("/console/orders.csv")
    assert '<span class="light green">已收货' not in await owner.read("/console/orders")


async def test_a_prize_among_orders_is_marked_as_one(owner, place, house):
    order = await place()
    pages = ("/console/orders", f"/console/orders/{order}", "/console/members/m1")
    for page in pages:
        assert "奖品" not in await owner.read(page)
    await house.db.write(
        lambda tx: (tx.execute(update(OrderLine).values(gift=True)), tx.execute(update(Order).values(goods=0, total=0)))
    )
    for page in pages:
        text = await owner.read(page)
        assert '<span class="tag">奖品</span>' in text, page
        assert "赠品" not in text


async def test_the_warehouse_ships_and_does_not_change_prices(colleague, place):
    order = await place(paid=False)
    warehouse = await colleague(Role.WAREHOUSE)
    assert "改价" not in await warehouse.read(f"/console/orders/{order}")
    assert (await warehouse.post(f"/console/orders/{order}/price", {"off": "1", "seen": "19.90"})).status_code == 403
    host = await colleague(Role.HOST)
    assert (await host.get("/console/orders")).status_code == 403


@pytest.mark.parametrize("path", ["/console/orders", "/console/orders.csv"])
async def test_a_day_beyond_the_calendar_filters_nothing(owner, path):
    for day in ("9999-12-31", "0001-01-01", "0000-00-00", "x"):
        assert (await owner.get(f"{path}?since={day}&until={day}")).status_code == 200
