"""What staff do with claims: answer, take goods in, send others out."""

from urllib.parse import quote

import pytest
from sqlalchemy import select, update

from appliance.identity.permissions import Role
from store.after_sales import actions, reads
from store.after_sales.actions import Application
from store.after_sales.models import AfterSale
from store.catalogue.models import Sku
from store.checkout import actions as checkout
from store.checkout.actions import Purchase
from store.checkout.weighing import Choice, Wanted
from store.members.pictures import send
from store.orders import actions as orders
from store.orders import reads as order_reads
from store.orders.actions import Packed
from store.orders.models import OrderLine
from store.payments import actions as payments
from store.shop.actions import Particulars, describe
from tests.store.conftest import put_on_shelf

LIST = "/console/after-sales"
SHOP = Particulars(name="津味小铺", phone="02223456789", region="天津市 和平区", street="滨江道 8 号")


@pytest.fixture
async def claimed(house):
    """``await claimed("return")``: one of two pieces of a received order is claimed; the claim's id."""
    await house.db.write(put_on_shelf, "s1", 1990, 20, {})

    async def claim(kind="refund", *, reason="damaged", words="盒子压坏了", sent=True, photos=()) -> str:
        wanted = (Wanted("s1", 2),)
        pickup = Choice(delivery="pickup")
        agreed = Purchase(member="m1", items=wanted, seen_total=3980, choice=pickup, contact_sealed="sealed")
        order = str((await house.db.write(checkout.place, agreed))["order"])
        await house.db.write(payments.take, order, "scan", 3980, "lin")
        if sent:
            await house.db.write(orders.ship, order, Packed(kind="pickup"), "lin")
        async with house.db.read() as session:
            line = (await order_reads.whole(session, order)).lines[0].id
        wish = Application(line=line, quantity=1, kind=kind, reason=reason, words=words, photos=photos)
        for photo in photos:
            await house.db.write(send, photo, "m1")
        return str(await house.db.write(actions.apply, "m1", order, wish))

    return claim


@pytest.fixture
def look(house):
    async def one(after_sale: str) -> AfterSale:
        async with house.db.read() as session:
            return (await reads.claim(session, after_sale)).after_sale

    return one


async def answer(browser, claim: str, word: str, words: str = ""):
    return await browser.post(f"{LIST}/{claim}/answer", {"answer": word, "words": words})


async def test_a_quiet_shop_is_told_what_will_stand_here(owner):
    assert "没有等您答复的" in await owner.read(LIST)
    for tab in ("agreed", "returned", "refunding", "ended"):
        assert "这里还是空的" in await owner.read(f"{LIST}?tab={tab}")
    assert "没有符合的售后单" in await owner.read(f"{LIST}?search=20990101")


async def test_a_tab_that_is_none_is_the_first(owner, claimed):
    claim = await claimed()
    assert f"{LIST}/{claim}" in await owner.read(f"{LIST}?tab=nonsense")


async def test_more_claims_than_are_listed_are_told_of(owner, claimed, monkeypatch):
    await claimed()
    monkeypatch.setattr(reads, "MOST", 1)
    assert "最多列 1 条" in await owner.read("/console/after-sales")


async def test_a_claim_is_found_by_order_and_by_title(owner, claimed, house):
    claim = await claimed()
    async with house.db.read() as session:
        number = (await reads.claim(session, claim)).order.number
    for search in (number, number[-8:], "麻花"):
        assert f"{LIST}/{claim}" in await owner.read(f"{LIST}?search={quote(search)}"), search
    for search in ("蜂蜜", "%", "_"):
        assert f"{LIST}/{claim}" not in await owner.read(f"{LIST}?search={quote(search)}"), search


async def test_a_claim_moves_from_tab_to_tab(owner, claimed, house):
    claim = await claimed("return")

    async def where() -> list[str]:
        tabs = ("applied", "agreed", "returned", "refunding", "ended")
        return [tab for tab in tabs if f"{LIST}/{claim}" in await owner.read(f"{LIST}?tab={tab}")]

    assert await where() == ["applied"]
    await house.db.write(actions.agree, claim, "lin")
    assert await where() == ["agreed"]
    await house.db.write(actions.send_back, claim, "m1", "SF", "SF1234567890")
    assert await where() == ["returned"]
    await house.db.write(actions.take_in, claim, "lin", sellable=True)
    assert await where() == ["refunding"]
    async with house.db.read() as session:
        refund = (await reads.claim(session, claim)).after_sale.refund
    await house.db.write(payments.pay_out, refund, "lin", "transfer")
    await house.db.write(actions.finish)
    assert await where() == ["ended"]


