"""Finds a face that can write Chinese; a fresh Debian has none, and the slate must do without."""

from collections.abc import Iterable
from pathlib import Path

_SHIPPED = Path(__file__).parents[2] / "console" / "static" / "vendor"
_SYSTEM = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_PATTERNS = (
    "noto-sans-sc*.woff2",
    "NotoSansCJK-Medium*",
    "NotoSansCJK-Bold*",
    "NotoSansCJK*",
    "NotoSansSC*",
    "SourceHanSans*",
    "wqy-*",
)
"""In order of preference; the first is what set-up brings."""


def find_font(folders: Iterable[Path] = (_SHIPPED, *_SYSTEM)) -> Path | None:
    """A font file with simplified Chinese that Pillow opens (ttc, otf, ttf, woff2), or None."""
    found = [file for folder in folders if folder.is_dir() for file in sorted(folder.rglob("*")) if file.is_file()]
    for pattern in _PATTERNS:
        for file in found:
            if file.match(pattern):
                return file
    return None
