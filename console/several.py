"""Several words in one field of a form, and back again; a backslash makes the mark behind it an ordinary character."""

from collections.abc import Iterable

from store.catalogue.cells import joined, split

_BLANKS = " \t\r\n\xa0\u3000"
_TAGS = f"{_BLANKS}、，,"
_OPTIONS = "、，,;；\n"


def tags_text(tags: Iterable[str]) -> str:
    return joined(tags, marks=_TAGS, between=" ")


def tags_of(written: str) -> list[str]:
    return split(written, marks=_TAGS)


def options_text(options: Iterable[str]) -> str:
    return joined(options, marks=_OPTIONS, between="、")


def options_of(written: str) -> list[str]:
    return [option.strip() for option in split(written, marks=_OPTIONS)]
