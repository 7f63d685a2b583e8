"""Goods as a table that people fill in with a spreadsheet: one line per SKU (pure)."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import groupby, islice

import msgspec

from appliance.errors import BadInput, Problem
from appliance.plain import one_line
from store.catalogue.cells import EQUALS, MARKS, escaped, guarded, parts, plain_cell, split, unescaped
from store.money import AmountUnreadable, fen

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 2000
COLUMNS = {
    "title": ("商品", "product"),
    "subtitle": ("卖点", "subtitle"),
    "category": ("分类", "category"),
    "tags": ("标签", "tags"),
    "specs": ("规格", "variant"),
    "code": ("编码", "code"),
    "barcode": ("条码", "barcode"),
    "price": ("价格", "price"),
    "strike_price": ("划线价", "strike-price"),
    "member_price": ("会员价", "member-price"),
    "cost": ("成本", "cost"),
    "weight": ("重量", "weight"),
    "on_hand": ("库存", "stock"),
    "low": ("预警", "warn-at"),
    "least": ("起购", "least"),
    "most": ("限购", "most"),
    "return_kind": ("退货", "returns"),
    "state": ("状态", "state"),
    "detail": ("详情", "detail"),
    "product": ("编号", "id"),
    "exported": ("导出时库存", "stock-exported"),
}
STATES = {
    "shelved": ("上架", "在售", "shelved"),
    "unshelved": ("下架", "已下架", "unshelved"),
    "draft": ("草稿", "draft"),
}
TAG_MARKS = f"{MARKS}，"
_MONEY = ("price", "strike_price", "member_price", "cost")
_COUNTS = ("weight", "on_hand", "low", "least", "most", "exported")


class TableUnreadable(BadInput):
    zh = "读不懂这个文件，请存成 CSV（UTF-8 或 GBK），第一行是列名，至少要有“商品”"
    en = "This file cannot be read; save it as CSV (UTF-8 or GB18030) with the columns' names in its first line"


class TableTooLong(BadInput):
    zh = "一次最多 2000 行、5 MB，请分几次导入"
    en = "At most 2000 lines and 5 MB at once; import it in parts"


class CellUnreadable(BadInput):
    zh = "“{column}”这一格看不懂：{written}"
    en = "The cell '{column}' cannot be read: {written}"


class TitleMissing(BadInput):
    zh = "没有写商品名"
    en = "There is no product name"


class CodeTwice(BadInput):
    zh = "编码 {code} 在这个文件里写了两次"
    en = "The code {code} stands twice in this file"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One SKU as written; what is empty in the file is None and stays as it is."""

    number: int
    title: str
    product: str | None = None
    """Its id, as an export wrote it: which of two with one title."""
    specs: dict[str, str]
    """口味: 原味; empty for a product without a choice."""
    subtitle: str | None = None
    categories: list[str] | None = None
    """茶/绿茶"""
    tags: list[str] | None = None
    code: str | None = None
    barcode: str | None = None
    price: int | None = None
    strike_price: int | None = None
    member_price: int | None = None
    cost: int | None = None
    weight: int | None = None
    on_hand: int | None = None
    low: int | None = None
    least: int | None = None
    most: int | None = None
    return_kind: str | None = None
    state: str | None = None
    detail: str | None = None
    exported: int | None = None
    """Pieces on hand when the table was written; where `on_hand` still says so, nobody counted."""


class Mistake(msgspec.Struct, frozen=True):
    number: int
    """The line in the file, as a spreadsheet counts."""
    problem: Problem


class Table(msgspec.Struct, frozen=True):
    products: list[list[Line]]
    """The lines of each product, in the order of the file."""
    mistakes: list[Mistake]


