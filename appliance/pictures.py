"""Uploaded pictures: whatever a person sends becomes JPEGs of ours, without the place they were taken at."""

import asyncio
import functools
import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec
from PIL import Image, ImageOps

from appliance.errors import BadInput

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""More than any phone's camera; a picture that unfolds to more is a bomb."""

_KINDS = ("JPEG", "PNG", "WEBP")
_QUALITY = 84

T = TypeVar("T")


class PictureUnreadable(BadInput):
    zh = "这个文件不是能用的图片，请换一张 JPG、PNG 或 WebP"
    en = "This file is not a usable picture, please choose a JPG, PNG or WebP"


class PictureTooLarge(BadInput):
    zh = "图片太大了，请换一张 10 MB 以内的"
    en = "This picture is too large, please choose one below 10 MB"


class Scaled(msgspec.Struct, frozen=True):
    """One picture in several sizes: JPEGs by the length of the longer side, never larger than it came."""

    width: int
    height: int
    """Of the largest."""
    jpegs: dict[int, bytes]


async def fitted(raw: bytes, size: tuple[int, int], field: str = "picture") -> bytes:
    """A JPEG of exactly this size, cut to fit. Raises PictureUnreadable, PictureTooLarge with that `field`."""
    return await _with(raw, field, max(size) * 2, lambda picture: _jpeg(_fit(picture, size)))


async def scaled(raw: bytes, lengths: Sequence[int], field: str = "picture") -> Scaled:
    """The whole picture with these lengths of the longer side. Raises PictureUnreadable, PictureTooLarge."""
    return await _with(raw, field, max(lengths) * 2, lambda picture: _scale(picture, sorted(lengths, reverse=True)))


async def _with(raw: bytes, field: str, longest: int, drawn: Callable[[Image.Image], T]) -> T:
    if len(raw) > MOST_BYTES:
        raise PictureTooLarge(field=field)
    return await asyncio.get_running_loop().run_in_executor(_at_once(), _opened, raw, field, longest, drawn)


@functools.cache
def _at_once() -> ThreadPoolExecutor:
    """A large picture unfolds to hundreds of megabytes, so only two do at a time, however many are sent."""
    return ThreadPoolExecutor(2, "pictures")


def _opened(raw: bytes, field: str, longest: int, drawn: Callable[[Image.Image], T]) -> T:
    try:
        with Image.open(io.BytesIO(raw), formats=_KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureTooLarge(field=field)
            picture.draft("RGB", (longest, longest))
            return drawn(_on_white(ImageOps.exif_transpose(picture)))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureUnreadable(field=field) from error


def _on_white(picture: Image.Image) -> Image.Image:
    """A JPEG has no holes."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground


def _fit(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    return ImageOps.fit(picture, size, Image.Resampling.LANCZOS)


def _scale(picture: Image.Image, lengths: Sequence[int]) -> Scaled:
    """Each from the one before, the largest first."""
    jpegs: dict[int, bytes] = {}
    size = (0, 0)
    for length in lengths:
        picture.thumbnail((length, length), Image.Resampling.LANCZOS)
        size = size if jpegs else picture.size
        jpegs[length] = _jpeg(picture)
    return Scaled(*size, jpegs)


def _jpeg(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=_QUALITY, progressive=True)
    return written.getvalue()
