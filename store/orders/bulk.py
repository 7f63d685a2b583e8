"""Shipping many orders from one sheet: number, carrier, tracking (pure)."""

import csv
import io
import re

import msgspec

from appliance.errors import BadInput
from store.orders.carriers import carrier

MOST = 500


class SheetTooLong(BadInput):
    zh = "一次最多 500 行，请分几次来"
    en = "At most 500 rows at a time, please send them in parts"


class Row(msgspec.Struct, frozen=True):
    """One parcel as it was typed, and what it was understood as."""

    number: str
    carrier: str
    """Its code; empty when nobody knows it."""
    tracking: str
    typed: str


def rows(sheet: str) -> list[Row]:
    """Of CSV, of cells copied from a spreadsheet (tabs), or of words between blanks; a heading is passed over.

    Raises SheetTooLong.
    """
    typed = [line.strip() for line in sheet.splitlines() if line.strip()]
    read = [_row(line) for line in typed]
    found = [row for row in read if re.search(r"\d{6}", row.number)]
    if len(found) > MOST:
        raise SheetTooLong(field="sheet")
    return found


def decoded(raw: bytes) -> str:
    """A file as spreadsheets write it: UTF-8, or GB18030 as Excel does in China."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def _row(line: str) -> Row:
    cells = [cell.strip().strip("'=\"") for cell in _cells(line)]
    number, carried, tracking, *_ = [*cells, "", "", ""]
    return Row(number, carrier(carried) or "", tracking, line)


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    if "," in line or "，" in line:
        return next(csv.reader(io.StringIO(line.replace("，", ","))))
    return line.split()
