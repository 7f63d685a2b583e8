"""A spreadsheet's table becomes lines, and goods become a table that can be read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.catalogue import tables
from store.catalogue.tables import Line, TableTooLong, TableUnreadable, read, written

HEAD = "商品,规格,编码,价格,库存,状态\n"


def lines(text: str, encoding: str = "utf-8") -> list[list[Line]]:
    table = read(text.encode(encoding))
    assert table.mistakes == []
    return table.products


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("comma", [",", "\t", ";"])
def test_every_spreadsheet_of_the_country_is_read(encoding, comma):
    text = (HEAD + "麻花,,TJ-01,12.80,5,上架\n").replace(",", comma)
    [[line]] = lines(text, encoding)
    assert (line.number, line.title, line.code, line.price, line.on_hand) == (2, "麻花", "TJ-01", 1280, 5)
    assert (line.state, line.specs, line.cost) == ("shelved", {}, None)


def test_the_lines_of_a_product_stand_together_wherever_they_were():
    text = HEAD + "麻花,口味=原味,,9,,\n茶,,,8,,\n\n麻花,口味：咸香；份量=500克,,9,,\n"
    first, second = lines(text)
    assert [(line.number, line.specs) for line in first] == [
        (2, {"口味": "原味"}),
        (5, {"口味": "咸香", "份量": "500克"}),
    ]
    assert [line.title for line in second] == ["茶"]


def test_english_names_of_columns_are_known_too():
    [[line]] = lines("Product,Price,Stock,State\nTea,¥8,3,draft\n")
    assert (line.price, line.on_hand, line.state) == (800, 3, "draft")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("茶,,,8.123,,", "价格"),
        ("茶,,,free,,", "价格"),
        ("茶,,,8,-1,", "库存"),
        ("茶,,,8,1.5,", "库存"),
        ("茶,,,8,,maybe", "状态"),
        ("茶,原味,,8,,", "规格"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_and_the_others_stay(cells, column):
    table = read((HEAD + cells + "\n麻花,,,9,,\n").encode())
    assert [(one.number, one.problem.facts["column"]) for one in table.mistakes] == [(2, column)]
    assert [product[0].title for product in table.products] == ["麻花"]


def test_a_code_twice_and_a_missing_name_are_mistakes():
    table = read((HEAD + "茶,,A,8,,\n麻花,,A,9,,\n ,,B,9,,\n").encode())
    assert sorted((one.number, type(one.problem)) for one in table.mistakes) == [
        (3, tables.CodeTwice),
        (4, tables.TitleMissing),
    ]


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00\x00\x81", b"a,b\n1,2\n", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_table_of_goods_is_refused(raw):
    with pytest.raises(TableUnreadable):
        read(raw)


def test_a_table_too_long_is_refused():
    with pytest.raises(TableTooLong):
        read(bytes(tables.MOST_BYTES + 1))
    with pytest.raises(TableTooLong):
        read((HEAD + "茶,,,8,,\n" * 2001).encode())


def test_what_comes_behind_the_most_lines_is_not_even_read():
    unreadable = "茶" * 140_000  # more than the csv module takes for a cell
    with pytest.raises(TableTooLong):
        read((HEAD + "茶,,,8,,\n" * 2001 + unreadable).encode())
    with pytest.raises(TableUnreadable):
        read((HEAD + "茶,,,8,,\n" * 1999 + unreadable).encode())


def test_no_cell_is_a_formula_and_it_comes_back_as_it_was():
    blank = [""] * (len(tables.COLUMNS) - 1)
    raw = written([["=1+1", *blank], ["@SUM(A1)", *blank], ["-9", *blank]])
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\n=" not in raw
    assert [product[0].title for product in read(raw).products] == ["=1+1", "@SUM(A1)", "-9"]


@given(st.binary(max_size=300))
def test_no_bytes_make_it_stumble(noise):
    for raw in (noise, HEAD.encode() + noise):
        try:
            read(raw)
        except (TableUnreadable, TableTooLong):
            continue
