"""What stands in a template's field is in the form that WeChat takes."""

import pytest

from appliance.simulator.weixin_fields import wrong_field
from store.reach.fields import TAKES, sort_of, written


@pytest.mark.parametrize(
    ("field", "sort", "value", "shown"),
    [
        ("thing1", "words", "十八街麻花礼盒", "十八街麻花礼盒"),
        ("thing1", "words", "一二三四五六七八九十一二三四五六七八九十", "一二三四五六七八九十一二三四五六七八九十"),
        ("thing1", "words", "一二三四五六七八九十一二三四五六七八九十一", "一二三四五六七八九十一二三四五六七八九…"),
        ("thing1", "words", " 两行\n一行 ", "两行 一行"),
        ("thing1", "words", "", "无"),
        ("phrase3", "words", "中通快递公司", "中通快递公"),
        ("phrase3", "words", "EMS", "无"),
        ("character_string12", "code", "SF 1234 甲", "SF1234"),
        ("character_string12", "code", "老李送", "-"),
        ("character_string12", "code", "7" * 40, "7" * 32),
        ("thing4", "code", "JB20261129", "JB20261129"),
        ("time2", "moment", "2026-11-29T09:05:00+00:00", "2026年11月29日 17:05"),
        ("date2", "moment", "2026-11-29T20:00:00+00:00", "2026年11月30日"),
        ("thing2", "moment", "2026-11-29T09:05:00+00:00", "2026年11月29日 17:05"),
        ("amount2", "money", 1250, "¥12.50"),
        ("thing2", "money", 100, "1.00元"),
        ("amount2", "money", None, "¥0.00"),
    ],
)
def test_a_value_is_cut_and_written_as_its_field_takes_it(field, sort, value, shown):
    assert written(field, sort, value) == shown
    assert wrong_field({field: shown}, [field]) == ""


@pytest.mark.parametrize("sort", TAKES)
def test_no_value_leaves_any_field_empty(sort):
    for kind in TAKES[sort]:
        if sort != "moment":
            assert written(f"{kind}1", sort, None) != ""


def test_a_name_that_no_field_has_is_of_no_sort():
    assert [sort_of(name) for name in ("thing1", "character_string12", "thing", "Thing 1", "thing123", "")] == [
        "thing", "character_string", "", "", "", "",
    ]  # fmt: skip
