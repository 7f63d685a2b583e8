"""Stock: what is on the shelf, what is promised, and why it moved.

Every move is one row of the ledger with a key of its own, so that a repeat changes nothing, and one conditional UPDATE
whose row says whether it could be done: promised pieces are always on hand.
"""

from collections.abc import Mapping

from sqlalchemy import Integer, bindparam, select, update

from appliance.db import Prepared, Transaction
from appliance.errors import BadInput, Conflict, NotFound
from appliance.events import StockMoved, StockRanLow
from appliance.ids import new_id
from appliance.plain import one_line
from store.catalogue.models import Product, Sku, StockEntry

LONGEST_NOTE = 200
MOST_PIECES = 1_000_000


class SoldOut(Conflict):
    zh = "手慢了，只剩 {available} 件"
    en = "Sold out: only {available} left"


class SkuNotFound(NotFound):
    zh = "没有这个规格"
    en = "There is no such variant"


class StockContradicts(Conflict):
    zh = "库存对不上：要动的件数比账上的多"
    en = "The stock does not hold as many pieces as this would move"


class PromisedToBuyers(Conflict):
    zh = "有 {reserved} 件已经答应给买家，数量不能再少；请先处理那些订单"
    en = "{reserved} pieces are promised to buyers, so there cannot be fewer; look after those orders first"


class PiecesUnusable(BadInput):
    zh = "件数要是 1 到 1000000 的整数"
    en = "A number of pieces is between 1 and 1000000"


class NoteMissing(BadInput):
    zh = "请写一句原因，最多 200 个字，以后查账要看"
    en = "Please say why, in at most 200 characters; somebody will want to know"


def reserve(tx: Transaction, pieces: Mapping[str, int], key_prefix: str) -> None:
    """Promise pieces of known SKUs to a buyer, all or none. Raises SoldOut(sku=, available=)."""
    for sku, count in sorted(pieces.items()):
        if _enter(tx, sku, "reserved", key_prefix, reserved=count) and not _move(tx, sku, reserved=count):
            raise SoldOut(sku=sku, available=max(_held(tx, sku)[0], 0))


def release(tx: Transaction, pieces: Mapping[str, int], key_prefix: str) -> None:
    """Take a promise back: the order will not happen. Raises StockContradicts."""
    for sku, count in sorted(pieces.items()):
        if _enter(tx, sku, "released", key_prefix, reserved=-count):
            _must_move(tx, sku, reserved=-count)


def carve(tx: Transaction, pieces: Mapping[str, int], key: str) -> None:
    """Set pieces aside for an activity, a flash sale or a round's prizes: all or none. Raises SoldOut, SkuNotFound."""
    for sku, count in sorted(pieces.items()):
        available = _held(tx, sku)[0]
        if _enter(tx, sku, "carved", key, reserved=count) and not _move(tx, sku, reserved=count):
            raise SoldOut(sku=sku, available=max(available, 0))


def uncarve(tx: Transaction, pieces: Mapping[str, int], key: str) -> None:
    """Pieces of an activity can be bought again, or be reserved by who won them. Raises StockContradicts."""
    for sku, count in sorted(pieces.items()):
        if _enter(tx, sku, "brought-back", key, reserved=-count):
            _must_move(tx, sku, reserved=-count)


def ship(tx: Transaction, pieces: Mapping[str, int], key_prefix: str) -> None:
    """Promised pieces leave the house; they count as sold. Raises StockContradicts."""
    for sku, count in sorted(pieces.items()):
        if _enter(tx, sku, "shipped", key_prefix, on_hand=-count, reserved=-count):
            _must_move(tx, sku, on_hand=-count, reserved=-count)
            _sell(tx, sku, count)


def bring_back(tx: Transaction, pieces: Mapping[str, int], key_prefix: str) -> None:
    """Shipped pieces are here again and may be sold again."""
    for sku, count in sorted(pieces.items()):
        if _enter(tx, sku, "returned", key_prefix, on_hand=count):
            _must_move(tx, sku, on_hand=count)
            _sell(tx, sku, -count)


def receive(tx: Transaction, sku: str, pieces: int, key: str, *, by: str, note: str = "", room: str = "") -> None:
    """Goods came in; `room`: its control room says so. Raises PiecesUnusable, NoteMissing (too long), SkuNotFound."""
    _check_pieces(pieces)
    _held(tx, sku)
    if _enter(tx, sku, "received", key, on_hand=pieces, by=by, note=_noted(note, needed=False)):
        _must_move(tx, sku, on_hand=pieces)
        _tell(tx, sku, "received", pieces, room)


def write_off(tx: Transaction, sku: str, pieces: int, key: str, *, by: str, note: str) -> None:
    """报损: pieces that nobody can buy any more. Raises PromisedToBuyers, PiecesUnusable, NoteMissing, SkuNotFound."""
    _check_pieces(pieces)
    _held(tx, sku)
    if _enter(tx, sku, "spoiled", key, on_hand=-pieces, by=by, note=_noted(note, needed=True)):
        _move_unpromised(tx, sku, -pieces)
        _tell(tx, sku, "spoiled", -pieces)


