"""Several things in one cell of a table, and back again (pure)."""

import re
from collections.abc import Iterable

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARKS = ";；"
"""Between one thing and the next; `\\` before a mark makes it an ordinary character."""
EQUALS = "=＝：:"
"""Between what is chosen of and what is chosen; a colon's second width is what spreadsheets make of the first."""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def joined(parts: Iterable[str], *, marks: str = MARKS, between: str = ";") -> str:
    return between.join(escaped(part, marks) for part in parts)


def escaped(text: str, marks: str) -> str:
    return re.sub(f"[{re.escape(marks)}\\\\]", lambda found: f"\\{found[0]}", text)


def parts(text: str, *, marks: str = MARKS, most: int = 0) -> list[str]:
    """What stands between the marks, still escaped; `most` marks are looked at, 0: all."""
    found = re.findall(r"\\.|[^\\]|\\$", text, re.DOTALL)
    pieces = [""]
    for letter in found:
        if letter in marks and not (most and len(pieces) > most):
            pieces.append("")
        else:
            pieces[-1] += letter
    return pieces


def unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def split(text: str, *, marks: str = MARKS) -> list[str]:
    return [unescaped(part) for part in parts(text, marks=marks) if part.strip()]


def guarded(cell: str) -> str:
    """With a mark that keeps a spreadsheet from calculating it."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def plain_cell(cell: str) -> str:
    """Without that mark."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell
