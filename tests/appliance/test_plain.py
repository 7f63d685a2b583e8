from appliance.plain import one_line, plain


def test_text_loses_what_no_keyboard_writes_and_keeps_its_lines():
    assert plain("第一行\r\n第二\x00行\t\u202e完\ud800") == "第一行\n第二行\t完"


def test_a_line_has_single_blanks_and_whole_emoji():
    assert one_line(" 津味\x00\n小\u202e店\t👩\u200d🍳 ") == "津味 小店 👩\u200d🍳"


def test_a_line_of_which_nobody_would_see_anything_is_empty():
    assert one_line(" \u200b\u2060 \u200d ") == ""
    assert one_line("\u0301") == ""
    assert one_line("好\u200b") == "好\u200b"
