"""What becomes of an uploaded picture."""

import io
import struct
import zlib

import pytest
from PIL import Image

from console.covers import MOST_BYTES, PictureTooLarge, PictureUnreadable, recoded


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
    with Image.open(io.BytesIO(await recoded(encoded(Image.new("RGB", (300, 300), "red"), kind)))) as cover:
        assert (cover.format, cover.size) == ("JPEG", (1280, 720))


async def test_a_picture_with_holes_is_put_on_no_garbage():
    assert await recoded(encoded(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG"))


async def test_the_place_where_it_was_taken_is_left_out():
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "A phone's maker"
    raw = encoded(Image.new("RGB", (40, 40)), "JPEG", exif=exif)
    with Image.open(io.BytesIO(await recoded(raw))) as cover:
        assert not cover.getexif()


async def test_a_picture_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    sideways = Image.new("RGB", (90, 160), "blue")
    sideways.paste("red", (0, 0, 45, 160))
    with Image.open(io.BytesIO(await recoded(encoded(sideways, "JPEG", exif=exif, quality=95)))) as cover:
        top, bottom = cover.getpixel((640, 40)), cover.getpixel((640, 680))
    assert top[0] > 200 > bottom[0]


@pytest.mark.parametrize("raw", [b"", b"GIF89a", b"<svg/>", b"\xff\xd8\xff" + b"\0" * 40, b"PK\x03\x04" + b"\0" * 40])
async def test_what_is_no_picture_is_refused(raw):
    with pytest.raises(PictureUnreadable):
        await recoded(raw)


async def test_a_gif_is_refused_although_pillow_knows_it():
    with pytest.raises(PictureUnreadable):
        await recoded(encoded(Image.new("P", (8, 8)), "GIF"))


async def test_a_picture_that_would_unfold_to_gigabytes_is_refused_by_its_head():
    with pytest.raises((PictureTooLarge, PictureUnreadable)):
        await recoded(bomb(50_000, 50_000))
    with pytest.raises(PictureTooLarge):
        await recoded(bomb(9_000, 9_000))


async def test_a_file_too_large_is_not_even_opened():
    with pytest.raises(PictureTooLarge):
        await recoded(b"\0" * (MOST_BYTES + 1))
