"""讲解: one product at a time is explained; viewers may wish for the next."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update

from appliance.db import Transaction
from appliance.events import ExplainingWanted, Good, ProductPinned, ProductPopped, ProductUnpinned
from appliance.ids import new_id
from store.shelf.actions.telling import placed
from store.shelf.models import ExplainWindow, ExplainWish, ShelfItem, ShelfShow
from store.shelf.problems import NotForSale, NotOnShelf


def pin(tx: Transaction, room: str, product: str, by: str) -> str:
    """The host begins to explain it, and is done with what came before; the window's id.

    What is pinned already stays in its window. Raises NotOnShelf, NotForSale.
    """
    good = _for_viewers(tx, room, product)
    open_now = _open(tx, room)
    if open_now is not None and open_now.product == product:
        return str(open_now.id)
    unpin(tx, room)
    window = new_id(tx.now)
    broadcast = tx.scalar(select(ShelfShow.broadcast).where(ShelfShow.room == room, ShelfShow.until.is_(None)))
    values = {"broadcast": broadcast or "", "product": product, "wishes": _fulfil(tx, room, product), "by": by}
    tx.add_once(ExplainWindow, id=window, room=room, since=tx.now, until=None, **values)
    tx.record(ProductPinned(room=room, window=window, good=good))
    return window


def pop(tx: Transaction, room: str, product: str) -> None:
    """弹窗: its card comes up for everybody, and what is explained stays as it is. Raises NotOnShelf, NotForSale."""
    tx.record(ProductPopped(room=room, good=_for_viewers(tx, room, product)))


def unpin(tx: Transaction, room: str) -> None:
    """The host is done explaining; nothing happens when nothing was explained."""
    open_now = _open(tx, room)
    if open_now is None:
        return
    tx.execute(update(ExplainWindow).where(ExplainWindow.id == open_now.id).values(until=tx.now))
    tx.record(ProductUnpinned(room=room, window=open_now.id, product=open_now.product))


def unpin_product(tx: Transaction, room: str, product: str) -> None:
    """The same, if it is this one that is explained."""
    open_now = _open(tx, room)
    if open_now is not None and open_now.product == product:
        unpin(tx, room)


def want(tx: Transaction, wishes: Sequence[tuple[str, str, str]]) -> list[int]:
    """想看讲解: room, product and member of each; how many want it now, 0 for what is not on the shelf.

    A member's second wish for the same changes nothing.
    """
    asked = list(dict.fromkeys((room, product) for room, product, _ in wishes))
    on_shelf = {pair for pair in asked if _is_shown(tx, *pair)}
    rows = [
        {"room": room, "product": product, "member": member, "at": tx.now}
        for room, product, member in wishes
        if (room, product) in on_shelf
    ]
    before = {pair: _count(tx, *pair) for pair in on_shelf}
    tx.add_each_once(ExplainWish, rows)
    now = {pair: _count(tx, *pair) for pair in on_shelf}
    for pair, count in now.items():
        if count != before[pair]:
            tx.record(ExplainingWanted(room=pair[0], product=pair[1], count=count))
    return [now.get((room, product), 0) for room, product, _ in wishes]


def _for_viewers(tx: Transaction, room: str, product: str) -> Good:
    one = placed(tx, room, product)
    if one is None:
        raise NotOnShelf
    if not one.shown:
        raise NotForSale(title=one.good.title)
    return one.good


def _open(tx: Transaction, room: str) -> ExplainWindow | None:
    open_now = select(ExplainWindow.__table__).where(ExplainWindow.room == room, ExplainWindow.until.is_(None))
    found: ExplainWindow | None = tx.one_or_none(open_now)  # type: ignore[assignment]
    return found


def _fulfil(tx: Transaction, room: str, product: str) -> int:
    """How many wished for it; from now on they may wish again."""
    mine = delete(ExplainWish).where(ExplainWish.room == room, ExplainWish.product == product)
    return tx.execute(mine).rowcount


def _is_shown(tx: Transaction, room: str, product: str) -> bool:
    here = (ShelfItem.room == room, ShelfItem.product == product, ShelfItem.hidden.is_(False))
    return tx.scalar(select(ShelfItem.product).where(*here)) is not None


def _count(tx: Transaction, room: str, product: str) -> int:
    mine = (ExplainWish.room == room, ExplainWish.product == product)
    return tx.scalar(select(func.count()).select_from(ExplainWish).where(*mine)) or 0
