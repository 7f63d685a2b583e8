"""Money in the console: what came in, the counter, the drawer, refunds, the books and the accounts."""

import re
from datetime import timedelta
from html import unescape

import msgspec
import pytest
from sqlalchemy import update

from appliance.clock import CHINA, ManualClock
from appliance.identity.permissions import Role
from appliance.simulator import Simulator
from appliance.simulator.accounts import records
from store.accounts import reads as accounts
from store.accounts.actions import set_account
from store.accounts.records import KINDS, WeChatPay
from store.ledger.actions import post
from store.orders.models import Order
from store.payments import actions, reads
from store.payments.actions.beginning import Wish
from store.payments.comparing import Compared, Difference
from store.payments.provider import RepaymentStanding, Standing
from store.payments.reconciling import keep

COUNTER, REFUNDS = "/console/payments/counter", "/console/payments/refunds"


@pytest.fixture
async def waiting(house, an_order, clock: ManualClock) -> str:
    """An order of ¥1.00 that waits for its money."""

    def place(tx) -> None:
        an_order(tx, "2026112212345678", "m1")
        tx.execute(update(Order).values(expires_at=clock.now() + timedelta(minutes=15)))

    await house.db.write(place)
    return "2026112212345678"


@pytest.fixture
async def paid(house, waiting: str) -> str:
    """The same, paid by WeChat Pay."""
    wish = Wish(provider="wechat", way="native", merchant="1900000001", app="wx1")
    attempt = await house.db.write(actions.begin, waiting, "m1", wish)
    standing = Standing(
        number=attempt, state="paid", amount=100, transaction="4200001", merchant="1900000001", app="wx1"
    )
    await house.db.write(actions.settle, standing, "wechat")
    return waiting


async def test_a_new_shop_is_told_what_will_stand_on_each_page(owner):
    for path, words in {
        "": "这里还没有收款", "/counter": "没有等付款的订单", "/drawer": "还没有交过班", "/refunds": "没有这样的退款",
        "/settlement": "这些天没有钱进出", "/reconciliation": "还没有收款账户", "/accounts": "密钥加密保存",
    }.items():  # fmt: skip
        assert words in await owner.read(f"/console/payments{path}")


async def test_a_payment_is_found_by_its_order_and_by_the_providers_number(owner, paid):
    for search in ("12345678", "4200001"):
        text = await owner.read(f"/console/payments?search={search}")
        assert paid in text
        assert "1.00" in text
    assert paid not in await owner.read("/console/payments?search=999")
    assert paid not in await owner.read("/console/payments?state=late")


async def test_money_is_given_back_once_however_often_the_form_is_sent(owner, paid):
    form = {"amount": "0.40", "reason": "补差价", "key": "form-1"}
    for _ in range(2):
        answer = await owner.post(f"/console/payments/orders/{paid}/refunds", form)
        text = await owner.read(answer.headers["location"])
    assert text.count("补差价") == 1
    assert "已退 ¥0.40" in text
    answer = await owner.post(f"/console/payments/orders/{paid}/refunds", {**form, "amount": "9", "key": "form-2"})
    assert answer.status_code == 409
    assert "还能退" in await answer.get_data(as_text=True)


async def test_a_refund_that_the_provider_gave_up_is_tried_again_or_paid_out_by_hand(owner, house, paid):
    number = await house.db.write(actions.give_back, paid, 40, "补差价", "wang", "k")
    gone = RepaymentStanding(number=number, state="abnormal", said="USER_ACCOUNT_ABNORMAL")
    await house.db.write(actions.refund_moved, gone, "wechat")
    text = await owner.read("/console/payments/refunds?state=abnormal")
    assert "USER_ACCOUNT_ABNORMAL" in text
    for question in ("pay-cash", "pay-transfer"):
        asks = rf'popovertarget="{question}" data-asks-about="¥0.40 · \d+" data-action="[^"]+/{number}/payout"'
        assert (bool(re.search(asks, text)), f'<dialog id="{question}"' in text) == (True, True)
    assert not re.search(r'<form action="[^"]+/payout"', text), "money is given back after a question alone"
    await owner.post(f"/console/payments/refunds/{number}/retry")
    await house.db.write(actions.refund_moved, gone, "wechat")
    refused = await owner.post(f"/console/payments/refunds/{number}/payout", {"how": "cash"})
    assert "钱箱还没有开" in await refused.get_data(as_text=True)
    await owner.post(f"/console/payments/refunds/{number}/payout", {"how": "transfer"})
    assert number[:4] not in await owner.read("/console/payments/refunds?state=abnormal")


