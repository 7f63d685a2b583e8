"""What asks, and what about."""

import pytest

from chat.questions import TOPICS, topic


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("多少钱", "price"),
        ("2号怎么卖", "price"),
        ("How much is it", "price"),
        ("170 130斤穿什么码", "size"),
        ("偏大还是偏小", "size"),
        ("一盒多少克", "size"),
        ("还有货吗", "stock"),
        ("有没有红色", "stock"),
        ("3号链接", ""),
        ("几号链接", "stock"),
        ("什么时候发货", "delivery"),
        ("今天能发货吗", "delivery"),
        ("包邮吗", "delivery"),
        ("发什么快递", "delivery"),
        ("优惠券怎么领", "coupon"),
        ("券在哪", "coupon"),
        ("怎么保存", "use"),
        ("保质期到几号", "use"),
        ("孕妇可以吃吗", "use"),
        ("可以退货吗", "after-sale"),
        ("主播叫什么", "other"),
        ("真的?", "other"),
        ("是本地的吗", "other"),
    ],
)
def test_a_question_is_known_by_what_it_is_about(text, about):
    assert topic(text) == about


@pytest.mark.parametrize(
    "text", ["好看", "已拍", "666", "买了两盒", "主播好", "支持一下", "1", "红色的漂亮", "下单了，谢谢"]
)
def test_what_asks_nothing_is_no_question(text):
    assert topic(text) == ""


def test_letters_that_stand_apart_ask_the_same():
    assert topic("多 少 钱？", "多少钱") == "price"
    assert topic("真的？", "真的") == "other"
    assert topic("好 看", "好看") == ""


def test_every_topic_can_be_found():
    assert {topic(text) for text in ("价格", "尺码", "有货", "运费", "怎么领", "如何", "退款", "?")} == set(TOPICS)
