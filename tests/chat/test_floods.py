"""The same thing over and over."""

from chat.floods import CROWD_MAY, MOST, WINDOW, Floods

ADVERT = "更便宜的在另一个直播间快来看看吧"


def test_one_viewer_may_say_it_twice_and_not_thrice():
    floods = Floods()
    assert [floods.note("r", "m1", "好看", at) for at in (0, 1, 2)] == ["", "", "repeats"]
    assert floods.note("r", "m2", "好看", 3) == ""
    assert floods.note("r2", "m1", "好看", 3) == ""


def test_after_a_while_it_may_be_said_again():
    floods = Floods()
    for at in (0, 1):
        floods.note("r", "m1", "好看", at)
    assert floods.note("r", "m1", "好看", WINDOW + 1.5) == ""


def test_a_crowd_that_says_the_same_long_thing_is_no_crowd():
    floods = Floods()
    said = [floods.note("r", f"m{number}", ADVERT, number / 10) for number in range(CROWD_MAY + 2)]
    assert said == [""] * CROWD_MAY + ["crowd"] * 2


def test_everybody_may_say_a_short_thing():
    floods = Floods()
    assert {floods.note("r", f"m{number}", "我要福袋", 0) for number in range(50)} == {""}


def test_signs_alone_are_not_compared():
    floods = Floods()
    assert {floods.note("r", "m1", "", 0) for _ in range(9)} == {""}


def test_it_remembers_no_more_than_it_should():
    floods = Floods()
    for number in range(MOST + 10):
        floods.note("r", "m1", str(number), 0)
    assert len(floods._said) == MOST
