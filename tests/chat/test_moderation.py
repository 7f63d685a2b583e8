"""What is let through and what is not, however it is spelt."""

import subprocess
import sys

import pytest

from chat.moderation import Judgement, Words, decency, fold, judged

WORDS = Words({"隔壁老王": "refuse", "假一罚十": "hold", "sex": "refuse", "拼多少": "yours"})


def verdict(text: str, adverts=None) -> str:
    return judged(text, WORDS, adverts).verdict


@pytest.mark.parametrize(
    "text",
    [
        "隔壁老王",
        "去隔壁老王家买",
        "隔 壁 老 王",
        "隔.壁-老_王",
        "隔，壁，老，王！",
        "隔\u200b壁\u200d老\ufeff王",
        "隔🙂壁🙂老🙂王",
        "隔壁\n老王",
        "隔壁老\u0301王",
        "ＳＥＸ",
        "SeX",
        "s e x",
        "s-e-x",
        "要sex吗",
        "ⓢⓔⓧ",
        "𝐬𝐞𝐱",
        "ſex",
    ],
)
def test_a_refused_word_is_found_however_it_is_spelt(text):
    assert verdict(text) == "refuse"


@pytest.mark.parametrize("text", ["Essex 发货吗", "sextet", "隔壁", "老王", "王老壁隔", "隔壁的老王", "12 3 45"])
def test_what_only_looks_like_it_is_let_through(text):
    assert verdict(text) == "pass"


@pytest.mark.parametrize(
    "text",
    ["加微信聊", "加薇信", "加 威 信", "加薇芯", "加VX", "加ｖｘ", "V X 多少", "加v信", "扣扣群里有", "刷單兼职"],
)
def test_who_sells_elsewhere_talks_to_himself(text):
    assert verdict(text) == "yours"


@pytest.mark.parametrize("text", ["網赌", "賭博吗", "赌 博", "代.开.发.票", "代開發票", "裸·聊"])
def test_crime_is_refused(text):
    assert verdict(text) == "refuse"


@pytest.mark.parametrize(
    "text",
    [
        "这家骗人",
        "是不是假货",
        "质量太差了，我要投诉",
        "微信支付可以吗",
        "增加微量元素吗",
        "怎么加vip",
        "发货太慢",
        "微波炉能热吗",
        "加我一个",
    ],
)
def test_complaints_and_plain_questions_are_let_through(text):
    assert verdict(text) == "pass"


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "打我 138-1234-5678",
        "电话一三八一二三四五六七八",
        "138 1234 5678 找我",
        "＋86 １３８１２３４５６７８",
        "壹叁捌12345678",
        "幺三八幺二三四五六七八",
        "①③⑧①②③④⑤⑥⑦⑧",
    ],
)
def test_a_phone_number_is_shown_to_nobody_else(text):
    found = judged(text, WORDS)
    assert (found.verdict, found.why) == ("yours", "phone")


@pytest.mark.parametrize("text", ["订单号 2026112312345678901", "身高175体重138斤", "12345678901", "100 200 300 400"])
def test_other_figures_are_no_phone_number(text):
    assert verdict(text) == "pass"


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example",
        "看 www.evil.cn",
        "看www.evil.example吧",
        "evil-shop.com 更便宜",
        "去evil.cn买",
        "ＥＶＩＬ．ＣＯＭ",
    ],
)
def test_a_link_is_shown_to_nobody_else(text):
    found = judged(text, WORDS)
    assert (found.verdict, found.why) == ("yours", "link")


def test_letters_without_end_are_looked_through_once():
    asked = "from chat.moderation import decency; assert decency()('a' * 300_000)"
    subprocess.run([sys.executable, "-c", asked], check=True, timeout=20)


@pytest.mark.parametrize("text", ["a-b.com", "--x.cn", "x" * 60 + ".shop", "看.x1.top 吧", "a.bc.vip"])
def test_a_link_is_found_wherever_its_name_begins(text):
    assert judged(text, WORDS).why == "link"


def test_the_harshest_of_several_findings_counts():
    assert judged("假一罚十，隔壁老王", WORDS) == Judgement("refuse", "word", "隔壁老王")
    assert judged("假一罚十，拼多少", WORDS).verdict == "yours"
    assert judged("假一罚十", WORDS) == Judgement("hold", "word", "假一罚十")


def test_words_of_advertising_wait_and_a_buyers_opinion_does_not():
    assert judged("国家级秘方", WORDS, lambda _: ["国家级"]) == Judgement("hold", "advert", "国家级")
    assert verdict("这是我吃过最好吃的", lambda _: ["最好"]) == "pass"
    assert judged("最好的国家级", WORDS, lambda _: ["最好", "国家级"]).word == "国家级"
    assert verdict("国家级秘方") == "pass"


def test_a_shop_lets_one_of_our_words_through():
    assert Words({"刷单": "off"}).found("刷单") == {}
    assert Words({}).found("刷单") == {"刷单": "yours"}


def test_a_shop_treats_one_of_our_words_its_own_way():
    assert Words({"刷 单": "refuse"}).found("刷-单") == {"刷单": "refuse"}


def test_a_word_without_a_letter_is_no_word():
    assert Words({"！！": "refuse", "": "refuse"}).found("！！") == {}


@pytest.mark.parametrize(
    ("text", "meant"), [("Ｈｅ llo，", "hello"), ("發 貨 嗎？", "发货吗"), ("№1", "no1"), ("!!!", "")]
)
def test_folding_leaves_what_is_meant(text, meant):
    assert fold(text) == meant


@pytest.mark.parametrize(("name", "may"), [("小林", True), ("加 微信", False), ("13812345678", False), ("网赌", False)])
def test_a_name_is_held_to_the_same_words(name, may):
    assert decency()(name) is may
