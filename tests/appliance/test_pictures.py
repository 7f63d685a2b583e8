"""What becomes of an uploaded picture."""

import asyncio
import io
import struct
import threading
import zlib

import pytest
from PIL import Image

from appliance import pictures
from appliance.pictures import MOST_BYTES, OF_A_VIEWER, PictureTooLarge, PictureUnreadable, fitted, scaled

SIZE = (1280, 720)


async def fitted_cover(raw: bytes) -> bytes:
    return await fitted(raw, SIZE, "cover")


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG whose head promises a picture of this size, in a few dozen bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_every_usual_kind_becomes_a_jpeg_of_one_size(kind):
    with Image.open(io.BytesIO(await fitted_cover(encoded(Image.new("RGB", (300, 300), "red"), kind)))) as cover:
        assert (cover.format, cover.size) == ("JPEG", (1280, 720))


async def test_a_picture_with_holes_is_put_on_no_garbage():
    assert await fitted_cover(encoded(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG"))


async def test_the_place_where_it_was_taken_is_left_out():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "A phone's maker"
    raw = encoded(Image.new("RGB", (40, 40)), "JPEG", exif=exif)
    with Image.open(io.BytesIO(await fitted_cover(raw))) as cover:
        assert not cover.getexif()


async def test_a_picture_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways = Image.new("RGB", (90, 160), "blue")
    sideways.paste("red", (0, 0, 45, 160))
    with Image.open(io.BytesIO(await fitted_cover(encoded(sideways, "JPEG", exif=exif, quality=95)))) as cover:
        top, bottom = cover.getpixel((640, 40)), cover.getpixel((640, 680))
    assert top[0] > 200 > bottom[0]


@pytest.mark.parametrize("raw", [b"", b"GIF89a", b"<svg/>", b"\xff\xd8\xff" + b"\0" * 40, b"PK\x03\x04" + b"\0" * 40])
async def test_what_is_no_picture_is_refused(raw):
    with pytest.raises(PictureUnreadable):
        await fitted_cover(raw)


async def test_a_gif_is_refused_although_pillow_knows_it():
    with pytest.raises(PictureUnreadable):
        await fitted_cover(encoded(Image.new("P", (8, 8)), "GIF"))


async def test_a_picture_that_would_unfold_to_gigabytes_is_refused_by_its_head():
    with pytest.raises((PictureTooLarge, PictureUnreadable)):
        await fitted_cover(bomb(50_000, 50_000))
    with pytest.raises(PictureTooLarge):
        await fitted_cover(bomb(9_000, 9_000))


async def test_a_viewers_picture_unfolds_to_less_than_a_colleagues():
    raw = bomb(6_000, 6_000)
    with pytest.raises(PictureTooLarge) as refused:
        await fitted(raw, SIZE, unfolded=OF_A_VIEWER)
    assert refused.value.sentence("zh") == "图片太大了，请换一张 2400 万像素、10 MB 以内的"
    with pytest.raises(PictureUnreadable):
        await fitted(raw, SIZE)


async def test_a_photo_of_a_good_phone_is_no_larger_than_what_is_wanted_of_it():
    raw = encoded(Image.new("RGB", (5_000, 5_000), "red"), "JPEG")
    assert await fitted(raw, (256, 256), unfolded=OF_A_VIEWER)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA"])
async def test_a_large_picture_is_made_smaller_before_anything_is_done_with_it(mode: str, monkeypatch):
    sizes: list[tuple[int, int]] = []
    white = pictures._on_white

    def on_white(picture: Image.Image) -> Image.Image:
        sizes.append(picture.size)
        return white(picture)

    monkeypatch.setattr(pictures, "_on_white", on_white)
    exif = Image.Exif()
    exif[0x0112] = 6
    found = await scaled(encoded(Image.new(mode, (1200, 900)), "PNG", exif=exif), (100,))
    assert (found.width, found.height, sizes) == (75, 100, [(225, 300)])


@pytest.mark.parametrize("mode", ["1", "P", "I;16", "CMYK"])
async def test_a_picture_that_cannot_be_halved_is_made_smaller_all_the_same(mode: str):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    found = await scaled(encoded(Image.new(mode, (1200, 900)), kind), (100,))
    assert (found.width, found.height) == (100, 75)


async def test_a_long_strip_is_still_cut_from_its_middle():
    strip = Image.new("RGB", (3000, 300), "red")
    strip.paste("blue", (1350, 0, 1650, 300))
    with Image.open(io.BytesIO(await fitted(encoded(strip, "PNG"), (256, 256)))) as cut:
        assert cut.size == (256, 256)
        assert cut.getpixel((128, 128))[2] > 200


async def test_a_file_too_large_is_not_even_opened():
    with pytest.raises(PictureTooLarge):
        await fitted_cover(b"\0" * (MOST_BYTES + 1))


async def test_a_picture_comes_in_sizes_and_is_never_made_larger():
    found = await scaled(encoded(Image.new("RGB", (3000, 1000), "red"), "PNG"), (200, 750, 1500))
    assert (found.width, found.height) == (1500, 500)
    sizes = {length: Image.open(io.BytesIO(jpeg)).size for length, jpeg in found.jpegs.items()}
    assert sizes == {200: (200, 67), 750: (750, 250), 1500: (1500, 500)}
    small = await scaled(encoded(Image.new("RGB", (90, 300), "red"), "JPEG"), (200, 750, 1500))
    assert (small.width, small.height) == (90, 300)
    assert Image.open(io.BytesIO(small.jpegs[1500])).size == (90, 300)


async def test_what_shines_through_becomes_white():
    raw = encoded(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG")
    with Image.open(io.BytesIO((await scaled(raw, (40,))).jpegs[40])) as picture:
        assert min(picture.getpixel((20, 20))) > 250


async def test_no_size_keeps_the_place_where_it_was_taken():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    found = await scaled(encoded(Image.new("RGB", (400, 400)), "JPEG", exif=exif), (200, 400))
    assert not any(Image.open(io.BytesIO(jpeg)).getexif() for jpeg in found.jpegs.values())


async def test_what_hides_behind_a_picture_does_not_come_along():
    behind = b"<script>alert(1)</script>PK\x03\x04"
    raw = encoded(Image.new("RGB", (400, 400)), "JPEG") + behind
    assert not any(behind in jpeg for jpeg in (await scaled(raw, (200, 400))).jpegs.values())


async def test_a_refusal_names_the_field_that_it_is_about():
    with pytest.raises(PictureUnreadable) as refused:
        await scaled(b"<svg onload='x()'/>", (200,), "avatar")
    assert refused.value.facts == {"field": "avatar"}


async def test_many_pictures_at_once_unfold_two_at_a_time(monkeypatch):
    threads: set[str] = set()

    def drawn(raw: bytes, *_: object) -> bytes:
        threads.add(threading.current_thread().name)
        return raw

    monkeypatch.setattr(pictures, "_opened", drawn)
    await asyncio.gather(*(fitted_cover(b"x") for _ in range(20)))
    assert {name.rpartition("_")[0] for name in threads} == {"pictures"}
    assert len(threads) <= 2
