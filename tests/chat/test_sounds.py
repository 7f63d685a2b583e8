"""How Chinese sounds."""

import subprocess
import sys

import pytest

from chat import sounds as module
from chat.moderation import Judgement, Words, judged
from chat.sounds import sounds


@pytest.mark.parametrize(
    ("one", "other"), [("微信", "威信"), ("刷单", "唰丹"), ("隔壁老王", "隔必佬汪"), ("绿", "律"), ("aB1，", "aB1，")]
)
def test_what_sounds_alike_is_alike(one, other):
    assert sounds(one) == sounds(other)


@pytest.mark.parametrize(("one", "other"), [("绿", "路"), ("微信", "微星"), ("好", "hao")])
def test_what_does_not_is_not(one, other):
    assert sounds(one) != sounds(other)


def test_each_letter_has_one_sound():
    assert sounds("重庆a") == ("zhong", "qing", "a")
    assert sounds("") == ()


@pytest.mark.parametrize("text", ["个必老网", "去隔 壁 佬 汪 家买", "阁壁老旺！"])
def test_what_sounds_like_a_word_of_the_shops_own_waits_for_a_colleague(text):
    words = Words({"隔壁老王": "refuse"})
    assert judged(text, words) == Judgement("hold", "sound", "隔壁老王")


def test_what_is_written_as_it_is_listed_is_judged_by_the_list():
    words = Words({"隔壁老王": "refuse", "差评": "yours"})
    assert judged("隔壁老王", words).verdict == "refuse"
    assert judged("差评", words).verdict == "yours"
    assert judged("隔壁老王和佬汪", words).verdict == "refuse"


def test_of_our_own_words_only_the_letters_count():
    assert judged("见人说人话", Words({"坏词": "refuse"})).verdict == "pass"


@pytest.mark.parametrize("own", [{}, {"坏": "refuse"}, {"坏词": "off"}, {"bad": "refuse"}])
def test_one_letter_and_what_is_let_through_sounds_like_nothing(own):
    assert judged("淮次", Words(own)).verdict == judged("怀", Words(own)).verdict == "pass"


def test_without_the_table_words_are_found_by_their_letters(monkeypatch, caplog):
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda _: None)
    module._table.cache_clear()
    words = Words({"隔壁老王": "refuse"})
    module._table.cache_clear()
    assert judged("隔壁老王", words).verdict == "refuse"
    assert judged("隔必佬汪", words).verdict == "pass"
    assert "how Chinese sounds" in caplog.text
    monkeypatch.undo()
    module._table.cache_clear()


def test_nothing_is_read_while_a_shop_has_no_words_of_its_own():
    asked = (
        "import sys; from chat import sounds; from chat.moderation import Words, judged; "
        "judged('加微信', Words({})); assert not sounds._table.cache_info().currsize; "
        "judged('加微信', Words({'坏词': 'hold'})); assert sounds._table.cache_info().currsize; "
        "assert 'pypinyin' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", asked], check=True, timeout=60)
