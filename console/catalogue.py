"""Which sentences the console says. ``python -m console.catalogue`` writes new ones into `translations/en.po`."""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from console.i18n import ENGLISH

_HOUSE = Path(__file__).parent
_METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
_OPTIONS = {"**/templates/**.html": {"newstyle_gettext": "true", "trimmed": "true"}}


def spoken() -> Catalog:
    """Every sentence of the code and the templates."""
    catalog = Catalog(project="jinbo", charset="utf-8")
    found = extract_from_dir(
        _HOUSE, method_map=_METHODS, options_map=_OPTIONS, keywords={"_": None, "ngettext": (1, 2)}
    )
    for file, _, message, _, _ in sorted(found, key=lambda hit: (hit[0], hit[1])):
        catalog.add(message, locations=[(f"console/{file}", 1)])
    return catalog


def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def renewed() -> bytes:
    """The English catalogue with every sentence that is spoken now, and no other."""
    known = english() if ENGLISH.exists() else Catalog(locale="en")
    catalog = spoken()
    for message in catalog:
        before = known.get(message.id) if message.id else None
        message.string = before.string if before else message.string
    written = io.BytesIO()
    write_po(written, catalog, width=100, include_lineno=False, sort_output=True, omit_header=True)
    return written.getvalue()


if __name__ == "__main__":
    ENGLISH.write_bytes(renewed())
