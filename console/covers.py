"""Covers of rooms: whatever a person uploads becomes one small JPEG of ours, without the place it was taken at."""

import asyncio
import io

from PIL import Image, ImageOps

from appliance.errors import BadInput

SIZE = (1280, 720)
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""More than any phone's camera; a picture that unfolds to more is a bomb."""

_KINDS = ("JPEG", "PNG", "WEBP")


class PictureUnreadable(BadInput):
    zh = "这个文件不是能用的图片，请换一张 JPG、PNG 或 WebP"
    en = "This file is not a usable picture, please choose a JPG, PNG or WebP"


class PictureTooLarge(BadInput):
    zh = "图片太大了，请换一张 10 MB 以内的"
    en = "This picture is too large, please choose one below 10 MB"


async def recoded(raw: bytes) -> bytes:
    """A JPEG of 1280x720, cut to fit. Raises PictureUnreadable, PictureTooLarge."""
    if len(raw) > MOST_BYTES:
        raise PictureTooLarge(field="cover")
    return await asyncio.to_thread(_recode, raw)


def _recode(raw: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(raw), formats=_KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureTooLarge(field="cover")
            picture.draft("RGB", (SIZE[0] * 2, SIZE[1] * 2))
            upright = ImageOps.exif_transpose(picture)
            fitted = ImageOps.fit(upright.convert("RGB"), SIZE, Image.Resampling.LANCZOS)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureUnreadable(field="cover") from error
    written = io.BytesIO()
    fitted.save(written, "JPEG", quality=84, progressive=True)
    return written.getvalue()
