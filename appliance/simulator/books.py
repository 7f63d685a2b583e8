"""Trades and refunds of both platforms, in memory and in a file that is only appended to."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from appliance.simulator.moments import Moments, day
from appliance.simulator.records import Refused, Repayment, Side, Trade

MOST_REFUNDS = 50
BETWEEN_REFUNDS = timedelta(minutes=1)
REFUNDABLE = timedelta(days=365)
Key = tuple[Side, str]
Row = TypeVar("Row", Trade, Repayment)


class Books:
    """Every change is one line of the file; the last line about a number is how it stands."""

    def __init__(self, moments: Moments, file: Path | None = None) -> None:
        self.moments = moments
        self.trades: dict[Key, Trade] = {}
        self.refunds: dict[Key, Repayment] = {}
        self._file: IO[bytes] | None = None
        if file is not None:
            self._read(file)
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = file.open("ab", buffering=0)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def order(self, wanted: Trade) -> Trade:
        """The trade under this number, new or as it was. Raises Refused."""
        known = self.trades.get((wanted.side, wanted.number))
        if known is None:
            return self.keep(wanted)
        if known.digest != wanted.digest:
            raise Refused("OUT_TRADE_NO_USED", "商户订单号重复")
        if known.state == "paid":
            raise Refused("ORDERPAID", "该订单已支付")
        if known.state == "closed":
            raise Refused("ORDER_CLOSED", "订单已关闭")
        return known

    def trade(self, side: Side, number: str) -> Trade:
        """Raises Refused."""
        found = self.trades.get((side, number))
        if found is None:
            raise Refused("ORDERNOTEXIST", "订单不存在")
        if found.state == "waiting" and found.expires_at is not None and found.expires_at <= self.moments.due():
            found.state = "closed"
            self.keep(found)
        return found

    def by_transaction(self, side: Side, transaction: str) -> Trade:
        """Raises Refused."""
        for one in self.trades.values():
            if one.side == side and one.transaction == transaction and transaction:
                return one
        raise Refused("ORDERNOTEXIST", "订单不存在")

    def pay(self, trade: Trade, payer: str) -> Trade:
        """Somebody pays. Raises Refused when there is nothing to pay any more."""
        trade = self.trade(trade.side, trade.number)
        if trade.state == "paid":
            raise Refused("ORDERPAID", "该订单已支付")
        if trade.state == "closed":
            raise Refused("ORDER_CLOSED", "订单已关闭")
        trade.state = "paid"
        trade.payer = trade.payer or payer
        trade.paid_at = self.moments.now()
        trade.transaction = self._transaction("42" if trade.side == "wechat" else "20", trade.number)
        return self.keep(trade)

    def shut(self, side: Side, number: str) -> Trade:
        """Nobody shall pay it any more. Raises Refused when somebody has."""
        trade = self.trade(side, number)
        if trade.state == "paid":
            raise Refused("ORDERPAID", "该订单已支付")
        trade.state = "closed"
        return self.keep(trade)

    def refund(self, wanted: Repayment) -> Repayment:
        """The refund under this number, new or as it was. Raises Refused."""
        known = self.refunds.get((wanted.side, wanted.number))
        if known is not None:
            if known.digest != wanted.digest:
                raise Refused("INVALID_REQUEST", "退款单号已存在，且与之前的请求不一致")
            return known
        trade = self.trade(wanted.side, wanted.trade)
        self._check_refund(trade, wanted)
        trade.refunded += wanted.amount
        trade.last_refund_at = self.moments.due()
        self.keep(trade)
        wanted.transaction = self._transaction("503", wanted.number)
        return self.keep(wanted)

    def settle(self, refund: Repayment, state: str = "done") -> Repayment:
        """The money is back, or cannot be brought back (abnormal), or the refund was given up (closed)."""
        refund.state = msgspec.convert(state, type(refund).__annotations__["state"])
        refund.done_at = self.moments.now()
        if refund.state == "closed":
            trade = self.trades[refund.side, refund.trade]
            trade.refunded -= refund.amount
            self.keep(trade)
        return self.keep(refund)

    def keep(self, row: Row) -> Row:
        into: dict[Key, Trade] | dict[Key, Repayment] = self.trades if isinstance(row, Trade) else self.refunds
        into[row.side, row.number] = row  # type: ignore[assignment]
        if self._file is not None:
            line = _Line(trade=row) if isinstance(row, Trade) else _Line(refund=row)
            self._file.write(msgspec.json.encode(line) + b"\n")
        return row

    def _check_refund(self, trade: Trade, wanted: Repayment) -> None:
        if trade.state != "paid" or trade.paid_at is None:
            raise Refused("INVALID_REQUEST", "订单未支付，不能退款")
        if wanted.amount <= 0 or trade.refunded + wanted.amount > trade.amount:
            raise Refused("INVALID_REQUEST", "申请退款金额大于订单可退金额")
        if self.moments.due() - trade.paid_at > REFUNDABLE:
            raise Refused("INVALID_REQUEST", "订单超过可退款期限")
        if (
            sum(1 for one in self.refunds.values() if (one.side, one.trade) == (trade.side, trade.number))
            >= MOST_REFUNDS
        ):
            raise Refused("INVALID_REQUEST", "退款次数超过限制")
        last = trade.last_refund_at
        if trade.side == "wechat" and last is not None and self.moments.due() - last < BETWEEN_REFUNDS:
            raise Refused("FREQUENCY_LIMITED", "同一笔订单退款请求过于频繁")

    def _transaction(self, prefix: str, number: str) -> str:
        """28 figures, never the same twice."""
        figures = int.from_bytes(hashlib.sha256(number.encode()).digest()[:10]) % 10**14
        return f"{prefix}{day(self.moments.now()).replace('-', '')}{figures:014d}{len(self.trades) % 10000:04d}"

    def _read(self, file: Path) -> None:
        if not file.exists():
            return
        for line in file.read_bytes().splitlines(keepends=True):
            if line.endswith(b"\n"):  # a line that was cut off by a crash never happened
                row = msgspec.json.decode(line, type=_Line)
                if row.trade is not None:
                    self.trades[row.trade.side, row.trade.number] = row.trade
                if row.refund is not None:
                    self.refunds[row.refund.side, row.refund.number] = row.refund


class _Line(msgspec.Struct, omit_defaults=True):
    trade: Trade | None = None
    refund: Repayment | None = None


def digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()
