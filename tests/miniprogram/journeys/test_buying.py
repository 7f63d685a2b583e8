"""A stranger's way through the shop on a phone: from the shelf to the parcel, and back again."""

import re

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from appliance.simulator.control import pay_trade
from store.after_sales import actions as after_sales
from store.after_sales.models import AfterSale
from store.catalogue import actions as catalogue
from store.catalogue.models import Sku
from store.orders import actions as orders
from store.orders.actions.shipping import Packed
from store.orders.models import Order
from store.pricing.cart import Audience, TimedPrice
from store.promotions import actions as promotions
from store.promotions.checking import Draft

pytestmark = pytest.mark.journey


async def test_a_stranger_browses_buys_pays_receives_and_returns(house, buyer):
    someone = await buyer()
    await _puts_in_the_cart(someone)
    await _orders(someone)
    await _pays(someone)
    order = await _only(house, Order)
    assert (order.payment, order.total) == ("paid", 3980 + 800)
    parcel = Packed(kind="express", carrier="ZTO", tracking="73001122334455")
    await house.db.write(orders.ship, order.id, parcel, "staff")
    await _receives(someone)
    await _sends_back(someone, house)
    assert someone.complaints == []


async def _puts_in_the_cart(someone) -> None:
    await someone.goes("/shop")
    await someone.taps("桂花小麻花", "link")
    await someone.taps("加入购物车")
    await someone.taps("咸香", "radio")
    await someone.taps("500 克", "radio")
    await someone.taps("多一件")
    await someone.page.get_by_role("dialog").get_by_role("button", name="加入购物车").click()
    await someone.sees("已加入购物车")
    await someone.page.get_by_role("button", name="购物车", exact=True).click()
    await expect(someone.page.get_by_role("link", name="购物车")).to_contain_text("2")


async def _orders(someone) -> None:
    await someone.taps("结算")
    await someone.taps("添加收货地址")
    await someone.page.get_by_label("收货人").fill("李明")
    await someone.page.get_by_label("电话").fill("13812345678")
    await someone.taps("地区")
    await someone.page.get_by_label("省", exact=True).select_option(label="天津市")
    await someone.page.get_by_label("区县", exact=True).select_option(label="和平区")
    await someone.taps("确定")
    await someone.page.get_by_label("详细地址").fill("南京路 1 号")
    await someone.taps("同意店家", "checkbox")
    await someone.taps("保存")
    await someone.sees("天津市 和平区 南京路 1 号")
    await someone.taps("提交订单")


async def _pays(someone) -> None:
    await someone.taps("立即支付")
    await someone.page.wait_for_url(re.compile("/cashier/"))
    await someone.taps("确认支付")
    await someone.page.wait_for_url(re.compile("/orders/.*/payment"))
    await someone.sees("支付成功")
    await someone.taps("查看订单")
    await someone.sees("等待发货")


async def test_who_turns_back_at_the_cashier_is_told_that_nothing_was_paid_and_goes_on(buyer, goods):
    someone = await buyer()
    await someone.goes(f"/products/{goods['tea']}")
    await _to_checkout(someone)
    await someone.taps("提交订单")
    await someone.taps("立即支付")
    await someone.page.wait_for_url(re.compile("/cashier/"))
    await someone.taps("取消")
    await someone.sees("正在确认支付结果")
    await someone.sees("还没有付款")
    await expect(someone.page.get_by_role("button", name="换种方式")).to_be_visible()
    assert await someone.violations() == []
    await someone.taps("继续支付")
    await someone.page.wait_for_url(re.compile("/cashier/"))
    await someone.taps("确认支付")
    await someone.sees("支付成功")
    assert someone.complaints == []


async def _receives(someone) -> None:
    await someone.sees("73001122334455")
    await someone.sees("去快递官网查")
    await someone.taps("确认收货")
    await someone.page.get_by_role("alertdialog").get_by_role("button", name="确定").click()
    await expect(someone.page.get_by_role("heading", name="已收货")).to_be_visible()


