"""Pictures in planes of 4:2:0, on which a small part changes from frame to frame: far cheaper than drawing in RGB."""

from typing import Any

import av
import numpy as np
import numpy.typing as npt
from PIL import Image

Plane = npt.NDArray[np.uint8]


class Sprite:
    """An RGBA picture, ready to be laid over a canvas."""

    def __init__(self, picture: Image.Image) -> None:
        """Odd edges are cut off: colour has half the resolution."""
        width, height = picture.width // 2 * 2, picture.height // 2 * 2
        picture = picture.convert("RGBA").crop((0, 0, width, height))
        self.width, self.height = width, height
        self.planes = planes(picture.convert("RGB"))
        alpha = picture.getchannel("A")
        small = alpha.resize((width // 2, height // 2), Image.Resampling.BOX)
        full, half = (np.asarray(cover, dtype=np.uint16) for cover in (alpha, small))
        self.cover = (full, half, half)


class Canvas:
    """One frame; `data` is what `av.VideoFrame.from_ndarray` takes as yuv420p."""

    def __init__(self, background: Image.Image) -> None:
        self.width, self.height = background.size
        self._still = np.concatenate([plane.reshape(-1) for plane in planes(background)])
        self._frame = self._still.copy()
        self._views = self._planes_of(self._frame)

    @property
    def data(self) -> Plane:
        return self._frame.reshape(self.height * 3 // 2, self.width)

    def clear(self) -> None:
        self._frame[:] = self._still

    def lay(self, sprite: Sprite, x: float, y: float) -> None:
        """Over what is there, the sprite's left upper corner at the even pixel next to `x`, `y`; clipped."""
        left, top = round(x / 2) * 2, round(y / 2) * 2
        for plane, (canvas, source, cover) in enumerate(zip(self._views, sprite.planes, sprite.cover, strict=True)):
            half = 2 if plane else 1
            _lay(canvas, source, cover, left // half, top // half)

    def _planes_of(self, frame: Plane) -> tuple[Plane, Plane, Plane]:
        luma, chroma = self.width * self.height, self.width * self.height // 4
        half = (self.height // 2, self.width // 2)
        return (
            frame[:luma].reshape(self.height, self.width),
            frame[luma : luma + chroma].reshape(half),
            frame[luma + chroma :].reshape(half),
        )


def planes(picture: Image.Image) -> tuple[Plane, Plane, Plane]:
    """Y, U and V of BT.709."""
    colour = np.ascontiguousarray(picture.convert("RGB"))
    frame = av.VideoFrame.from_ndarray(colour, format="rgb24").reformat(format="yuv420p", dst_colorspace="ITU709")
    rows: npt.NDArray[Any] = frame.to_ndarray()
    width, height = picture.size
    luma, chroma = rows[:height], rows[height:].reshape(2, height // 2, width // 2)
    return luma, chroma[0], chroma[1]


def _lay(canvas: Plane, source: Plane, cover: npt.NDArray[np.uint16], left: int, top: int) -> None:
    x, y = max(left, 0), max(top, 0)
    right, foot = min(left + source.shape[1], canvas.shape[1]), min(top + source.shape[0], canvas.shape[0])
    if x >= right or y >= foot:
        return
    part = (slice(y - top, foot - top), slice(x - left, right - left))
    below, alpha = canvas[y:foot, x:right], cover[part]
    mixed = source[part] * alpha + below * (255 - alpha)
    below[:] = (mixed + 127) // 255
