"""The goods' pictures, drawn here: a shop that has just opened has no photographer."""

import functools
import io
import math
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

from media.show.props import GOLD, INK, JADE, PAPER, VERMILION, WOOD, Colour, Pen, products

SIDE = 750
_FINER = 2
_GROUNDS: tuple[tuple[Colour, Colour], ...] = (
    ((253, 240, 222), (247, 214, 180)),
    ((236, 243, 236), (200, 222, 206)),
    ((246, 232, 230), (236, 196, 188)),
    ((232, 238, 246), (196, 210, 230)),
)


def drawn(name: str, mood: int) -> bytes:
    """A square JPEG of `name`; another `mood` has another ground and stands otherwise."""
    side = SIDE * _FINER
    picture = _ground(side, *_GROUNDS[mood % len(_GROUNDS)])
    prop = _PROPS.get(name)
    if prop is not None:
        _stand(picture, _props()[prop], mood)
    else:
        _lay(picture, _SHAPES[name], mood)
    written = io.BytesIO()
    picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(written, "JPEG", quality=90)
    return written.getvalue()


def names() -> frozenset[str]:
    """Everything that can be drawn."""
    return frozenset({*_PROPS, *_SHAPES})


@functools.cache
def _props() -> list[Image.Image]:
    return products(3.0)


