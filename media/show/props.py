"""What stands on the counter and in the sky, drawn as shapes."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]
Pen = ImageDraw.ImageDraw

VERMILION, GOLD, JADE, INDIGO = (226, 72, 46), (222, 166, 66), (84, 140, 118), (58, 84, 116)
INK, PAPER, WOOD = (46, 36, 34), (255, 250, 243), (150, 98, 66)

_FINER = 3
_BOX = 220
"""Side of a product's square before scaling."""


def products(scale: float) -> list[Image.Image]:
    """Tea pot, tin, persimmons, honey and cup: RGBA squares that stand on their lower edge."""
    return [_drawn(draw, scale) for draw in (_pot, _tin, _persimmons, _honey, _cup)]


def sun(radius: int) -> Image.Image:
    """With its halo, twice as wide as itself."""
    side = 4 * radius
    y, x = np.mgrid[0:side, 0:side] - (side - 1) / 2
    distance = np.hypot(x, y) / radius
    disc = np.clip((1 - distance) * radius + 0.5, 0, 1)
    halo = 0.34 * np.clip(1 - (distance - 1), 0, 1) ** 2
    picture = np.empty((side, side, 4), np.uint8)
    picture[..., :3] = (240, 92, 58)
    picture[..., 3] = np.maximum(disc, halo) * 255
    return Image.fromarray(picture, "RGBA")


def pier(width: int, height: int, plank: int, bays: int) -> Image.Image:
    """A counter of wood that stands in the water on its posts."""
    picture = Image.new("RGBA", (width, height), (*WOOD, 0))
    pen = ImageDraw.Draw(picture)
    for post in range(bays + 1):
        middle = width * post / bays
        pen.rectangle((middle - plank * 0.7, plank, middle + plank * 0.7, height), fill=(122, 80, 56))
    pen.rectangle((0, 0, width, plank), fill=(176, 120, 82))
    pen.rectangle((0, plank * 0.7, width, plank), fill=WOOD)
    return picture


def wave(width: int, height: int, colour: Colour, crests: int, swell: float) -> Image.Image:
    """One period of water, `crests` waves long and `swell` pixels high, that joins itself at the sides."""
    x = np.arange(width) * 2 * np.pi * crests / width
    top = swell * (1 + 0.6 * np.sin(x) + 0.3 * np.sin(2 * x + 1))
    depth = np.arange(height)[:, None] - top[None, :]
    picture = np.empty((height, width, 4), np.uint8)
    shade = 1 - 0.25 * np.clip(depth / height, 0, 1)
    picture[..., :3] = np.array(colour) * shade[..., None]
    picture[..., 3] = np.clip(depth + 0.5, 0, 1) * 215
    return Image.fromarray(picture, "RGBA")


def label(
    text: str, font: ImageFont.FreeTypeFont, colour: Colour, ground: tuple[int, ...] | None = None
) -> Image.Image:
    """A line of text, on a rounded `ground` if one is given."""
    left, top, right, foot = font.getbbox(text)
    margin = round(font.size / 2) if ground else 2
    size = (round(right - left + 2 * margin), round(foot - top + 2 * margin))
    picture = Image.new("RGBA", size, (*colour, 0))
    pen = ImageDraw.Draw(picture)
    if ground:
        pen.rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), margin, fill=ground)
    pen.text((margin - left, margin - top), text, font=font, fill=colour)
    return picture


def _drawn(draw: Callable[[Pen], None], scale: float) -> Image.Image:
    picture = Image.new("RGBA", (_BOX * _FINER, _BOX * _FINER), (*INK, 0))
    pen = ImageDraw.Draw(picture)
    _oval(pen, (30, 206, 190, 222), (*INK, 50))
    draw(pen)
    side = round(_BOX * scale) // 2 * 2
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def _oval(pen: Pen, box: Box, fill: tuple[int, ...]) -> None:
    pen.ellipse([_FINER * edge for edge in box], fill=fill)


def _block(pen: Pen, box: Box, fill: tuple[int, ...], corner: float) -> None:
    pen.rounded_rectangle([_FINER * edge for edge in box], corner * _FINER, fill=fill)


def _ring(pen: Pen, box: Box, colour: Colour, width: float) -> None:
    pen.ellipse([_FINER * edge for edge in box], outline=colour, width=round(width * _FINER))


def _pot(pen: Pen) -> None:
    _ring(pen, (142, 92, 206, 176), INDIGO, 13)
    spout = [(58, 168), (8, 92), (26, 86), (84, 136)]
    pen.polygon([(_FINER * x, _FINER * y) for x, y in spout], fill=INDIGO)
    _oval(pen, (36, 84, 174, 214), INDIGO)
    _block(pen, (76, 78, 134, 92), (42, 62, 88), 6)
    _oval(pen, (94, 58, 116, 80), VERMILION)
    _oval(pen, (62, 108, 78, 140), (112, 140, 172))


def _tin(pen: Pen) -> None:
    _block(pen, (52, 62, 168, 214), VERMILION, 12)
    _block(pen, (46, 44, 174, 78), (176, 46, 32), 10)
    _oval(pen, (74, 104, 146, 176), GOLD)
    _oval(pen, (82, 112, 138, 168), PAPER)
    leaf = [(110, 118), (128, 142), (110, 162), (92, 142)]
    pen.polygon([(_FINER * x, _FINER * y) for x, y in leaf], fill=JADE)


def _persimmons(pen: Pen) -> None:
    for left, top, size in ((18, 108, 104), (94, 92, 120)):
        _oval(pen, (left, top, left + size, top + size), (236, 112, 44))
        _oval(pen, (left + size * 0.18, top + size * 0.2, left + size * 0.36, top + size * 0.46), (250, 168, 104))
        for turn in (0.2, 0.4, 0.6):
            _oval(pen, (left + size * turn, top - 6, left + size * (turn + 0.2), top + 14), JADE)


def _honey(pen: Pen) -> None:
    _block(pen, (48, 74, 172, 214), GOLD, 30)
    _block(pen, (58, 46, 162, 80), WOOD, 10)
    _block(pen, (62, 118, 158, 182), PAPER, 8)
    for x, y in ((94, 138), (116, 138), (105, 157)):
        _hexagon(pen, x, y, 12)
    _block(pen, (60, 88, 70, 112), (246, 210, 138), 5)


def _hexagon(pen: Pen, x: float, y: float, radius: float) -> None:
    pen.regular_polygon((_FINER * x, _FINER * y, _FINER * radius), 6, rotation=30, fill=GOLD)


def _cup(pen: Pen) -> None:
    _ring(pen, (140, 110, 198, 168), JADE, 11)
    _oval(pen, (26, 194, 184, 216), (58, 104, 88))
    pen.pieslice([_FINER * edge for edge in (36, 18, 168, 206)], 0, 180, fill=JADE)
    _oval(pen, (36, 98, 168, 126), (118, 170, 150))
    _oval(pen, (46, 103, 158, 122), (134, 74, 40))
    for x in (84, 112):
        _block(pen, (x, 48, x + 8, 88), (255, 255, 255, 130), 4)