async def test_a_claim_that_waits_too_long_is_marked(owner, claimed, clock):
    await claimed()
    assert "超时未答复" not in await owner.read(LIST)
    await clock.advance(48 * 3600 + 1)
    assert "超时未答复" in await owner.read(LIST)


async def test_the_page_shows_what_the_buyer_says_and_nothing_that_runs(owner, claimed):
    claim = await claimed(words="<script>alert(1)</script>坏了", photos=("a" * 8 + ".jpg",))
    page = await owner.read(f"{LIST}/{claim}")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert f'href="/blobs/{"a" * 8}.jpg"' in page
    assert "破损或有质量问题" in page
    assert "¥19.90" in page


async def test_a_refund_is_agreed_to_and_the_money_goes(owner, claimed, look):
    claim = await claimed("refund")
    assert "同意退款" in await owner.read(f"{LIST}/{claim}")
    went = await answer(owner, claim, "agree")
    assert went.status_code == 303
    page = await owner.read(f"{LIST}/{claim}")
    assert "同意了，买家会看到" in page
    assert "钱正在退给买家" in page
    assert ((await look(claim)).state, (await look(claim)).amount) == ("refunding", 1990)


async def test_a_return_is_agreed_to_and_the_page_names_the_place(owner, claimed, house, look):
    await house.db.write(describe, SHOP, "lin")
    claim = await claimed("return")
    assert "滨江道 8 号" in await owner.read(f"{LIST}/{claim}")
    await answer(owner, claim, "agree")
    assert (await look(claim)).state == "agreed"
    page = await owner.read(f"{LIST}/{claim}")
    assert "收货并退款" in page
    assert 'name="answer"' not in page


async def test_a_refusal_needs_a_reason_that_the_buyer_reads(owner, claimed, look):
    claim = await claimed()
    refused = await answer(owner, claim, "refuse", "   ")
    page = await refused.get_data(as_text=True)
    assert refused.status_code == 400
    assert 'id="words-wrong"' in page
    assert "请写明拒绝的理由，买家会看到" in page
    assert (await look(claim)).state == "applied"
    await answer(owner, claim, "refuse", "照片里没有破损")
    assert ((await look(claim)).state, (await look(claim)).answer) == ("refused", "照片里没有破损")
    assert "照片里没有破损" in await owner.read(f"{LIST}/{claim}")


async def test_what_is_neither_yes_nor_no_changes_nothing(owner, claimed, look):
    claim = await claimed()
    assert (await answer(owner, claim, "perhaps")).status_code == 400
    assert (await look(claim)).state == "applied"


async def test_two_colleagues_do_not_answer_twice(owner, colleague, claimed, look):
    claim = await claimed()
    service = await colleague(Role.SERVICE)
    await answer(owner, claim, "agree")
    late = await answer(service, claim, "refuse", "不行")
    assert late.status_code == 409
    assert "这个售后单的状态已经变了" in await late.get_data(as_text=True)
    assert (await look(claim)).state == "refunding"


@pytest.mark.parametrize(("sellable", "on_hand"), [("yes", 19), ("", 18)])
async def test_goods_that_came_back_are_sold_again_only_when_they_are_whole(
    owner, claimed, house, look, sellable, on_hand
):
    claim = await claimed("return")
    await answer(owner, claim, "agree")
    went = await owner.post(f"{LIST}/{claim}/arrival", {"sellable": sellable} if sellable else {})
    assert went.status_code == 303
    assert "货收到了，钱正在退给买家" in await owner.read(f"{LIST}/{claim}")
    assert (await look(claim)).state == "refunding"
    async with house.db.read() as session:
        assert await session.scalar(select(Sku.on_hand)) == on_hand


@pytest.mark.parametrize("kind", ["return", "exchange"])
@pytest.mark.parametrize(
    ("reason", "ticked"),
    [("no-reason", True), ("wrong", True), ("damaged", False), ("missing", False), ("unlike", False), ("other", False)],
)
async def test_back_on_sale_is_ticked_for_reasons_that_leave_goods_whole(owner, claimed, kind, reason, ticked):
    claim = await claimed(kind, reason=reason)
    await answer(owner, claim, "agree")
    text = await owner.read(f"{LIST}/{claim}")
    assert ('name="sellable" value="yes" checked' in text) is ticked
    assert "货完好，放回库存再卖" in text


