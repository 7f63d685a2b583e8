"""How a poster looks, as far as a machine can see."""

import io

import pytest
from PIL import Image, ImageDraw

from appliance.posters import drawing
from appliance.posters.drawing import CODE, EDGE, HEIGHT, PICTURE, WIDTH, draw, qr, wrapped
from appliance.posters.face import Face
from media.slate.typeface import typeface

TEA = Face(shop="津味小店", title="周末茶话会", line="直播中", live=True, hint="扫码看直播")
LONG = "http://192.168.1.20:8080/rooms/0123456789abcdefghij?from=qr&ticket=" + "Ab3-" * 28


def jpeg(colour: str, size: tuple[int, int] = (600, 900)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG")
    return written.getvalue()


def opened(poster: bytes) -> Image.Image:
    return Image.open(io.BytesIO(poster)).convert("RGB")


@pytest.mark.parametrize("text", ["http://10.0.0.2/rooms/a", LONG])
def test_its_code_can_be_read_back(leads_to, text: str):
    poster = draw(TEA, None, qr(text))
    assert leads_to(poster, text)
    assert not leads_to(poster, text + "b")


def test_a_code_of_the_platform_is_shrunk_into_its_field():
    large = io.BytesIO()
    Image.new("RGB", (430, 430), "black").save(large, "PNG")
    poster = opened(draw(TEA, None, large.getvalue()))
    assert sum(poster.getpixel((WIDTH - EDGE - CODE // 2, PICTURE + EDGE + CODE // 2))) < 30
    assert poster.getpixel((WIDTH - 10, PICTURE + EDGE + CODE // 2)) == (255, 255, 255)


def test_the_picture_fills_what_is_above_the_words():
    poster = opened(draw(TEA, jpeg("#2050a0"), qr("a")))
    assert poster.size == (WIDTH, HEIGHT)
    for place in ((4, 4), (WIDTH - 4, 4), (4, PICTURE - 8), (WIDTH - 4, PICTURE - 8)):
        assert poster.getpixel(place)[2] > 140
    assert poster.getpixel((4, PICTURE + 10)) == (255, 255, 255)


def test_without_a_picture_it_has_a_ground_of_the_houses_colour():
    red, green, blue = opened(draw(TEA, None, qr("a"))).getpixel((10, 10))
    assert red > 180
    assert max(green, blue) < 80


def test_live_is_filled_with_the_houses_colour_and_what_comes_is_only_written():
    place = (EDGE + 10, PICTURE + EDGE + 24)
    assert opened(draw(TEA, None, qr("a"))).getpixel(place)[1] < 120
    coming = Face(shop="津味小店", title="茶话会", line="11月29日 20:00 开播")
    assert opened(draw(coming, None, qr("a"))).getpixel((EDGE + 300, place[1])) == (255, 255, 255)


def test_a_price_and_the_one_before_stand_above_the_title():
    plain = Face(shop="津味小店", title="麻花", price="¥29.90")
    struck = Face(shop="津味小店", title="麻花", price="¥29.90", struck="¥39.90")
    assert draw(plain, None, qr("a")) != draw(struck, None, qr("a"))


def test_a_house_without_a_font_draws_picture_and_code(monkeypatch: pytest.MonkeyPatch, leads_to):
    monkeypatch.setattr(drawing, "_font", lambda: None)
    assert leads_to(draw(TEA, None, qr("http://shop/rooms/a")), "http://shop/rooms/a")


def test_a_long_title_ends_with_an_ellipsis_in_the_second_line():
    pen, letters = ImageDraw.Draw(Image.new("RGB", (10, 10))), typeface(None, 36)
    first, second = wrapped(pen, "W" * 60, letters, 2)
    assert not first.endswith("…")
    assert second.endswith("…")
    assert wrapped(pen, "tea", letters, 2) == ["tea"]