async def test_who_gives_money_back_at_the_counter_reads_there_what_was_wrong(owner, house, place, colleague):
    order = await place(1, paid=False)
    await house.db.write(actions.take, order, "scan", 1990, "wang")
    back = await house.db.write(actions.ask_refund, order, 500, "after-sale/a", "", "k")
    service = await colleague(Role.SERVICE)
    assert (await service.get(REFUNDS)).status_code == 403
    for who, at, title in ((service, "", "收银台"), (owner, "counter", "收银台"), (owner, "", "退款")):
        answer = await who.post(f"{REFUNDS}/{back}/payout", {"how": "cash", "at": at})
        text = await answer.get_data(as_text=True)
        assert (answer.status_code, "钱箱还没有开" in text) == (409, True)
        assert f"<h1>{title}</h1>" in text
    assert (await owner.read(COUNTER)).count('name="at" value="counter"') == 2


async def test_every_refund_is_reached_page_by_page_and_found_by_its_order(owner, house, paid, monkeypatch):
    monkeypatch.setattr(reads, "PAGE", 2)
    for fen in (11, 12, 13):
        number = await house.db.write(actions.give_back, paid, fen, "", "wang", str(fen))
    shown, address = [], REFUNDS
    while address:
        text = await owner.read(address)
        shown += re.findall(r"¥(0\.1[123])", text)
        more = re.search(r'href="([^"]+cursor=[^"]+)"', text)
        address = unescape(more[1]) if more else ""
    assert sorted(shown) == ["0.11", "0.12", "0.13"]
    assert "0.1" in await owner.read(f"{REFUNDS}?state=all&search={paid[-4:]}")
    assert "0.13" in await owner.read(f"{REFUNDS}?search={number}")
    assert "没有找到" in await owner.read(f"{REFUNDS}?search=999")


async def test_cash_that_is_owed_stands_at_the_counter_whatever_goes_back_elsewhere(
    owner, house, paid, place, monkeypatch
):
    monkeypatch.setattr(reads, "PAGE", 2)
    for turn in range(3):
        order = await place(1, paid=False)
        await house.db.write(actions.take, order, "scan", 1990, "wang")
        await house.db.write(actions.ask_refund, order, 101 + turn, "after-sale/a", "", f"cash-{turn}")
    await house.clock.advance(60)
    for fen in (11, 12):
        await house.db.write(actions.give_back, paid, fen, "", "wang", str(fen))
    first = await owner.read(COUNTER)
    second = await owner.read(unescape(re.search(r'href="([^"]+cursor=[^"]+)"', first)[1]))
    assert sorted(re.findall(r">¥(1\.0[123])", first + second)) == ["1.01", "1.02", "1.03"]
    assert "0.11" not in first + second
    assert re.search(
        r'popovertarget="pay-transfer" data-asks-about="¥1.0\d · 李\* · \d+" data-action="[^"]+/payout"', first
    )
    async with house.db.read() as session:
        number = (await session.get_one(Order, order)).number
    assert re.findall(r">¥(1\.0[123])", await owner.read(f"{COUNTER}?search={number}")) == ["1.03"]


@pytest.mark.parametrize(("language", "words"), [("zh", "破损或有质量问题"), ("en", "Damaged or faulty")])
async def test_why_money_goes_back_is_said_in_words(owner, house, paid, language, words):
    await house.db.write(actions.ask_refund, paid, 40, "after-sale/a", "damaged", "after-sale/a")
    await house.db.write(actions.give_back, paid, 10, "damaged, they say", "wang", "k")
    owner.language = language
    for address in ("/console/payments/refunds", f"/console/payments/orders/{paid}"):
        text = await owner.read(address)
        assert words in text
        assert "damaged, they say" in text
        assert "damaged" not in text.replace("damaged, they say", "")


