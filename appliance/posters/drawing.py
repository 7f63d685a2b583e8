"""Draws a poster: the picture above, what it is and its price below, the code in the corner of the thumb."""

import functools
import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from appliance.posters.face import Face
from media.slate.font import find_font
from media.slate.typeface import typeface

WIDTH, HEIGHT = 750, 1200
PICTURE = 810
"""Height of the picture, the foot is for words and code."""
CODE = 240
"""Width of its field."""
EDGE = 44
_QUALITY, _QUIET = 88, 2
_PAPER, _INK, _SOFT, _STRUCK = (255, 255, 255), (33, 27, 24), (107, 97, 90), (150, 140, 132)
_CHIEF, _DEEP = (200, 55, 45), (122, 30, 26)
_COLUMN = WIDTH - 2 * EDGE - 28 - CODE
"""Width for words beside the code."""


def draw(face: Face, picture: bytes | None, code: bytes) -> bytes:
    """A JPEG. `picture` and `code` are pictures themselves; without a font there are no words."""
    poster = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    poster.paste(_shown(picture) if picture else _ground(), (0, 0))
    pen = ImageDraw.Draw(poster)
    place = (WIDTH - EDGE - CODE + 8, PICTURE + EDGE - 10)
    poster.paste(_square(code), place)
    font = _font()
    if font is not None:
        _write(pen, face, font)
        _middle(pen, (place[0] + CODE // 2, place[1] + CODE + 22), face.hint, font)
        if not picture:
            pen.text((WIDTH // 2, PICTURE // 2), face.title[:1], _PAPER, typeface(font, 260), anchor="mm")
    written = io.BytesIO()
    poster.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def qr(text: str) -> bytes:
    """A PNG in which each module is so many whole pixels as fit the field: cameras read that best."""
    import segno  # noqa: PLC0415 - for who makes a poster

    made, drawn = segno.make(text, error="m", micro=False), io.BytesIO()
    made.save(drawn, kind="png", scale=max(1, CODE // made.symbol_size(border=_QUIET)[0]), border=_QUIET)
    return drawn.getvalue()


@functools.cache
def _font() -> Path | None:
    return find_font()


def _shown(picture: bytes) -> Image.Image:
    """Upright covers are cut at their foot rather than at their head."""
    with Image.open(io.BytesIO(picture)) as found:
        size = (WIDTH, PICTURE)
        return ImageOps.fit(found.convert("RGB"), size, Image.Resampling.LANCZOS, centering=(0.5, 0.3))


def _ground() -> Image.Image:
    shade = Image.linear_gradient("L").resize((WIDTH, PICTURE))
    return ImageOps.colorize(shade, _CHIEF, _DEEP)


def _square(code: bytes) -> Image.Image:
    """In the middle of its field; shrunk where it is larger."""
    field = Image.new("RGB", (CODE, CODE), _PAPER)
    with Image.open(io.BytesIO(code)) as found:
        shown = found.convert("RGB")
        shown.thumbnail((CODE, CODE), Image.Resampling.LANCZOS)
        field.paste(shown, ((CODE - shown.width) // 2, (CODE - shown.height) // 2))
    return field


def _write(pen: ImageDraw.ImageDraw, face: Face, font: Path) -> None:
    """From above: price or when, the title in two lines, the shop at the foot."""
    y = PICTURE + EDGE
    if face.line:
        y += _label(pen, (EDGE, y), face, font) + 26
    if face.price:
        pen.text((EDGE, y - 8), face.price, _CHIEF, typeface(_bold(font), 52))
        if face.struck:
            _strike(pen, (EDGE, y + 66), face.struck, font)
        y += 112 if face.struck else 78
    title = typeface(_bold(font), 36)
    for line in wrapped(pen, face.title, title, 2):
        pen.text((EDGE, y), line, _INK, title)
        y += 50
    shop = typeface(font, 28)
    pen.text((EDGE, HEIGHT - EDGE), "".join(wrapped(pen, face.shop, shop, 1)), _SOFT, shop, anchor="ls")


def _label(pen: ImageDraw.ImageDraw, place: tuple[int, int], face: Face, font: Path) -> int:
    """Live is filled, what is to come is written; the height that it took."""
    x, y = place
    letters = typeface(_bold(font), 28)
    if not face.live:
        pen.text((x, y), face.line, _CHIEF, letters)
        return 40
    wide = pen.textlength(face.line, letters)
    pen.rounded_rectangle((x, y, x + wide + 56, y + 48), 24, fill=_CHIEF)
    pen.circle((x + 24, y + 24), 6, fill=_PAPER)
    pen.text((x + 40, y + 24), face.line, _PAPER, letters, anchor="lm")
    return 48


def _strike(pen: ImageDraw.ImageDraw, place: tuple[int, int], text: str, font: Path) -> None:
    letters = typeface(font, 26)
    pen.text(place, text, _STRUCK, letters)
    left, top, right, foot = pen.textbbox(place, text, letters)
    pen.line((left, (top + foot) / 2, right, (top + foot) / 2), _STRUCK, 2)


def _middle(pen: ImageDraw.ImageDraw, place: tuple[int, int], text: str, font: Path) -> None:
    pen.text(place, text, _SOFT, typeface(font, 24), anchor="mm")


def wrapped(pen: ImageDraw.ImageDraw, text: str, letters: object, most: int) -> list[str]:
    """Lines of the column's width, broken anywhere as Chinese is, the rest as an ellipsis."""
    lines = [""]
    for letter in " ".join(text.split()):
        if pen.textlength(lines[-1] + letter, letters) <= _COLUMN:  # type: ignore[arg-type]
            lines[-1] += letter
        elif len(lines) < most:
            lines.append(letter.lstrip())
        else:
            lines[-1] = lines[-1][:-1] + "…"
            break
    return lines


def _bold(font: Path) -> Path:
    """The heavier face beside what set-up brings; of any other font the one there is."""
    heavier = font.with_name(font.name.replace("-400.", "-700."))
    return heavier if heavier.is_file() else font
