"""A sheet of parcels as people paste it (pure)."""

import pytest

from store.orders.bulk import MOST, Row, SheetTooLong, decoded, rows
from store.orders.carriers import CARRIERS, SITES, carrier

NUMBER = "2026112300000001"
PARCEL = Row(NUMBER, "ZTO", "78123456789", "")


@pytest.mark.parametrize(
    "line",
    [
        f"{NUMBER},中通,78123456789",
        f"{NUMBER}，中通快递，78123456789",
        f"{NUMBER}\tzto\t78123456789",
        f"{NUMBER} ZTO   78123456789",
        f'"{NUMBER}","中通","78123456789"',
        f"'{NUMBER}\t中通\t'78123456789",
        f'="{NUMBER}",ZTO,="78123456789"',
        f"  {NUMBER}, 中通 , 78123456789, 谢谢",
    ],
)
def test_a_parcel_is_understood_however_it_was_copied(line):
    (row,) = rows(line)
    assert (row.number, row.carrier, row.tracking) == (PARCEL.number, PARCEL.carrier, PARCEL.tracking)


def test_a_row_is_kept_as_it_was_typed_to_be_shown_again():
    assert [row.typed for row in rows(f"  {NUMBER},鸽子,1  ")] == [f"{NUMBER},鸽子,1"]


def test_a_carrier_that_nobody_knows_is_left_empty():
    assert [(row.carrier, row.tracking) for row in rows(f"{NUMBER},鸽子,781")] == [("", "781")]


def test_what_is_missing_is_empty():
    assert [(row.carrier, row.tracking) for row in rows(NUMBER)] == [("", "")]


@pytest.mark.parametrize("heading", ["订单号,快递公司,运单号", "order\tcarrier\ttracking", "", "\n\n"])
def test_headings_and_empty_lines_are_passed_over(heading):
    assert [row.number for row in rows(f"{heading}\n{NUMBER},ZTO,78123456789\n\n")] == [NUMBER]


def test_five_hundred_rows_are_enough():
    assert len(rows(f"{NUMBER},ZTO,78123456789\n" * MOST)) == MOST
    with pytest.raises(SheetTooLong) as refused:
        rows(f"{NUMBER},ZTO,78123456789\n" * (MOST + 1))
    assert refused.value.facts["field"] == "sheet"


def test_a_file_of_excel_in_china_is_read():
    sheet = f"{NUMBER},中通,78123456789"
    assert decoded(sheet.encode("utf-8-sig")) == decoded(sheet.encode("gb18030")) == decoded(sheet.encode()) == sheet


def test_bytes_that_are_no_text_raise_nothing():
    assert rows(decoded(b"\xff\xfe\x00\x81")) == []


@pytest.mark.parametrize("code", sorted(CARRIERS))
def test_every_carrier_is_known_by_code_and_by_name(code):
    assert carrier(code) == carrier(code.lower()) == carrier(f" {CARRIERS[code]} ") == code


@pytest.mark.parametrize("written", ["", "  ", "鸽子", "S"])
def test_no_carrier_is_guessed(written):
    assert carrier(written) is None


def test_a_site_is_known_carriers_own_and_safe_to_open():
    assert SITES.keys() <= CARRIERS.keys()
    assert all(site.startswith("https://") and site.endswith("/") for site in SITES.values())
