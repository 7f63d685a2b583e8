"""The console's two languages: sentences stand in the code in Chinese, `translations/en.po` says them in English."""

import functools
import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from appliance.errors import Language
from appliance.http import language

ENGLISH = Path(__file__).parent / "translations" / "en.po"


def gettext(sentence: str) -> str:
    """`sentence` as the sender of the current request reads it."""
    return translations(language()).gettext(sentence)


def ngettext(one: str, many: str, number: int) -> str:
    return translations(language()).ngettext(one, many, number)


@functools.cache
def translations(chosen: Language) -> NullTranslations:
    """Compiled in memory, so that no second file can fall behind the catalogue."""
    if chosen == "zh":
        return NullTranslations()
    compiled = io.BytesIO()
    with ENGLISH.open("rb") as file:
        write_mo(compiled, read_po(file, locale="en"))
    compiled.seek(0)
    return Translations(compiled)
