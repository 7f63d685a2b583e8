"""Ten thousand buyers want a hundred pieces at once."""

import asyncio
import sys
import time
from collections import Counter

import pytest
from sqlalchemy import func, select

from store.catalogue.actions import SoldOut
from store.catalogue.models import StockEntry
from store.orders.models import Order

BUYERS, PIECES = 10_000, 100


@pytest.mark.proof
async def test_ten_thousand_buyers_for_a_hundred_pieces_buy_exactly_a_hundred(
    database, sells, buys, stock, capsys, request
):
    await sells(pieces=PIECES)
    outcomes: Counter[str] = Counter()

    async def buyer(number: int) -> None:
        try:
            await buys({"s1": 1}, member=f"m{number}")
        except SoldOut:
            outcomes["sold out"] += 1
        else:
            outcomes["bought"] += 1

    began = time.monotonic()
    await asyncio.gather(*(buyer(number) for number in range(BUYERS)))
    seconds = time.monotonic() - began
    assert outcomes == {"bought": PIECES, "sold out": BUYERS - PIECES}
    assert await stock() == (PIECES, PIECES)
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Order)) == PIECES
        assert await session.scalar(select(func.sum(StockEntry.reserved))) == PIECES
    with capsys.disabled():
        kind = request.node.callspec.params["database_url"]
        sys.stdout.write(f"\n{kind}: {BUYERS} buyers, {PIECES} pieces, {PIECES} sold, {seconds:.1f} s\n")