async def test_goods_are_taken_in_once(owner, claimed, look):
    claim = await claimed("return")
    early = await owner.post(f"{LIST}/{claim}/arrival", {"sellable": "yes"})
    assert early.status_code == 409
    await answer(owner, claim, "agree")
    for status in (303, 409):
        assert (await owner.post(f"{LIST}/{claim}/arrival", {"sellable": "yes"})).status_code == status
    assert (await look(claim)).amount == 1990


async def test_wrong_goods_that_came_back_are_refused(owner, claimed, house, look):
    claim = await claimed("return")
    await answer(owner, claim, "agree")
    await house.db.write(actions.send_back, claim, "m1", "SF", "SF1234567890")
    page = await owner.read(f"{LIST}/{claim}")
    assert "货不对，拒收" in page
    assert "顺丰速运 SF1234567890" in page
    await answer(owner, claim, "refuse", "寄回的不是我们的货")
    assert (await look(claim)).state == "refused"


async def test_an_exchange_leaves_by_a_carrier_of_the_list(owner, claimed, look):
    claim = await claimed("exchange")
    await answer(owner, claim, "agree")
    assert "寄出新的" in await owner.read(f"{LIST}/{claim}")
    wrong = await owner.post(f"{LIST}/{claim}/exchange", {"carrier": "SF", "tracking": "短", "sellable": "yes"})
    page = await wrong.get_data(as_text=True)
    assert wrong.status_code == 400
    assert 'id="tracking-wrong"' in page
    assert 'value="短"' in page
    assert '<option value="SF" selected>' in page
    sent = await owner.post(f"{LIST}/{claim}/exchange", {"carrier": "SF", "tracking": "SF1234567890"})
    assert sent.status_code == 303
    assert "新的商品寄出了，这一单办完了" in await owner.read(f"{LIST}/{claim}")
    assert ((await look(claim)).state, (await look(claim)).refund) == ("done", None)


async def test_an_exchange_is_handed_over_in_the_shop(owner, claimed, look):
    claim = await claimed("exchange")
    await answer(owner, claim, "agree")
    assert (await owner.post(f"{LIST}/{claim}/exchange", {})).status_code == 303
    assert (await look(claim)).parcel


async def test_money_does_not_go_back_for_an_exchange(owner, claimed, look):
    claim = await claimed("exchange")
    await answer(owner, claim, "agree")
    refused = await owner.post(f"{LIST}/{claim}/arrival", {})
    assert refused.status_code == 400
    assert "换货请直接寄出新的商品，不退款" in await refused.get_data(as_text=True)
    assert (await look(claim)).state == "agreed"


async def test_an_unknown_claim_is_not_there(owner):
    assert (await owner.get(f"{LIST}/nothing")).status_code == 404
    assert (await answer(owner, "nothing", "agree")).status_code == 404


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SERVICE])
async def test_who_looks_after_buyers_answers_claims(colleague, claimed, look, role):
    claim = await claimed("return")
    assert (await answer(await colleague(role), claim, "agree")).status_code == 303
    assert (await look(claim)).state == "agreed"


@pytest.mark.parametrize("role", [Role.HOST, Role.WAREHOUSE, Role.SCREEN])
async def test_others_neither_see_nor_answer_claims(colleague, claimed, look, role):
    claim = await claimed()
    theirs = await colleague(role)
    assert (await theirs.get(LIST)).status_code == 403
    assert (await theirs.get(f"{LIST}/{claim}")).status_code == 403
    assert (await answer(theirs, claim, "agree")).status_code == 403
    assert (await look(claim)).state == "applied"


async def test_the_pages_speak_english_too(owner, claimed):
    claim = await claimed("return")
    owner.language = "en"
    for page in (await owner.read(LIST), await owner.read(f"{LIST}/{claim}")):
        main = page[page.index("<main") : page.index("</main>")].replace("麻花", "").replace("盒子压坏了", "")
        words = {word for word in main if "\u4e00" <= word <= "\u9fff"}
        assert words <= set("原味津味小铺天津市和平区南京路号"), words


async def test_a_gift_that_a_refund_left_unearned_says_why_it_was_not_sent(owner, place, house):
    order = await place()
    lost = update(OrderLine).where(OrderLine.order == order).values(gift=True, refunded=1, cancelled=1)
    await house.db.write(lambda tx: tx.execute(lost))
    page = await owner.read(f"/console/orders/{order}")
    assert "退款后不够赠送条件，没有送出" in page
    assert "已退 1 件" not in page
