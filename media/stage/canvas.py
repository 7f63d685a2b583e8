"""Lays everybody's pictures beside each other into one. Runs in the worker only."""

from collections.abc import Sequence
from typing import cast

import av
import msgspec
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from media.stage.drawing import Plane, card, nameplate
from media.stage.layout import Layout, Tile, cover, cut, tiles

_MARGIN = 12
_GROUND = (34, 128, 129)
"""Behind what no tile covers: the house's night."""


class Shown(msgspec.Struct, frozen=True):
    """One who stands in the picture."""

    name: str
    frame: av.VideoFrame | None
    words: tuple[str, str] = ("", "")
    """What a card says where there is no frame."""


class Canvas:
    """A picture after another of one size. Every frame is a new one: the encoder may still hold the last."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._scalers: dict[int, VideoReformatter] = {}

    def compose(self, layout: Layout, people: Sequence[Shown]) -> av.VideoFrame:
        """The host first."""
        whole = av.VideoFrame(*self.size, "yuv420p")
        whole.colorspace, whole.color_range = Colorspace.ITU601, ColorRange.MPEG
        planes = _planes(whole)
        places = tiles(layout, len(people), self.size)
        if sum(tile.width * tile.height for tile in places) < self.size[0] * self.size[1]:
            for plane, level in zip(planes, _GROUND, strict=True):
                plane[:] = level
        for number, (tile, one) in enumerate(zip(places, people, strict=False)):
            self._place(number, planes, tile, one)
            if len(places) > 1 and one.name:
                self._name(planes, tile, one.name)
        return whole

    def _place(self, number: int, planes: tuple[Plane, ...], tile: Tile, one: Shown) -> None:
        if one.frame is None:
            found: tuple[Plane, ...] = card(one.words, one.name, tile.width, tile.height)
        else:
            found = self._filling(number, one.frame, tile)
        for step, plane, source in zip((1, 2, 2), planes, found, strict=True):
            x, y, wide, tall = (value // step for value in (tile.x, tile.y, tile.width, tile.height))
            plane[y : y + tall, x : x + wide] = source

    def _name(self, planes: tuple[Plane, ...], tile: Tile, name: str) -> None:
        """Left, where every phone shows it: below; upright, where viewers have their buttons at the foot, above.

        Who fills an upright picture has none: his name stands over the room.
        """
        plate = nameplate(name, max(22, min(tile.width, tile.height) // 12 // 2 * 2))
        unseen, foot = cut(self.size), tile.y + tile.height
        left, right = max(tile.x, unseen) + _MARGIN, min(tile.x + tile.width, self.size[0] - unseen) - _MARGIN
        covered = unseen > 0 and foot == self.size[1]
        if plate.width > right - left or (covered and tile.y == 0):
            return
        plate.lay(planes, left, tile.y + _MARGIN if covered else foot - plate.height - _MARGIN)

    def _filling(self, number: int, frame: av.VideoFrame, tile: Tile) -> tuple[Plane, ...]:
        """The planes of `frame` at the tile's size: scaled until it fills it, the rest cut off on both sides."""
        width, height = cover(frame.width, frame.height, tile)
        scaled = frame
        if (frame.width, frame.height, frame.format.name) != (width, height, "yuv420p"):
            scaler = self._scalers.setdefault(number, VideoReformatter())
            scaled = scaler.reformat(frame, width, height, "yuv420p", interpolation=Interpolation.BILINEAR)
        left, top = (width - tile.width) // 4 * 2, (height - tile.height) // 4 * 2
        return tuple(
            plane[top // step : (top + tile.height) // step, left // step : (left + tile.width) // step]
            for step, plane in zip((1, 2, 2), _planes(scaled), strict=True)
        )


def _planes(frame: av.VideoFrame) -> tuple[Plane, ...]:
    """Views of a frame's memory, as wide as the picture."""
    return tuple(
        np.frombuffer(cast("memoryview", plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        for plane in frame.planes
    )
