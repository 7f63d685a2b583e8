"""Opens a font file at a size."""

from pathlib import Path

from PIL import ImageFont


def typeface(font: Path | None, size: int) -> ImageFont.FreeTypeFont:
    """`size` in pixels. Of a collection the simplified Chinese face, else its first; without a `font` Pillow's own,
    which has no Chinese. Raises OSError for a file that is no font.
    """
    if font is None:
        own = ImageFont.load_default(size)
        assert isinstance(own, ImageFont.FreeTypeFont)  # noqa: S101 - Pillow's wheels carry FreeType
        return own
    faces = _collected(font, size) if font.suffix in {".ttc", ".otc"} else []
    chinese = (face for face in faces if str(face.getname()[0]).endswith("SC"))
    return next(chinese, None) or ImageFont.truetype(font, size)


def _collected(font: Path, size: int) -> list[ImageFont.FreeTypeFont]:
    faces: list[ImageFont.FreeTypeFont] = []
    while True:
        try:
            faces.append(ImageFont.truetype(font, size, index=len(faces)))
        except OSError:
            return faces
