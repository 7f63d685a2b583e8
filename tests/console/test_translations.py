"""Both languages say everything."""

import re

from console.catalogue import english, renewed
from console.i18n import ENGLISH

HOLE = re.compile(r"%\(\w+\)s|\{\w+\}")


def test_the_english_catalogue_holds_what_is_spoken_now_and_nothing_else():
    assert ENGLISH.read_bytes() == renewed(), "run python -m console.catalogue and translate what is new"


def test_nothing_is_left_untranslated():
    assert [message.id for message in english() if message.id and not message.string] == []


def test_a_translation_has_no_hole_that_the_sentence_does_not_fill():
    for message in english():
        if message.id and "{month}" not in message.id:
            assert set(HOLE.findall(_all(message.string))) == set(HOLE.findall(_all(message.id))), message.id


def test_english_speaks_no_chinese_but_the_name_of_the_language():
    spoken = [message for message in english() if message.id]
    chinese = {_all(message.id) for message in spoken if re.search(r"[\u4e00-\u9fff]", _all(message.string))}
    assert chinese == {"中文"}


async def test_a_problem_speaks_the_language_of_its_reader(owner):
    owner.language = "en"
    answer = await owner.get("/console/rooms/nowhere")
    assert "There is no such room" in await answer.get_data(as_text=True)


async def test_no_english_page_has_a_word_of_chinese(owner, room):
    owner.language = "en"
    await owner.post(f"/console/rooms/{room}/settings", {"title": "Winter", "public": "true", "notice": ""})
    for address in ("/console/rooms", f"/console/rooms/{room}", "/console/shows", "/console/staff", "/console/system"):
        text = (await owner.read(address)).replace("王店长", "").replace("王", "")
        assert re.findall(r"[\u4e00-\u9fff]+", text) == [], address


def _all(said: str | tuple[str, ...]) -> str:
    """Of what is said for one and for many."""
    return said if isinstance(said, str) else " ".join(said)