async def _sends_back(someone, house) -> None:
    await someone.taps("申请售后", "link")
    await someone.taps("破损", "radio")
    await someone.taps("提交申请")
    await expect(someone.page.get_by_role("heading", name="等待店家处理")).to_be_visible()
    claim = await _only(house, AfterSale)
    await house.db.write(after_sales.agree, claim.id, "staff", "请寄回")
    await someone.page.reload()
    await someone.taps("中通", "radio")
    await someone.page.get_by_label("运单号").fill("73009988776655")
    await someone.taps("已寄出")
    await expect(someone.page.get_by_role("heading", name="退货途中")).to_be_visible()


async def test_a_price_that_moved_is_shown_and_asked_for_again(house, buyer, goods):
    someone = await buyer()
    await someone.goes(f"/products/{goods['tea']}")
    await _to_checkout(someone)
    async with house.db.read() as session:
        sku = (await session.scalars(select(Sku.id).where(Sku.product == goods["tea"]))).one()
    await house.db.write(catalogue.price_skus, goods["tea"], [catalogue.Pricing(sku=sku, price=4800)], "staff")
    await someone.taps("提交订单")
    await expect(someone.page.get_by_role("alert")).to_contain_text("¥42.00 → ¥45.00")
    await someone.taps("提交订单")
    await someone.sees("待支付")
    assert (await _only(house, Order)).total == 4500


async def test_who_was_here_under_another_name_is_told_so_before_ordering(house, buyer, goods):
    async with house.db.read() as session:
        sku = (await session.scalars(select(Sku.id).where(Sku.product == goods["tea"]))).one()
    offer = Draft(name="新人价", rule=TimedPrice({sku: 3000}), audience=Audience(new_only=True))
    promotion = await house.db.write(promotions.add_promotion, offer, "staff")
    await house.db.write(promotions.move_promotion, promotion, "start", "staff")
    for total, told in ((2700, False), (4500, True)):
        someone = await buyer()
        await someone.goes(f"/products/{goods['tea']}")
        await _to_checkout(someone)
        said = someone.page.get_by_text("这个手机号已经享受过：新人价、新客券")
        await expect(said).to_have_count(int(told))
        await someone.taps("提交订单")
        await someone.sees("待支付")
        async with house.db.read() as session:
            assert list(await session.scalars(select(Order.total).order_by(Order.id)))[-1] == total


async def test_what_cannot_come_back_is_confirmed_first(house, buyer, goods):
    someone = await buyer()
    await someone.goes(f"/products/{goods['crab']}")
    await _to_checkout(someone)
    await expect(someone.page.get_by_role("button", name="请先勾选确认")).to_be_visible()
    await someone.taps("我已知晓", "checkbox")
    await someone.taps("提交订单")
    await someone.sees("待支付")
    assert (await _only(house, Order)).delivery == "pickup"


async def test_a_desk_is_shown_a_code_and_sees_by_itself_that_it_was_paid(buyer, goods, simulator):
    someone = await buyer(width=1280, agent="Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0")
    await someone.goes(f"/products/{goods['tea']}")
    await _to_checkout(someone)
    await someone.taps("提交订单")
    await someone.taps("立即支付")
    await expect(someone.page.get_by_role("img", name="付款二维码")).to_be_visible()
    ((_, number),) = simulator.books.trades
    pay_trade(simulator, number, "somebody")
    await someone.sees("支付成功")


async def _to_checkout(someone) -> None:
    await someone.taps("立即购买")
    await someone.page.get_by_role("dialog").get_by_role("button", name="立即购买").click()
    await someone.taps("到店自提", "radio")
    await someone.page.get_by_label("取货人").fill("李明")
    await someone.page.get_by_label("电话").fill("13812345678")
    await someone.taps("同意店家", "checkbox")


async def _only(house, model):
    async with house.db.read() as session:
        return (await session.scalars(select(model))).one()
