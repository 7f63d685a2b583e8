"""Reads the code of a poster back."""

import io
from collections.abc import Callable

import pytest
import segno
from PIL import Image

from appliance.posters.drawing import CODE, EDGE, PICTURE, WIDTH

LEFT, TOP = WIDTH - EDGE - CODE + 8, PICTURE + EDGE - 10


@pytest.fixture
def leads_to() -> Callable[[bytes, str], bool]:
    """Whether the code of a poster is that of a text."""
    return says


def says(poster: bytes, text: str) -> bool:
    """Module for module."""
    wanted = [[bool(module) for module in row] for row in segno.make(text, error="m", micro=False).matrix]
    return modules(poster, len(wanted)) == wanted


def modules(poster: bytes, wide: int) -> list[list[bool]]:
    """Dark or not, in the middle of each of `wide` times `wide` modules."""
    with Image.open(io.BytesIO(poster)) as picture:
        field = picture.convert("L").crop((LEFT, TOP, LEFT + CODE, TOP + CODE))
    box = field.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None
    size = (box[2] - box[0]) / wide
    middles = [int((place + 0.5) * size) for place in range(wide)]
    return [[field.getpixel((box[0] + x, box[1] + y)) < 128 for x in middles] for y in middles]
