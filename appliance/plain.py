"""Text as people type it, without what no keyboard writes (pure)."""

import unicodedata

_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the words that follow on the page around, ours too (UAX 9)."""

_UNSEEN = frozenset({"Cf", "Zs", "Mn", "Me", "Cn"})
"""Alone they leave a page blank: joiners and spaces without width, marks without a letter."""


def plain(text: str) -> str:
    """PostgreSQL takes no NUL, and a page shows no control character; line breaks and tabs stay."""
    return "".join(
        letter
        for letter in text.replace("\r\n", "\n")
        if letter in "\n\t" or (unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _OVERRIDES)
    )


def one_line(text: str) -> str:
    """The same with every run of blanks as one blank, and none at the ends; nothing of what nobody would see."""
    line = " ".join(plain(text).split())
    return line if any(unicodedata.category(letter) not in _UNSEEN for letter in line) else ""
