"""What is drawn once and laid over many pictures: nameplates, and the card of who is away. Runs in the worker only."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from media.slate.font import find_font
from media.slate.typeface import typeface

Plane = npt.NDArray[np.uint8]
AWAY, DARK = ("重连中", "Reconnecting"), ("摄像头已关", "Camera off")
_INK, _SOFT, _NIGHT = (255, 250, 245), (172, 152, 143), (24, 20, 22)
_SCRIM = 150
"""How dark a nameplate's ground is, of 255."""


class Sticker:
    """A picture with an opacity in planes of YUV 4:2:0 (BT.601, studio range), to be laid on a picture of that kind."""

    def __init__(self, picture: Image.Image) -> None:
        even = picture.crop((0, 0, picture.width // 2 * 2, picture.height // 2 * 2))
        alpha = np.asarray(even.getchannel("A"), np.uint16)
        planes = yuv(np.asarray(even.convert("RGB")))
        self.width, self.height = even.size
        self._opacity = (alpha, _halved(alpha), _halved(alpha))
        self._ink = tuple(plane * opacity for plane, opacity in zip(planes, self._opacity, strict=True))

    def lay(self, planes: tuple[Plane, ...], x: int, y: int) -> None:
        """With its left upper corner at `x`, `y`, both even; it must lie within the picture."""
        for number, (plane, ink, opacity) in enumerate(zip(planes, self._ink, self._opacity, strict=True)):
            step = 1 if number == 0 else 2
            tall, wide = ink.shape
            under = plane[y // step : y // step + tall, x // step : x // step + wide]
            under[:] = (under * (255 - opacity) + ink) // 255


def yuv(rgb: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint16], ...]:
    """The planes of BT.601 in studio range (ITU-R BT.601-7, 2.5), as browsers send theirs; colour at half the size."""
    red, green, blue = (rgb[..., channel].astype(np.float32) / 255 for channel in range(3))
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    blueness, redness = (blue - luma) / 1.772, (red - luma) / 1.402
    return (
        _level(16 + 219 * luma),
        _halved(_level(128 + 224 * blueness)),
        _halved(_level(128 + 224 * redness)),
    )


@lru_cache(maxsize=64)
def nameplate(name: str, tall: int) -> Sticker:
    """White on a scrim, `tall` pixels high."""
    face = typeface(_font(), max(12, tall * 6 // 10))
    wide = int(face.getlength(name)) + tall
    plate = Image.new("RGBA", (wide, tall), (0, 0, 0, 0))
    pen = ImageDraw.Draw(plate)
    pen.rounded_rectangle((0, 0, wide - 1, tall - 1), tall // 2, fill=(*_NIGHT, _SCRIM))
    pen.text((wide / 2, tall / 2), name, font=face, fill=(*_INK, 255), anchor="mm")
    return Sticker(plate)


@lru_cache(maxsize=32)
def card(words: tuple[str, str], name: str, width: int, height: int) -> tuple[npt.NDArray[np.uint8], ...]:
    """What stands in a tile in place of a picture: its planes."""
    picture = Image.new("RGB", (width, height), _NIGHT)
    pen = ImageDraw.Draw(picture)
    edge = min(width, height)
    chinese, english = words if _font() else ("", words[1])
    for text, size, colour, place in (
        (name, edge // 9, _INK, -0.13),
        (chinese, edge // 12, _INK, 0.03),
        (english, edge // 20, _SOFT, 0.14),
    ):
        face = typeface(_font(), max(10, size))
        pen.text((width / 2, height / 2 + place * edge), text, font=face, fill=colour, anchor="mm")
    return tuple(plane.astype(np.uint8) for plane in yuv(np.asarray(picture)))


@lru_cache(maxsize=1)
def _font() -> Path | None:
    return find_font()


def _level(values: npt.NDArray[np.floating]) -> npt.NDArray[np.uint16]:
    levels: npt.NDArray[np.uint16] = np.clip(np.rint(values), 0, 255).astype(np.uint16)
    return levels


def _halved(plane: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint16]:
    summed: npt.NDArray[np.uint16] = plane[::2, ::2] + plane[1::2, ::2] + plane[::2, 1::2] + plane[1::2, 1::2]
    return summed // np.uint16(4)