def read(raw: bytes) -> Table:
    """Raises TableUnreadable, TableTooLong; what is wrong with one line is a mistake beside the others."""
    if len(raw) > MOST_BYTES:
        raise TableTooLong(field="file")
    rows = _rows(_text(raw))
    if len(rows) > MOST_LINES + 1:
        raise TableTooLong(field="file")
    columns = _columns(rows[0] if rows else [])
    lines: list[Line] = []
    mistakes: list[Mistake] = []
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            try:
                lines.append(_line(number, dict(zip(columns, row, strict=False))))
            except BadInput as problem:
                mistakes.append(Mistake(number, problem))
    doubled = _doubled(lines)
    wrong = {mistake.number for mistake in doubled}
    kept = [line for line in lines if line.number not in wrong]
    order = {known: place for place, known in enumerate(dict.fromkeys(map(_whose, kept)))}
    grouped = groupby(sorted(kept, key=lambda line: (order[_whose(line)], line.number)), key=_whose)
    return Table([list(of_one) for _, of_one in grouped], [*mistakes, *doubled])


def written(lines: Iterable[Sequence[str]]) -> bytes:
    """The table of goods, with its head."""
    return sheet([[names[0] for names in COLUMNS.values()], *lines])


def sheet(lines: Iterable[Sequence[str]]) -> bytes:
    """A file that a spreadsheet opens in Chinese and in which no cell is a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([guarded(cell) for cell in line] for line in lines)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def specs_text(names: Sequence[str], values: Sequence[str]) -> str:
    """口味=原味；份量=500 克"""
    chosen = zip(names, values, strict=False)
    return "；".join(f"{escaped(name, MARKS + EQUALS)}={escaped(value, MARKS)}" for name, value in chosen)


def _whose(line: Line) -> tuple[str, str]:
    """Which product a line is about: as far as it is said."""
    return ("id", line.product) if line.product else ("title", line.title)


def _text(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableUnreadable(field="file")


def _rows(text: str) -> list[list[str]]:
    """No more of them than tell that there are too many: a long file costs no more than one that is just too long."""
    head = text.partition("\n")[0]
    delimiter = max(",\t;", key=head.count)
    try:
        return list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), MOST_LINES + 2))
    except csv.Error as error:
        raise TableUnreadable(field="file") from error


def _columns(head: Sequence[str]) -> list[str]:
    known = {name: column for column, names in COLUMNS.items() for name in names}
    columns = [known.get(one_line(cell).lower().split("（")[0].split("(")[0].strip(), "") for cell in head]
    if "title" not in columns:
        raise TableUnreadable(field="file")
    return columns


def _line(number: int, cells: dict[str, str]) -> Line:
    given = {name: text for name, cell in cells.items() if name and (text := plain_cell(cell))}
    title = one_line(given.pop("title", ""))
    if not title:
        raise TitleMissing
    values: dict[str, object] = dict(given)
    values |= {name: _fen(name, given[name]) for name in _MONEY if name in given}
    values |= {name: _count(name, given[name]) for name in _COUNTS if name in given}
    if "tags" in given:
        values["tags"] = split(given["tags"], marks=TAG_MARKS)
    if "category" in given:
        values["categories"] = split(str(values.pop("category")))
    if "state" in given:
        values["state"] = _state(given["state"])
    return Line(number=number, title=title, **{**values, "specs": _specs(given.get("specs", ""))})  # type: ignore[arg-type]


def _fen(name: str, text: str) -> int:
    try:
        return fen(text)
    except AmountUnreadable as error:
        raise CellUnreadable(column=COLUMNS[name][0], written=text) from error


def _count(name: str, text: str) -> int:
    whole = text.removesuffix(".0")
    if not (whole.isascii() and whole.isdecimal()) or len(whole) > 9:
        raise CellUnreadable(column=COLUMNS[name][0], written=text)
    return int(whole)


def _state(text: str) -> str:
    for state, names in STATES.items():
        if text.lower() in names:
            return state
    raise CellUnreadable(column=COLUMNS["state"][0], written=text)


def _specs(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in parts(text):
        name, *value = (one_line(unescaped(half)) for half in parts(part, marks=EQUALS, most=1))
        if name and value and value[0]:
            found[name] = value[0]
        elif part.strip():
            raise CellUnreadable(column=COLUMNS["specs"][0], written=text)
    return found


def _doubled(lines: Sequence[Line]) -> list[Mistake]:
    seen: set[str] = set()
    found = []
    for line in lines:
        if line.code is not None and line.code in seen:
            found.append(Mistake(line.number, CodeTwice(code=line.code)))
        seen.add(line.code or "")
    return found