async def test_what_wechat_does_not_take_is_shown_and_told_again(owner, house, paid):
    async with house.db.read() as session:
        attempt = (await reads.of_order(session, paid))[0].id
    await house.db.write(actions.begin_upload, attempt)
    await house.db.write(actions.upload_failed, attempt, 40, "268485216 物流单号有误")
    for page in (f"/orders/{paid}", "?state=untold"):
        text = await owner.read(f"/console/payments{page}")
        assert "微信没收" in text
        assert "268485216 物流单号有误" in text
        assert "再报一次" in text
    answer = await owner.post(f"/console/payments/orders/{paid}/shipping")
    assert "正在告诉微信" in await owner.read(answer.headers["location"])
    answer = await owner.post(f"/console/payments/orders/{paid}/shipping", {"list": "1"})
    assert "发货信息微信都收了" in await owner.read(answer.headers["location"])


async def test_what_wechat_never_takes_is_given_up_with_a_reason_and_may_be_told_after_all(owner, house, paid):
    async with house.db.read() as session:
        attempt = (await reads.of_order(session, paid))[0].id
    await house.db.write(actions.begin_upload, attempt)
    await house.db.write(actions.upload_failed, attempt, 40, "268485216 物流单号有误")
    address = f"/console/payments/orders/{paid}"
    assert (await owner.post(f"{address}/shipping/end", {"why": " "})).status_code == 400
    answer = await owner.post(f"{address}/shipping/end", {"why": "款已到账"})
    text = await owner.read(answer.headers["location"])
    assert ("不再报了" in text, "款已到账" in text, "微信没收" in text) == (True, True, False)
    assert "发货信息微信都收了" in await owner.read("/console/payments?state=untold")
    assert (await owner.post(f"{address}/shipping/end", {"why": "款已到账"})).status_code == 409
    await owner.post(f"{address}/shipping")
    assert "正在告诉微信" in await owner.read(address)


async def test_the_counter_takes_the_money_that_its_page_showed(owner, house, waiting):
    assert waiting in await owner.read("/console/payments/counter?search=5678")
    answer = await owner.post(f"/console/payments/counter/{waiting}", {"way": "scan", "amount": "99"})
    assert answer.status_code == 409
    answer = await owner.post(f"/console/payments/counter/{waiting}", {"way": "scan", "amount": "100"})
    assert "收到 ¥1.00" in await owner.read(answer.headers["location"])
    answer = await owner.post(f"/console/payments/counter/{waiting}", {"way": "scan", "amount": "100"})
    assert answer.status_code == 409


async def test_the_counter_lists_who_said_they_pay_there_and_finds_everybody_else(owner, house, place):
    online, comes = await place(1, paid=False), await place(2, paid=False, delivery="pickup")
    await house.db.write(actions.begin, comes, "m1", Wish(provider="counter", way="counter", merchant="counter"))
    shown = await owner.read(COUNTER)
    assert comes in shown
    assert online not in shown
    async with house.db.read() as session:
        number = (await session.get_one(Order, online)).number
    assert online in await owner.read(f"{COUNTER}?search={number[-4:]}")


async def test_the_counter_asks_whose_money_it_is_before_it_takes_any(owner, house, place):
    order = await place(2, paid=False)
    async with house.db.read() as session:
        number = (await session.get_one(Order, order)).number
    await owner.post("/console/payments/drawer/opening", {"counted": "200"})
    shown = await owner.read(f"{COUNTER}?search={number}")
    asks = f'data-asks-about="¥39.80 · 李* · 十八街麻花 · {number}" data-action="{COUNTER}/{order}" data-amount="3980"'
    assert shown.count(asks) == 2
    assert f'action="{COUNTER}/{order}"' not in shown.replace(asks, "")
    assert 'id="take-cash"' in shown
    assert 'id="take-scan"' in shown