def count(tx: Transaction, sku: str, found: int, key: str, *, by: str, note: str = "", room: str = "") -> int:
    """盘点: `found` pieces are really there; by how many the books were wrong.

    Raises PromisedToBuyers, PiecesUnusable, NoteMissing (too long), SkuNotFound.
    """
    if not 0 <= found <= MOST_PIECES:
        raise PiecesUnusable(field="pieces")
    on_hand = tx.scalar(select(Sku.on_hand).where(Sku.id == sku))
    if on_hand is None:
        raise SkuNotFound
    off = found - int(on_hand)
    if _enter(tx, sku, "counted", key, on_hand=off, by=by, note=_noted(note, needed=False)):
        _move_unpromised(tx, sku, off)
        _tell(tx, sku, "counted", off, room)
    return off


def set_available(tx: Transaction, sku: str, available: int, key: str, *, by: str, room: str = "") -> int:
    """So many can be bought from now on, beside those that are promised; by how many the books changed.

    Raises PiecesUnusable, SkuNotFound.
    """
    if not 0 <= available <= MOST_PIECES:
        raise PiecesUnusable(field="pieces")
    return count(tx, sku, available + _held(tx, sku)[1], key, by=by, room=room)


def take_out(tx: Transaction, sku: str, pieces: int, key: str, *, by: str, room: str = "") -> int:
    """Pieces that were received by mistake; by how many the books changed.

    Raises PromisedToBuyers, PiecesUnusable, SkuNotFound.
    """
    _check_pieces(pieces)
    available, reserved = _held(tx, sku)
    if available < pieces:
        raise PromisedToBuyers(reserved=reserved, field="pieces")
    return count(tx, sku, available + reserved - pieces, key, by=by, room=room)


def _enter(
    tx: Transaction, sku: str, reason: str, key: str, *, on_hand: int = 0, reserved: int = 0, by: str = "",
    note: str = "",
) -> bool:  # fmt: skip
    """Write the ledger's row; False when it stands there already and nothing is left to do."""
    return tx.add_once(
        StockEntry, id=new_id(tx.now), key=f"{reason}/{key}/{sku}", sku=sku, reason=reason, on_hand=on_hand,
        reserved=reserved, by=by, note=note, at=tx.now,
    )  # fmt: skip


def _move(tx: Transaction, sku: str, *, on_hand: int = 0, reserved: int = 0) -> bool:
    """Whether there were enough for it; warns when that makes it run low."""
    moved = tx.rows(_MOVE, which=sku, moved=on_hand, promised=reserved)
    if not moved:
        return False
    after = moved[0]
    before = after.available - on_hand + reserved
    if after.available <= after.low < before:
        tx.record(StockRanLow(product=after.product, sku=sku, available=after.available))
    return True


_AFTER = (Sku.on_hand + bindparam("moved", type_=Integer), Sku.reserved + bindparam("promised", type_=Integer))
_MOVE = Prepared(
    update(Sku.__table__)  # type: ignore[arg-type]
    .where(Sku.id == bindparam("which"), _AFTER[0] >= _AFTER[1], _AFTER[0] >= 0, _AFTER[1] >= 0)
    .values(on_hand=_AFTER[0], reserved=_AFTER[1])
    .returning(Sku.product, Sku.low, (Sku.on_hand - Sku.reserved).label("available"))
)


def _must_move(tx: Transaction, sku: str, *, on_hand: int = 0, reserved: int = 0) -> None:
    if not _move(tx, sku, on_hand=on_hand, reserved=reserved):
        _held(tx, sku)
        raise StockContradicts


def _move_unpromised(tx: Transaction, sku: str, change: int) -> None:
    if not _move(tx, sku, on_hand=change):
        raise PromisedToBuyers(reserved=_held(tx, sku)[1], field="pieces")


def _held(tx: Transaction, sku: str) -> tuple[int, int]:
    """Available and reserved. Raises SkuNotFound."""
    row = tx.one_or_none(select(Sku.on_hand, Sku.reserved).where(Sku.id == sku))
    if row is None:
        raise SkuNotFound
    return row.on_hand - row.reserved, row.reserved


def _tell(tx: Transaction, sku: str, reason: str, pieces: int, room: str = "") -> None:
    if not pieces:
        return
    known = select(Sku.product, Product.title, Sku.values.label("spec"), Sku.on_hand).join(Product)
    row = tx.execute(known.where(Sku.id == sku)).one()
    spec = " ".join(row.spec)
    told = StockMoved(
        product=row.product, title=row.title, sku=sku, spec=spec, reason=reason, pieces=pieces, on_hand=row.on_hand,
        room=room,
    )  # fmt: skip
    tx.record(told)


def _sell(tx: Transaction, sku: str, pieces: int) -> None:
    product = select(Sku.product).where(Sku.id == sku).scalar_subquery()
    tx.execute(update(Product).where(Product.id == product).values(sold=Product.sold + pieces))


def _check_pieces(pieces: int) -> None:
    if not 1 <= pieces <= MOST_PIECES:
        raise PiecesUnusable(field="pieces")


def _noted(note: str, *, needed: bool) -> str:
    note = one_line(note)
    if len(note) > LONGEST_NOTE or (needed and not note):
        raise NoteMissing(field="note")
    return note
