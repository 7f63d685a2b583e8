"""Draws the slates: a vermilion sun over still water, for a house that is named after a ford (津).

Players show the picture whole or fill an upright phone with its middle, so everything that must be read stands within
the middle 9:16 of the frame. Runs in a child process only.
"""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from media.slate.loop import Kind
from media.slate.typeface import typeface

WIDTH, HEIGHT = 1280, 720

_WORDS: dict[Kind, tuple[str, str]] = {
    "soon": ("直播即将开始", "Starting soon"),
    "back": ("主播马上回来", "We will be right back"),
    "sound": ("正在播放声音", "Sound only"),
}
_NIGHT, _GLOW = np.array([19, 15, 17]), np.array([120, 36, 24])
_SUN_TOP, _SUN_FOOT = (250, 98, 66), (206, 50, 36)
_WHITE, _SAND, _ASH = (255, 250, 245), (226, 206, 192), (172, 152, 143)
_SUN = (640, 218, 92)
"""Centre and radius of the sun."""
_COLUMN = 372
"""Width for words: an upright phone shows the middle 405 of 1280 columns."""
_FINER = 2
"""Shapes are drawn so many times larger, then shrunk, for smooth edges."""


def draw(kind: Kind, title: str, font: Path | None) -> Image.Image:
    """The slate as RGB; without a `font` it is drawn without words."""
    picture = _sky()
    _shine(picture, kind)
    if font is not None:
        _write(ImageDraw.Draw(picture), kind, title, font)
    return picture


def _sky() -> Image.Image:
    """Night with a glow round the sun, dithered by less than a step so that eight bits show no rings."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    distance = np.hypot((x - _SUN[0]) / 1.5, y - _SUN[1])
    glow = (0.5 * np.exp(-((distance / 250) ** 2)) + 0.26 * np.exp(-((distance / 520) ** 2)))[..., None]
    colour = _NIGHT + (_GLOW - _NIGHT) * glow
    colour += np.random.default_rng(1).uniform(-0.5, 0.5, (HEIGHT, WIDTH, 1))
    return Image.fromarray(np.clip(np.rint(colour), 0, 255).astype(np.uint8), "RGB")


def _shine(picture: Image.Image, kind: Kind) -> None:
    """The sun with its sign, and its path on the water."""
    mask = Image.new("L", (WIDTH * _FINER, HEIGHT * _FINER))
    pen = ImageDraw.Draw(mask)
    x, y, radius = (_FINER * value for value in _SUN)
    pen.circle((x, y), radius, fill=255)
    _sign(pen, kind, x, y, radius)
    for row in range(9):
        _ripple(pen, row)
    shape = mask.resize(picture.size, Image.Resampling.LANCZOS)
    ramp = np.linspace(0, 1, 2 * _SUN[2])[:, None]
    rows = np.full((HEIGHT, 3), _SUN_FOOT, np.float64)
    rows[_SUN[1] - _SUN[2] : _SUN[1] + _SUN[2]] = (1 - ramp) * _SUN_TOP + ramp * _SUN_FOOT
    paint = np.broadcast_to(rows[:, None, :].astype(np.uint8), (HEIGHT, WIDTH, 3))
    picture.paste(Image.fromarray(np.ascontiguousarray(paint), "RGB"), mask=shape)


def _sign(pen: ImageDraw.ImageDraw, kind: Kind, x: int, y: int, radius: int) -> None:
    """Cut out of the sun: play, pause, or five bars of sound."""
    unit = radius / 10
    bars: dict[Kind, list[tuple[float, float]]] = {
        "soon": [],
        "back": [(-2.1, 3.6), (2.1, 3.6)],
        "sound": [(-4.4, 1.5), (-2.2, 3.2), (0, 4.6), (2.2, 2.6), (4.4, 1.5)],
    }
    thick = unit * (1.0 if kind == "back" else 0.62)
    for middle, tall in bars[kind]:
        box = (x + middle * unit - thick, y - tall * unit, x + middle * unit + thick, y + tall * unit)
        pen.rounded_rectangle(box, thick, fill=0)
    if kind == "soon":
        tip, back, tall = x + 4.5 * unit, x - 2.7 * unit, 4.1 * unit
        pen.polygon([(back, y - tall), (tip, y), (back, y + tall)], fill=0)


def _ripple(pen: ImageDraw.ImageDraw, row: int) -> None:
    """One stroke of light, longer and fainter the nearer it is."""
    drift = (0, -22, 14, -8, 30, -26, 10, 34, -14)[row]
    half = 26 + 21 * row - (row % 2) * 14
    top = 586 + row * 13
    box = [WIDTH / 2 + drift - half, top, WIDTH / 2 + drift + half, top + 2 + row * 0.35]
    pen.rounded_rectangle([_FINER * edge for edge in box], 2 * _FINER, fill=150 - row * 14)


def _write(pen: ImageDraw.ImageDraw, kind: Kind, title: str, font: Path) -> None:
    chinese, english = _WORDS[kind]
    _line(pen, 376, chinese, typeface(font, 56), _WHITE)
    _line(pen, 438, english, typeface(font, 24), _ASH)
    face = typeface(font, 26)
    for row, line in enumerate(_wrapped(pen, title, face)):
        _line(pen, 496 + 36 * row, line, face, _SAND)


def _line(
    pen: ImageDraw.ImageDraw, y: int, text: str, face: ImageFont.FreeTypeFont, colour: tuple[int, int, int]
) -> None:
    pen.text((WIDTH / 2, y), text, font=face, fill=colour, anchor="mm")


def _wrapped(pen: ImageDraw.ImageDraw, text: str, face: ImageFont.FreeTypeFont) -> list[str]:
    """At most two lines of the column's width, broken anywhere as Chinese is, the rest as an ellipsis."""
    lines = [""]
    for letter in " ".join(text.split()):
        if pen.textlength(lines[-1] + letter, font=face) <= _COLUMN:
            lines[-1] += letter
        elif len(lines) < 2:
            lines.append(letter.lstrip())
        else:
            lines[-1] = lines[-1][:-1] + "…"
            break
    return lines
