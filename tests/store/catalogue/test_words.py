"""What is written about goods: safe on a page, found by a search, looked at by the law."""

import pytest

from store.catalogue import adlaw, detail
from store.catalogue.searching import searchable, words_of

BLOB = "/blobs/" + "a" * 40 + ".jpg"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p onclick='x()'>脆</p>", "<p>脆</p>"),
        ("<script>alert(1)</script><p>脆</p>", "<p>脆</p>"),
        ("<p>脆<svg><script>x</script></svg></p>", "<p>脆</p>"),
        ("<style>p{}</style><p style='x'>脆</p>", "<p>脆</p>"),
        ("<p><a href='javascript:x()'>脆</a></p>", "<p>脆</p>"),
        ("<iframe src='//x'></iframe><p>脆</p>", "<p>脆</p>"),
        ("<p>脆<img src='https://elsewhere/x.jpg'></p>", "<p>脆</p>"),
        ("<p>脆<img src='data:image/png;base64,x' onerror='x()'></p>", "<p>脆</p>"),
        ("<p>脆<img src='/blobs/../secrets/house.key'></p>", "<p>脆</p>"),
        ("<p>脆<!-- x --></p>", "<p>脆</p>"),
        (f"<p><img src='{BLOB}' alt='图'></p>", f'<p><img src="{BLOB}" alt="图"></p>'),
        (
            "<table><tr><td colspan='2'>克</td></tr></table>",
            '<table><tbody><tr><td colspan="2">克</td></tr></tbody></table>',
        ),
        ("一\n二\n\n\n三", "<p>一<br>二</p><p>三</p>"),
        ("3 < 5 & 7", "<p>3 &lt; 5 &amp; 7</p>"),
        ("", ""),
    ],
)
def test_a_detail_is_safe_to_show(written, shown):
    assert detail.safe(written) == shown


def test_what_is_safe_stays_as_it_is():
    once = detail.safe("<h2>脆</h2><ul><li>香</li></ul>" + detail.picture("a" * 40 + ".jpg"))
    assert detail.safe(once) == once


def test_the_words_of_a_detail_are_its_words():
    assert detail.words("<p>国家</p><p>级 &lt;5</p>").split() == ["国家", "级", "<5"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("天津最好吃的麻花", ["最好"]),
        ("销量第一，国家级非遗", ["第一", "国家级"]),
        ("治疗感冒，100%有效", ["治疗", "100%"]),
        ("人民大会堂特供", ["人民大会堂", "特供"]),
        ("驰名商标", ["驰名商标"]),
        ("NO.1 品牌", ["NO.1"]),
        ("最近上新，第一次来，最多买三件，最后一天", []),
        ("十八街麻花 500 克", []),
    ],
)
def test_the_law_is_asked_about_words_that_promise_too_much(text, words):
    assert [finding.word for finding in adlaw.doubtful(text)] == words


def test_each_doubtful_word_comes_once_with_its_reason():
    [finding] = adlaw.doubtful("顶级", "顶级食材")
    assert "广告法第九条" in finding.zh
    assert "Art. 9" in finding.en


def test_chinese_is_found_by_pinyin_and_initials_too():
    lines = searchable("十八街麻花 500g", "", "重庆").splitlines()
    assert lines == ["十八街麻花 500g", "shibajiemahua", "sbjmh", "重庆", "chongqing", "cq"]


def test_a_query_is_words_however_they_are_typed():
    assert words_of(" ＭＡＨＵＡ　麻花 麻花 ") == ["mahua", "麻花"]
    assert len(words_of(" ".join(map(str, range(50))))) == 8
