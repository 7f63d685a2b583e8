"""Letters between stores: nobody else writes them, and they are for one reader and one time; and pairing codes."""

from datetime import timedelta

import pytest

from appliance.keys import Keys
from media.stage.stores import codes, letters
from media.stage.stores.codes import Code
from media.stage.stores.letters import Own
from media.stage.stores.messages import Cancel, Hello, Invite
from media.stage.stores.problems import AddressUnusable, CodeUnreadable, LetterLate, LetterRefused, NameUnusable

TEA, SHOE, THIEF = (Own(Keys(bytes([number]) * 32)) for number in (1, 2, 3))


@pytest.fixture
def now(clock):
    return clock.now()


def test_a_letter_is_read_by_whom_it_is_for(now):
    says = Invite("pk", "茶铺", 180, 60, "唱一首歌")
    assert letters.read(TEA.write(SHOE.id, says, now), TEA.key, SHOE.id, now) == says


def test_a_store_is_the_same_after_its_keys_came_back_from_a_backup():
    assert Own(Keys(bytes([1]) * 32)).id == TEA.id != SHOE.id


def test_nobody_writes_in_anothers_name(now):
    forged = THIEF.write(SHOE.id, Cancel("pk"), now)
    with pytest.raises(LetterRefused):
        letters.read(forged, TEA.key, SHOE.id, now)


def test_a_letter_for_another_is_not_ours_and_our_own_does_not_come_back_to_us(now):
    with pytest.raises(LetterRefused):
        letters.read(TEA.write(THIEF.id, Hello(), now), TEA.key, SHOE.id, now)
    with pytest.raises(LetterRefused):
        letters.read(TEA.write(SHOE.id, Hello(), now), SHOE.key, TEA.id, now)


@pytest.mark.parametrize("seconds", [-31, 31])
def test_a_letter_of_another_time_is_not_read(now, seconds):
    with pytest.raises(LetterLate):
        letters.read(TEA.write(SHOE.id, Hello(), now + timedelta(seconds=seconds)), TEA.key, SHOE.id, now)


def test_an_answer_is_to_the_question_that_was_asked(now):
    asked, other = TEA.write(SHOE.id, Hello(), now), TEA.write(SHOE.id, Cancel("pk"), now)
    answer = SHOE.write(TEA.id, Hello(), now, letters.name_of(asked))
    assert letters.read(answer, SHOE.key, TEA.id, now, letters.name_of(asked)) == Hello()
    for wrong in (letters.name_of(other), ""):
        with pytest.raises(LetterRefused):
            letters.read(answer, SHOE.key, TEA.id, now, wrong)


def test_whatever_is_changed_on_the_way_is_noticed(now):
    letter = TEA.write(SHOE.id, Cancel("pk"), now)
    head, _, tail = letter.partition(".")
    for spoilt in (f"{head[:-3]}AAA.{tail}", f"{head}.{tail[:-4]}AAAA", head, ".", "é.é", letter * 50):
        with pytest.raises(LetterRefused):
            letters.read(spoilt, TEA.key, SHOE.id, now)
    with pytest.raises(LetterRefused):
        letters.opened("bm90IGpzb24.AAAA")


def test_a_pairing_code_survives_being_pasted_with_line_breaks():
    code = Code("1", "s" * 40, "茶铺", "http://10.8.0.2:8080", TEA.key)
    written = codes.written(code)
    assert codes.read(f" {written[:20]}\n{written[20:]} ") == code


@pytest.mark.parametrize(
    "pasted", ["", "abc", "你好", "e30", "x" * 2000, codes.written(Code("1", "", "茶", "ftp://x", "k"))]
)
def test_what_is_no_pairing_code_is_said_to_be_none(pasted):
    with pytest.raises(CodeUnreadable):
        codes.read(pasted)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("http://10.8.0.2:8080", "http://10.8.0.2:8080"),
        (" https://tea.example.com/ ", "https://tea.example.com"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://[fd00::2]:8080", "http://[fd00::2]:8080"),
    ],
)
def test_an_address_leads_to_a_box_wherever_the_owners_put_it(typed, kept):
    assert codes.address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "10.8.0.2:8080", "ftp://tea", "http://", "http://a@b", "http://tea/console", "http://tea?x=1", "http://tea:port",
        "http://169.254.169.254", "http://0.0.0.0:80", "http://224.0.0.1", "http://t%65a", "http://" + "a" * 300,
    ],
)  # fmt: skip
def test_an_address_says_nothing_but_where(typed):
    with pytest.raises(AddressUnusable):
        codes.address(typed)


def test_a_name_is_short_and_on_one_line():
    assert codes.name(" 茶\n铺 ") in ("茶铺", "茶 铺")
    for wrong in ("", " ", "长" * 21):
        with pytest.raises(NameUnusable):
            codes.name(wrong)