def _ground(side: int, light: Colour, deep: Colour) -> Image.Image:
    """A wall that is lit from above, and a table."""
    fade = Image.linear_gradient("L").resize((side, side))
    wall = Image.composite(Image.new("RGB", (side, side), deep), Image.new("RGB", (side, side), light), fade)
    table = round(side * 0.76)
    pen = ImageDraw.Draw(wall)
    pen.rectangle((0, table, side, side), fill=_mixed(WOOD, deep, 0.45))
    pen.rectangle((0, table, side, table + side // 120), fill=_mixed(WOOD, light, 0.3))
    return wall


def _stand(picture: Image.Image, prop: Image.Image, mood: int) -> None:
    side = picture.width
    wide = round(side * (0.62 if mood % 2 == 0 else 0.46))
    prop = prop.resize((wide, wide), Image.Resampling.LANCZOS)
    foot = round(side * 0.86)
    places = [0.5] if mood % 2 == 0 else [0.3, 0.7]
    for place in places:
        picture.paste(prop, (round(side * place) - wide // 2, foot - wide), prop)


def _lay(picture: Image.Image, shape: Callable[[Pen, float, int], None], mood: int) -> None:
    side = picture.width
    shadow = Image.new("RGBA", picture.size, (*INK, 0))
    ImageDraw.Draw(shadow).ellipse((side * 0.14, side * 0.74, side * 0.86, side * 0.9), fill=(*INK, 90))
    blurred = shadow.filter(ImageFilter.GaussianBlur(side / 60))
    picture.paste(blurred, (0, 0), blurred)
    shape(ImageDraw.Draw(picture, "RGBA"), side / 100, mood)


def _plate(pen: Pen, u: float) -> None:
    pen.ellipse((12 * u, 62 * u, 88 * u, 88 * u), fill=(236, 232, 226))
    pen.ellipse((14 * u, 62 * u, 86 * u, 85 * u), fill=PAPER)
    pen.ellipse((22 * u, 65 * u, 78 * u, 82 * u), fill=(244, 238, 230))


def _twist(pen: Pen, u: float, mood: int) -> None:
    """Strands round each other, with sesame."""
    _plate(pen, u)
    for row in range(3 if mood % 2 == 0 else 2):
        _strands(pen, u, 30 - 2 * row, 59 + 8 * row, 42 + 4 * row)


def _strands(pen: Pen, u: float, left: float, top: float, length: float) -> None:
    steps = 90
    for strand, colour in ((0, (176, 96, 36)), (1, (206, 128, 52)), (2, (226, 160, 76))):
        for step in range(steps):
            x = left + length * step / steps
            y = top + 4.2 * math.sin(step / steps * 6 * math.pi + strand * 2 * math.pi / 3)
            pen.ellipse(((x - 2.9) * u, (y - 2.9) * u, (x + 2.9) * u, (y + 2.9) * u), fill=colour)
    for step in range(4, steps, 7):
        x = left + length * step / steps
        y = top + 3.4 * math.sin(step * 2.4)
        pen.ellipse(((x - 0.7) * u, (y - 0.4) * u, (x + 0.7) * u, (y + 0.4) * u), fill=(255, 242, 214))


def _cakes(pen: Pen, u: float, mood: int) -> None:
    _plate(pen, u)
    places = ((32, 66), (50, 69), (68, 66), (41, 57), (59, 57)) if mood % 2 == 0 else ((40, 66), (60, 66), (50, 56))
    for x, y in places:
        pen.ellipse(((x - 11) * u, (y - 6) * u, (x + 11) * u, (y + 9) * u), fill=(150, 82, 34))
        pen.ellipse(((x - 11) * u, (y - 8) * u, (x + 11) * u, (y + 6) * u), fill=(214, 140, 58))
        pen.ellipse(((x - 8) * u, (y - 7) * u, (x + 3) * u, (y - 2) * u), fill=(238, 178, 96))


def _heap(pen: Pen, u: float, colours: tuple[Colour, Colour], size: float) -> None:
    """A bowl with something round heaped in it."""
    for row in range(6):
        count = 9 - row
        for place in range(count):
            x = 50 + (place - (count - 1) / 2) * size * 1.6
            y = 60 - row * size * 1.1
            shade = colours[(row + place) % 2]
            pen.ellipse(((x - size) * u, (y - size * 0.9) * u, (x + size) * u, (y + size * 0.9) * u), fill=shade)
            glint = _mixed(shade, (255, 255, 255), 0.35)
            pen.ellipse(((x - size * 0.5) * u, (y - size * 0.6) * u, x * u, (y - size * 0.1) * u), fill=glint)
    pen.pieslice((18 * u, 36 * u, 82 * u, 88 * u), 0, 180, fill=(72, 98, 132))
    pen.rectangle((18 * u, 58 * u, 82 * u, 62 * u), fill=(72, 98, 132))
    pen.rectangle((18 * u, 62 * u, 82 * u, 64 * u), fill=PAPER)
    pen.rectangle((40 * u, 86 * u, 60 * u, 89 * u), fill=(56, 78, 108))


def _beans(pen: Pen, u: float, mood: int) -> None:
    _heap(pen, u, ((196, 150, 84), (172, 120, 60)) if mood % 2 == 0 else ((180, 104, 60), (150, 80, 44)), 3.6)


def _chestnuts(pen: Pen, u: float, mood: int) -> None:  # noqa: ARG001 - every shape is called alike
    _heap(pen, u, ((120, 62, 34), (96, 46, 26)), 4.3)


def _rice(pen: Pen, u: float, mood: int) -> None:
    """A sack with a band."""
    pen.rounded_rectangle((24 * u, 26 * u, 76 * u, 88 * u), 7 * u, fill=(238, 226, 204))
    pen.polygon([(24 * u, 32 * u), (76 * u, 32 * u), (70 * u, 20 * u), (30 * u, 20 * u)], fill=(222, 206, 178))
    pen.rectangle((24 * u, 46 * u, 76 * u, 70 * u), fill=VERMILION if mood % 2 == 0 else JADE)
    pen.ellipse((41 * u, 49 * u, 59 * u, 67 * u), fill=PAPER)
    for turn in range(7):
        x, y = 50 + 4.6 * math.cos(turn * 0.9), 58 + 4.6 * math.sin(turn * 0.9)
        pen.ellipse(((x - 1.7) * u, (y - 1) * u, (x + 1.7) * u, (y + 1) * u), fill=GOLD)


def _bottle(pen: Pen, u: float, mood: int) -> None:
    for left in (50,) if mood % 2 == 0 else (36, 64):
        dark = (60, 30, 26)
        pen.rounded_rectangle(((left - 12) * u, 42 * u, (left + 12) * u, 88 * u), 5 * u, fill=dark)
        shoulders = ((left - 12, 47), (left + 12, 47), (left + 4, 30), (left - 4, 30))
        pen.polygon([(x * u, y * u) for x, y in shoulders], fill=dark)
        pen.rectangle(((left - 4) * u, 18 * u, (left + 4) * u, 32 * u), fill=dark)
        pen.rounded_rectangle(((left - 5) * u, 14 * u, (left + 5) * u, 21 * u), 1.5 * u, fill=VERMILION)
        pen.rectangle(((left - 12) * u, 54 * u, (left + 12) * u, 76 * u), fill=PAPER)
        pen.rectangle(((left - 9) * u, 58 * u, (left + 9) * u, 61 * u), fill=VERMILION)
        pen.rectangle(((left - 6) * u, 65 * u, (left + 6) * u, 67 * u), fill=GOLD)
        pen.rectangle(((left - 10) * u, 44 * u, (left - 8) * u, 53 * u), fill=(120, 74, 62))


def _gift(pen: Pen, u: float, mood: int) -> None:
    deep = VERMILION if mood % 2 == 0 else (48, 92, 78)
    pen.rounded_rectangle((16 * u, 44 * u, 84 * u, 88 * u), 3 * u, fill=deep)
    pen.rounded_rectangle((13 * u, 36 * u, 87 * u, 50 * u), 3 * u, fill=_mixed(deep, (255, 255, 255), 0.12))
    pen.rectangle((46 * u, 36 * u, 54 * u, 88 * u), fill=GOLD)
    pen.rectangle((13 * u, 40.5 * u, 87 * u, 45.5 * u), fill=GOLD)
    for side in (-1, 1):
        pen.ellipse(
            (min(50, 50 + 17 * side) * u, 22 * u, max(50, 50 + 17 * side) * u, 37 * u), outline=GOLD, width=round(3 * u)
        )
    pen.ellipse((45 * u, 30 * u, 55 * u, 39 * u), fill=_mixed(GOLD, INK, 0.15))


def _mixed(one: Colour, other: Colour, part: float) -> Colour:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return (red, green, blue)


_PROPS = {"pot": 0, "tin": 1, "persimmons": 2, "honey": 3, "cup": 4}
_SHAPES: dict[str, Callable[[Pen, float, int], None]] = {
    "twist": _twist,
    "cakes": _cakes,
    "beans": _beans,
    "chestnuts": _chestnuts,
    "rice": _rice,
    "bottle": _bottle,
    "gift": _gift,
}
