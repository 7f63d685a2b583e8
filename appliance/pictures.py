"""Uploaded pictures: whatever a person sends becomes JPEGs of ours, without the place they were taken at."""

import asyncio
import functools
import io
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec
from PIL import Image, ImageOps

from appliance.errors import BadInput

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""More than any phone's camera; a picture that unfolds to more is a bomb."""
OF_A_VIEWER = 24_000_000
"""Unfolded: anybody may send one, and two are open at a time. A JPEG unfolds to hardly more than is wanted of it."""

_KINDS = ("JPEG", "PNG", "WEBP")
_HALVED = frozenset({"RGB", "RGBA", "L", "LA"})
_QUALITY = 84
_APP0, _COMMENT = b"\xff\xe0", b"\xff\xfe\x00\x12"
"""Of JFIF, which comes first where it comes; and the head of a comment of sixteen bytes."""

T = TypeVar("T")


class PictureUnreadable(BadInput):
    zh = "这个文件不是能用的图片，请换一张 JPG、PNG 或 WebP"
    en = "This file is not a usable picture, please choose a JPG, PNG or WebP"


class PictureTooLarge(BadInput):
    zh = "图片太大了，请换一张 {megapixels}00 万像素、10 MB 以内的"
    en = "This picture is too large, please choose one below {megapixels} megapixels and 10 MB"


class Scaled(msgspec.Struct, frozen=True):
    """One picture in several sizes: JPEGs by the length of the longer side, never larger than it came."""

    width: int
    height: int
    """Of the largest."""
    jpegs: dict[int, bytes]


async def fitted(raw: bytes, size: tuple[int, int], field: str = "picture", *, unfolded: int = MOST_PIXELS) -> bytes:
    """A JPEG of exactly this size, cut to fit. Raises PictureUnreadable, PictureTooLarge with that `field`.

    `unfolded`: the most pixels that it may have in memory.
    """
    return await _with(raw, field, unfolded, max(size) * 2, lambda picture: _jpeg(_fit(picture, size)))


def singular(jpeg: bytes) -> bytes:
    """The same picture with a comment (ITU-T T.81, B.2.4.5) that no other has: its file is one person's alone, and may
    go with him.
    """
    after = 4 + int.from_bytes(jpeg[4:6]) if jpeg[2:4] == _APP0 else 2
    return jpeg[:after] + _COMMENT + secrets.token_bytes(16) + jpeg[after:]


async def scaled(raw: bytes, lengths: Sequence[int], field: str = "picture", *, unfolded: int = MOST_PIXELS) -> Scaled:
    """The whole picture with these lengths of the longer side. Raises as `fitted` does."""
    falling = sorted(lengths, reverse=True)
    return await _with(raw, field, unfolded, falling[0] * 2, lambda picture: _scale(picture, falling))


async def _with(raw: bytes, field: str, unfolded: int, longest: int, drawn: Callable[[Image.Image], T]) -> T:
    if len(raw) > MOST_BYTES:
        raise _too_large(field, unfolded)
    return await asyncio.get_running_loop().run_in_executor(_at_once(), _opened, raw, field, unfolded, longest, drawn)


def _too_large(field: str, unfolded: int) -> PictureTooLarge:
    return PictureTooLarge(field=field, megapixels=unfolded // 1_000_000)


@functools.cache
def _at_once() -> ThreadPoolExecutor:
    """A large picture unfolds to hundreds of megabytes, so only two do at a time, however many are sent."""
    return ThreadPoolExecutor(2, "pictures")


def _opened(raw: bytes, field: str, unfolded: int, longest: int, drawn: Callable[[Image.Image], T]) -> T:
    try:
        with Image.open(io.BytesIO(raw), formats=_KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_large(field, unfolded)
            picture.draft("RGB", (longest, longest))
            if picture.width * picture.height > unfolded:
                raise _too_large(field, unfolded)
            return drawn(_on_white(ImageOps.exif_transpose(_smaller(picture, longest))))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureUnreadable(field=field) from error


def _smaller(picture: Image.Image, longest: int) -> Image.Image:
    """Neither side below `longest`, before copies are made of it; a JPEG has unfolded to no more."""
    times = min(picture.size) // longest
    whole = picture.mode in _HALVED and "transparency" not in picture.info
    return picture.reduce(times) if times > 1 and whole else picture


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
