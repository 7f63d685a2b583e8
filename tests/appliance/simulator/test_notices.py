import json
from itertools import accumulate

import httpx

from appliance.clock import ManualClock
from appliance.simulator import Simulator, alipay_news, wechatpay_news
from appliance.simulator.control import pay_trade
from appliance.simulator.records import Trade
from tests.appliance.simulator.wires import check_signature, opened, order


async def paid(client: httpx.AsyncClient, simulator: Simulator, notify: str, number: str = "JB00000001") -> None:
    await order(client, simulator, notify, number)
    pay_trade(simulator, number, "oBuyer")


async def test_a_notification_is_signed_anew_and_sealed_for_the_merchant(
    client: httpx.AsyncClient, simulator: Simulator, shop, eventually
):
    await paid(client, simulator, shop.address)
    await eventually(lambda: shop.heard)
    headers, body = shop.heard[0]
    check_signature(simulator, headers, body)
    assert opened(simulator, body)["out_trade_no"] == "JB00000001"
    simulator.signs_with = "certificate"
    await paid(client, simulator, shop.address, "JB00000002")
    await eventually(lambda: len(shop.heard) == 2)
    assert shop.heard[1][0]["wechatpay-serial"] == simulator.seals.certificate_serial
    check_signature(simulator, *shop.heard[1])


async def test_wechat_tries_again_for_a_day_and_then_no_more(
    client: httpx.AsyncClient, simulator: Simulator, shop, clock: ManualClock, eventually
):
    shop.answers = [(500, b"")]
    begun = clock.now()
    await paid(client, simulator, shop.address)
    [notice] = simulator.wechat_post.notices
    await eventually(lambda: len(notice.tries) == 1)
    for tries, pause in enumerate(wechatpay_news.PAUSES, start=2):
        await clock.advance(pause - 1)
        assert len(notice.tries) == tries - 1
        await clock.advance(1)
        await eventually(lambda tries=tries: len(notice.tries) == tries)
    due = [round((one.at - begun).total_seconds()) for one in notice.tries]
    assert due == [0, *accumulate(wechatpay_news.PAUSES)]
    assert due[-1] == 24 * 3600 + 4 * 60
    await clock.advance(7 * 86400)
    assert len(notice.tries) == 16
    assert {json.loads(body)["id"] for _, body in shop.heard} == {json.loads(shop.heard[0][1])["id"]}


async def test_a_status_of_200_ends_it_whatever_the_body_says(
    client: httpx.AsyncClient, simulator: Simulator, shop, eventually
):
    shop.answers = [(200, b'{"code":"FAIL"}')]
    await paid(client, simulator, shop.address)
    await eventually(lambda: simulator.wechat_post.notices[0].taken)


async def test_alipay_wants_the_very_word_and_tries_eight_times(
    simulator: Simulator, shop, clock: ManualClock, eventually
):
    shop.answers = [(200, b"ok")]
    trade = Trade(
        side="alipay", number="JB1", app="a", merchant="m", way="wap", amount=1, what="w", digest="d",
        notify=shop.address, made_at=clock.now(),
    )  # fmt: skip
    simulator.books.keep(trade)
    pay_trade(simulator, "JB1", "2088")
    [notice] = simulator.alipay_post.notices
    await eventually(lambda: len(notice.tries) == 1)
    for tries, pause in enumerate(alipay_news.PAUSES[:-1], start=2):
        await clock.advance(pause)
        await eventually(lambda tries=tries: len(notice.tries) == tries)
    shop.answers = [(200, b"success")]
    await clock.advance(alipay_news.PAUSES[-1])
    await eventually(lambda: notice.taken)
    assert len(notice.tries) == 8


async def test_who_pushes_the_clock_gets_the_next_try_at_once(
    client: httpx.AsyncClient, simulator: Simulator, shop, eventually
):
    shop.answers = [(500, b""), (204, b"")]
    await paid(client, simulator, shop.address)
    [notice] = simulator.wechat_post.notices
    await eventually(lambda: len(notice.tries) == 1)
    simulator.push_clock(15)
    await eventually(lambda: notice.taken)


async def test_a_notification_may_be_lost_for_ever(client: httpx.AsyncClient, simulator: Simulator, shop, eventually):
    simulator.wechat_post.fate("lose")
    await paid(client, simulator, shop.address)
    await paid(client, simulator, shop.address, "JB00000002")
    await eventually(lambda: shop.heard)
    assert opened(simulator, shop.heard[0][1])["out_trade_no"] == "JB00000002"
    assert simulator.wechat_post.notices[0].lost


async def test_a_notification_may_come_twice(client: httpx.AsyncClient, simulator: Simulator, shop, eventually):
    shop.answers = [(500, b""), (204, b"")]
    simulator.wechat_post.fate("twice")
    await paid(client, simulator, shop.address)
    await eventually(lambda: len(shop.heard) == 2)
    assert shop.heard[0][1] == shop.heard[1][1]


async def test_a_notification_may_come_after_the_one_that_follows(
    client: httpx.AsyncClient, simulator: Simulator, shop, eventually
):
    simulator.wechat_post.fate("late")
    await paid(client, simulator, shop.address)
    await paid(client, simulator, shop.address, "JB00000002")
    await eventually(lambda: len(shop.heard) == 2)
    order_heard = [opened(simulator, body)["out_trade_no"] for _, body in shop.heard]
    assert order_heard == ["JB00000002", "JB00000001"]


async def test_a_shop_that_is_gone_is_tried_again(
    client: httpx.AsyncClient, simulator: Simulator, clock: ManualClock, eventually
):
    await paid(client, simulator, "http://127.0.0.1:9/callbacks")
    [notice] = simulator.wechat_post.notices
    await eventually(lambda: [one.status for one in notice.tries] == [0])
    await clock.advance(15)
    await eventually(lambda: [one.status for one in notice.tries] == [0, 0])


def test_the_schedules_are_those_of_the_documents():
    assert (len(wechatpay_news.PAUSES), sum(wechatpay_news.PAUSES)) == (15, 24 * 3600 + 240)
    assert (len(alipay_news.PAUSES), sum(alipay_news.PAUSES)) == (7, 24 * 3600 + 24 * 60)