async def test_a_shift_is_opened_counted_and_closed(owner, waiting):
    wrong = await owner.post("/console/payments/drawer/opening", {"counted": "two"})
    assert "金额写成这样" in await wrong.get_data(as_text=True)
    await owner.post("/console/payments/drawer/opening", {"counted": "200"})
    await owner.post(f"/console/payments/counter/{waiting}", {"way": "cash", "amount": "100"})
    move = {"amount": "50", "to": "bank", "key": "k1", "note": "存银行"}
    for _ in range(2):
        await owner.post("/console/payments/drawer/moves", move)
    assert "151.00" in await owner.read("/console/payments/drawer")
    answer = await owner.post("/console/payments/drawer/closing", {"counted": "150.50", "reason": "少五角"})
    text = await owner.read(answer.headers["location"])
    assert "短少 ¥0.50" in text
    assert "少五角" in text


async def test_a_drawer_that_is_short_is_not_closed_without_a_reason(owner):
    await owner.post("/console/payments/drawer/opening", {"counted": "200"})
    wrong = await owner.post("/console/payments/drawer/closing", {"counted": "199.50", "reason": " "})
    text = await wrong.get_data(as_text=True)
    assert text.count("写上多了或少了的原因再交班") == 1
    assert 'value="199.50"' in text
    assert "现在应该有" in text
    answer = await owner.post("/console/payments/drawer/closing", {"counted": "199.50", "reason": "找错了零钱"})
    assert "短少 ¥0.50" in await owner.read(answer.headers["location"])


async def test_cash_that_went_between_two_shifts_is_asked_for_and_shown(owner, clock):
    at = "/console/payments/drawer"
    assert 'name="reason"' not in await owner.read(at)
    await owner.post(f"{at}/opening", {"counted": "800"})
    await owner.post(f"{at}/closing", {"counted": "800"})
    await clock.advance(60)
    wrong = await owner.post(f"{at}/opening", {"counted": "300"})
    assert (await wrong.get_data(as_text=True)).count("比上个班交下的少，写上原因再开班") == 1
    await owner.post(f"{at}/opening", {"counted": "300", "reason": "夜里丢了"})
    running = await owner.read(at)
    assert "开班少 ¥500.00" in running
    assert "夜里丢了" in running
    await owner.post(f"{at}/closing", {"counted": "300"})
    over = await owner.read(at)
    assert over.count("开班少 ¥500.00") == 1
    assert over.count('<span class="light green">正好</span>') == 2


async def test_a_day_is_settled_by_channel_and_the_books_add_up(owner, paid):
    text = await owner.read("/console/payments/settlement")
    assert "2026-11-22" in text
    assert "微信支付" in text
    assert "<strong>0.00</strong>" in text
    assert "多退给买家的" not in text


async def test_what_went_back_twice_stands_in_the_books_as_the_buyers_debt(owner, house, paid):
    number = await house.db.write(actions.give_back, paid, 40, "补差价", "wang", "k")
    await house.db.write(actions.refund_moved, RepaymentStanding(number=number, state="abnormal"), "wechat")
    await house.db.write(actions.pay_out, number, "wang", "transfer")
    await house.db.write(actions.refund_moved, RepaymentStanding(number=number, state="done", amount=40), "wechat")
    text = await owner.read("/console/payments/settlement")
    assert "<dt>多退给买家的</dt><dd>0.40</dd>" in text
    assert "是买家欠店里的钱" in text


async def test_what_a_buyer_gives_back_of_it_is_booked_and_what_is_not_said_well_is_said_back(owner, house):
    entries = {"overpaid": 1280, "channel:wechat": -1280}
    await house.db.write(lambda tx: post(tx, "refunded-twice/r", entries, memo="补差价"))
    at, whole = "/console/payments/settlement", {"into": "written-off", "amount": "12.80", "key": "k", "note": "退休了"}
    text = await owner.read(at)
    assert "一共 ¥12.80" in text
    for wrong, sentence in (
        ({"amount": "twelve"}, "金额写成这样"),
        ({"amount": "13"}, "买家没有欠店里这么多"),
        ({"note": " "}, "写上是谁的"),
        ({"into": "drawer"}, "钱箱还没有开"),
    ):
        answer = await owner.post(f"{at}/overpaid", whole | wrong)
        said = await answer.get_data(as_text=True)
        assert sentence in said
        assert 'value="退休了"' in said or "note" in wrong
    answer = await owner.post(f"{at}/overpaid", whole)
    text = await owner.read(answer.headers["location"])
    assert "<dt>多退了、不追了的</dt><dd>12.80</dd>" in text
    assert "多退的钱有了结果" not in text


