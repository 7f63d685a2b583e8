"""What a poster says, in both languages."""

from datetime import UTC, datetime

import msgspec
import pytest

from appliance.posters.face import Face, Priced, invite_face, name_of, product_face, room_face

TONIGHT = datetime(2026, 11, 29, 12, tzinfo=UTC)


def line(state: str, starts_at: datetime | None = None, language="zh") -> str:
    return room_face("津味小店", "茶话会", "", state=state, starts_at=starts_at, language=language).line


@pytest.mark.parametrize(
    ("state", "starts_at", "zh", "en"),
    [
        ("live", TONIGHT, "直播中", "Live now"),
        ("away", TONIGHT, "直播中", "Live now"),
        ("scheduled", TONIGHT, "11月29日 20:00 开播", "Live on 29 Nov at 20:00"),
        ("off", None, "直播间", "Live room"),
    ],
)
def test_a_room_says_when_there_is_something_to_see(state, starts_at, zh, en):
    assert (line(state, starts_at), line(state, starts_at, "en")) == (zh, en)


def test_only_a_room_on_air_wears_the_mark():
    assert room_face("店", "茶", "", state="away", starts_at=None, language="zh").live
    assert not room_face("店", "茶", "", state="off", starts_at=None, language="zh").live


def priced(*prices: Priced, language="zh") -> tuple[str, str]:
    face = product_face("津味小店", "麻花", "", prices, language)
    return face.price, face.struck


def test_a_product_says_its_price_and_the_one_before_when_that_was_higher():
    assert priced(Priced(2990, 3990)) == ("¥29.90", "¥39.90")
    assert priced(Priced(2990, 2990)) == ("¥29.90", "")
    assert priced(Priced(3000)) == ("¥30", "")


def test_of_several_prices_it_says_the_lowest_and_that_there_are_others():
    assert priced(Priced(4990), Priced(2990, 3990)) == ("¥29.90 起", "¥39.90")
    assert priced(Priced(4990), Priced(2990), language="en") == ("from ¥29.90", "")
    assert priced(Priced(2990), Priced(2990)) == ("¥29.90", "")


def test_a_product_without_a_variety_has_no_price():
    assert priced() == ("", "")


def test_another_word_picture_or_address_is_another_poster():
    face = Face(shop="津味小店", title="茶话会")
    names = {
        name_of(face, "http://shop/rooms/a"),
        name_of(face, "http://shop/rooms/a?ticket=1"),
        name_of(msgspec.structs.replace(face, title="茶会"), "http://shop/rooms/a"),
        name_of(msgspec.structs.replace(face, picture="1.jpg"), "http://shop/rooms/a"),
    }
    assert len(names) == 4
    assert name_of(face, "http://shop/rooms/a") in names


@pytest.mark.parametrize(
    ("points", "coupon", "zh", "en"),
    [
        (50, "", "新朋友首单得 50 积分", "50 points with the first order"),
        (50, "新客券", "新朋友首单有礼", "A gift with the first order"),
        (0, "", "", ""),
    ],
)
def test_an_invitation_says_what_the_friend_gets(points, coupon, zh, en):
    assert invite_face("津味小店", points, coupon, "zh").line == zh
    assert invite_face("津味小店", points, coupon, "en").line == en
