"""Whether a comment may be said (pure).

A text is compared as it is meant and not as it is spelt: half or full width, capitals, accents, blanks and signs in
between, invisible letters, 繁体 and the usual look-alikes make no difference.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from chat.sounds import sounds
from chat.wordlist import OURS

Verdict = Literal["pass", "hold", "yours", "refuse"]
"""hold: a colleague looks first; yours: only its writer sees it; refuse: it is not taken."""
WordVerdict = Literal["hold", "yours", "refuse", "off"]
"""off: one of ours that this shop lets through."""

_SEVERITY: dict[Verdict, int] = {"pass": 0, "hold": 1, "yours": 2, "refuse": 3}
_ALIKE = str.maketrans(
    "薇徽威巍溦芯伈訊賭騙發錢買賣號碼電話網聯係繫絡證條黃裡約貨點單開聽說誰這個們為時實現點兒萬與嗎問價幾",
    "微微微微微信信信赌骗发钱买卖号码电话网联系系络证条黄里约货点单开听说谁这个们为时实现点儿万与吗问价几",
)
_NUMERALS = str.maketrans("零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两", "00123456789" + "1123456789" + "2")
_OPINIONS = ("最", "第一", "绝对", "首选", "极品", "唯一")
"""Beginnings of words that are advertising when a shop says them, and an opinion when a buyer does."""
_LATIN = re.compile(r"[a-z0-9]+")
_SPELT = re.compile(r"(?<![a-z0-9])(?:[a-z0-9][^a-z0-9\u3400-\u9fff]{1,3})+[a-z0-9](?![a-z0-9])")
_PHONE = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)")
_LINK = re.compile(
    r"https?:|(?<![a-z0-9])www\.|"
    r"(?<![a-z0-9-])[a-z0-9-]{2,}\.(?:com|cn|net|top|vip|xyz|cc|shop|app|link|me|icu|club|tk)(?![a-z0-9])"
)
"""A name is tried from its first letter alone: from each, a long one would be read over and over."""


class Judgement(msgspec.Struct, frozen=True):
    verdict: Verdict
    why: str = ""
    """word, sound, advert, phone or link; empty for what passes."""
    word: str = ""
    """What was found, for colleagues."""


class Words:
    """A list of words with what becomes of a comment that has one of them; made once, asked often."""

    def __init__(self, own: Mapping[str, WordVerdict]) -> None:
        """`own` by word, over ours: what a shop has written itself counts."""
        listed: dict[str, WordVerdict] = {fold(word): verdict for verdict, words in OURS.items() for word in words}
        listed |= {fold(word): verdict for word, verdict in own.items()}
        kept: dict[str, Verdict] = {word: verdict for word, verdict in listed.items() if word and verdict != "off"}
        self._latin = {word: verdict for word, verdict in kept.items() if word.isascii()}
        self._others = {word: verdict for word, verdict in kept.items() if not word.isascii()}
        self._lengths = sorted({len(word) for word in self._others})
        heard = [word for word in map(fold, own) if word in self._others and len(word) > 1]
        self._sounds = {sounds(word): word for word in heard}

    def found(self, text: str) -> dict[str, Verdict]:
        """The words of the list that are in `text`, folded."""
        folded, latin = fold(text), _latin_words(text)
        pieces = {folded[at : at + length] for length in self._lengths for at in range(len(folded) - length + 1)}
        return {
            **{word: self._others[word] for word in pieces & self._others.keys()},
            **{word: self._latin[word] for word in latin & self._latin.keys()},
        }

    def sounding(self, text: str) -> str:
        """A word of the shop's own that `text` sounds like, other than ours: these are on the list in every shop, and
        some sound like what everybody says.
        """
        if not self._sounds:
            return ""
        read = sounds(fold(text))
        lengths = {len(word) for word in self._sounds}
        pieces = (read[at : at + length] for length in lengths for at in range(len(read) - length + 1))
        return next((self._sounds[piece] for piece in pieces if piece in self._sounds), "")


def fold(text: str) -> str:
    """What is meant: only letters and figures, each in its plainest form."""
    return "".join(letter for letter in _plainest(text) if letter.isalnum())


def judged(text: str, words: Words, adverts: Callable[[str], Sequence[str]] | None = None) -> Judgement:
    """`adverts` tells the words that advertising law keeps out, where a shop wants to look at those first."""
    found = [Judgement(verdict, "word", word) for word, verdict in words.found(text).items()]
    if not found and (alike := words.sounding(text)):
        found.append(Judgement("hold", "sound", alike))
    plainest = _plainest(text)
    figures = re.sub(r"[^0-9\u3400-\u9fffa-z]", "", plainest.translate(_NUMERALS))
    if phone := _PHONE.search(figures):
        found.append(Judgement("yours", "phone", phone[0]))
    if link := _LINK.search(plainest):
        found.append(Judgement("yours", "link", link[0]))
    claims = [word for word in adverts(text) if not word.startswith(_OPINIONS)] if adverts is not None else []
    if claims:
        found.append(Judgement("hold", "advert", claims[0]))
    return max(found, key=lambda one: _SEVERITY[one.verdict], default=Judgement("pass"))


def decency() -> Callable[[str], bool]:
    """Tells whether a name may be read by everybody, by our words alone."""
    words = Words({})
    return lambda name: judged(name, words).verdict in ("pass", "hold")


def _plainest(text: str) -> str:
    """Half width, small letters, no accents and nothing invisible; blanks and signs stay."""
    apart = unicodedata.normalize("NFKD", text)
    seen = "".join(letter for letter in apart if unicodedata.category(letter) not in ("Mn", "Me", "Cf", "Cc"))
    return seen.casefold().translate(_ALIKE)


def _latin_words(text: str) -> set[str]:
    """Whole words only, so that Essex is a county; w-o-r-d and w o r d are one too."""
    plainest = _plainest(text)
    spelt = {re.sub(r"[^a-z0-9]", "", found) for found in _SPELT.findall(plainest)}
    return {*_LATIN.findall(plainest), *spelt}