async def test_the_four_lists_say_what_to_do(owner, house):
    lost = Difference(number="LOSTNUMBER", refund=False, theirs=100, their_state="SUCCESS")
    await house.db.write(keep, "2026-11-21", "wechat", Compared(theirs_not_ours=(lost,), paid=100, net=100))
    text = await owner.read("/console/payments/reconciliation")
    assert "LOSTNUMBER" in text
    assert "查查是不是有别的系统也在用这个商户号" in text


async def test_days_that_nobody_compared_are_named(owner, house, paid, clock: ManualClock, simulator: Simulator):
    given = {**records(simulator.seals, simulator.origin)["wechat-pay"], "mchid": "1900000001"}
    await owner.post("/console/payments/accounts/wechat-pay", given)
    await house.db.write(keep, f"{clock.now() - timedelta(days=1):%Y-%m-%d}", "wechat", Compared())
    assert "这些日子还没有对过账" not in await owner.read("/console/payments/reconciliation")
    day = f"{clock.now().astimezone(CHINA):%Y-%m-%d}"
    await clock.advance(2 * 86_400)
    text = await owner.read("/console/payments/reconciliation")
    assert "这些日子还没有对过账" in text
    assert f'day={day}"' in text


async def test_accounts_are_set_tried_and_given_up_and_their_secrets_never_shown(owner, house, simulator: Simulator):
    for kind in ("wechat-pay", "alipay", "wechat"):
        given = records(simulator.seals, simulator.origin)[kind]
        answer = await owner.post(f"/console/payments/accounts/{kind}", given)
        assert answer.status_code == 303
    text = await owner.read("/console/payments/accounts")
    assert simulator.seals.mchid in text
    for secret in (simulator.seals.apiv3_key, simulator.seals.weixin_secret, simulator.seals.merchant_key[60:100]):
        assert secret not in text
    for kind in ("wechat-pay", "alipay"):
        answer = await owner.post(f"/console/payments/accounts/{kind}/trial")
        assert "账户能用" in await owner.read(answer.headers["location"])
    await owner.post("/console/payments/accounts/alipay/removal")
    assert simulator.seals.alipay_seller not in await owner.read("/console/payments/accounts")


async def test_a_secret_that_is_left_empty_stays_and_a_wrong_one_is_told_beside_its_field(
    owner, house, simulator: Simulator
):
    given = records(simulator.seals, simulator.origin)["wechat-pay"]
    await house.db.write(set_account, house.keys, msgspec.convert(given, KINDS["wechat-pay"]), "wang")
    await owner.post(
        "/console/payments/accounts/wechat-pay", {**given, "key": "", "apiv3_key": "", "mchid": "1900000001"}
    )
    async with house.db.read() as session:
        kept = await accounts.account(session, house.keys, WeChatPay)
    assert (kept.mchid, kept.apiv3_key, kept.key) == ("1900000001", given["apiv3_key"], given["key"])
    answer = await owner.post("/console/payments/accounts/wechat-pay", {**given, "apiv3_key": "short"})
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "APIv3 密钥正好 32 个字符" in text
    assert given["mchid"] in text


async def test_an_account_that_does_not_work_says_so(owner, house, simulator: Simulator, seals):
    wrong = {**records(simulator.seals, simulator.origin)["wechat-pay"], "key": seals.alipay_app_key}
    await owner.post("/console/payments/accounts/wechat-pay", wrong)
    answer = await owner.post("/console/payments/accounts/wechat-pay/trial")
    assert answer.status_code == 502
    assert "没有得到能相信的回答" in await answer.get_data(as_text=True)


async def test_service_works_the_counter_and_does_not_see_the_books(colleague, waiting):
    service = await colleague(Role.SERVICE)
    assert waiting in await service.read(f"{COUNTER}?search={waiting}")
    for path in ("", "/settlement", "/reconciliation", "/refunds", "/accounts"):
        assert (await service.get(f"/console/payments{path}")).status_code == 403
