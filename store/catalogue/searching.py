"""How goods are found: by Chinese, by pinyin, by initials, by code (pure)."""

import re
import unicodedata

MOST_WORDS = 8


def searchable(*texts: str) -> str:
    """Everything that a search for these texts may look for, in lower case: 麻花 is also mahua and mh."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - 58 MB, for the process that saves goods only

    found: list[str] = []
    for text in texts:
        plain = _folded(text)
        if not plain:
            continue
        found.append(plain)
        for run in re.findall(r"[一-鿿]+", plain):
            syllables = lazy_pinyin(run)
            found += ["".join(syllables), "".join(lazy_pinyin(run, style=Style.FIRST_LETTER))]
    return "\n".join(dict.fromkeys(found))


def words_of(query: str) -> list[str]:
    """What has to be found, each anywhere."""
    return list(dict.fromkeys(_folded(query).split()))[:MOST_WORDS]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())
