"""Alipay's trade bill (业务账单) as movements (pure).

A ZIP with CSV files in GB 18030, fields behind tabs; the details stand in the one that is no summary (汇总).
Source: opendocs.alipay.com/open/3c9f1bcf_alipay.data.dataservice.bill.downloadurl.query
"""

import csv
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator

from store.payments.alipay.standings import in_fen
from store.payments.provider import BillRow, ProviderUnreachable

MOST = 64 * 1024 * 1024
"""Bytes that a day's bill may unpack to."""
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError)
"""What a damaged or locked archive leads to, by the way it was packed."""

_TRANSACTION, _NUMBER, _KIND, _AT = "支付宝交易号", "商户订单号", "业务类型", "完成时间"
_AMOUNT, _REFUND, _FEE = "订单金额（元）", "退款批次号/请求号", "服务费（元）"


def rows(packed: bytes) -> list[BillRow]:
    """Raises ProviderUnreachable when it is no such bill."""
    try:
        return [_row(one) for one in _records(_details(packed))]
    except (KeyError, ValueError, csv.Error, *_DAMAGED) as error:
        raise ProviderUnreachable(f"the bill cannot be read: {error}") from error


def _details(packed: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for entry in archive.infolist():
            if "汇总" not in _name(entry) and entry.filename.endswith(".csv"):
                if entry.file_size > MOST:
                    raise ValueError("too large")
                return archive.read(entry).decode("gb18030")
    raise ValueError("no details")


def _name(entry: zipfile.ZipInfo) -> str:
    """Alipay names its files in GBK without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    return entry.filename.encode("cp437").decode("gb18030", errors="replace")


def _records(text: str) -> Iterator[dict[str, str]]:
    names: list[str] = []
    for fields in csv.reader(line for line in text.splitlines() if not line.startswith("#")):
        cells = [field.strip() for field in fields]
        if not names:
            names = cells if _NUMBER in cells else []
        elif any(cells):
            yield dict(zip(names, cells, strict=False))


def _row(one: dict[str, str]) -> BillRow:
    refund = "退款" in one[_KIND]
    return BillRow(
        number=one[_REFUND] if refund else one[_NUMBER],
        charge=one[_NUMBER],
        refund=refund,
        transaction=one[_TRANSACTION],
        amount=in_fen(one[_AMOUNT].lstrip("-")),
        fee=-_signed(one[_FEE]),
        state="SUCCESS",
        at=one[_AT],
    )


def _signed(yuan: str) -> int:
    """A fee that is paid stands there negative."""
    amount = in_fen(yuan.lstrip("-") or "0")
    return -amount if yuan.startswith("-") else amount
