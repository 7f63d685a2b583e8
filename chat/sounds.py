"""How Chinese sounds, letter by letter and without its tones: 威信 and 微信 are the same.

The table is pypinyin's own, read without pypinyin, which takes 58 MB; this takes 0.2 MB, once somebody asks.
"""

import importlib.util
import logging
import sys
import unicodedata
from functools import cache
from pathlib import Path

import msgspec

FIRST, LAST = 0x4E00, 0x9FFF
"""CJK Unified Ideographs."""
_UMLAUT = "\u0308"
"""The one mark that is no tone: lü is not lu."""

log = logging.getLogger(__name__)


def sounds(text: str) -> tuple[str, ...]:
    """Of each letter the syllable it is read as most of the time; what is no Chinese stands for itself."""
    table = _table()
    return tuple(table[ord(letter) - FIRST] if FIRST <= ord(letter) <= LAST and table else letter for letter in text)


@cache
def _table() -> tuple[str, ...]:
    spec = importlib.util.find_spec("pypinyin")
    try:
        (folder,) = spec.submodule_search_locations if spec and spec.submodule_search_locations else [""]
        read = msgspec.json.decode(Path(folder, "pinyin_dict.json").read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError):
        log.exception("nothing tells how Chinese sounds: words are found by how they are written alone")
        return ()
    return tuple(_toneless(read.get(str(code), "").partition(",")[0]) or chr(code) for code in range(FIRST, LAST + 1))


def _toneless(syllable: str) -> str:
    apart = unicodedata.normalize("NFD", syllable)
    return sys.intern("".join(letter for letter in apart if letter == _UMLAUT or not unicodedata.combining(letter)))
