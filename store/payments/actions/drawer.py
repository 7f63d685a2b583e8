"""The cash drawer 钱箱: every shift begins and ends with a count, and what is missing is written down."""

from sqlalchemy import select, update

from appliance.db import Transaction
from appliance.ids import new_id
from store.ledger.actions import post
from store.ledger.reads import balance
from store.payments.models import Drawer
from store.payments.problems import CashGone, DrawerOpen, DrawerShut, NotThatMuchCash, ReasonMissing


def open_drawer(tx: Transaction, by: str, counted: int, note: str = "") -> str:
    """A shift begins with `counted` fen in the drawer; change that was put in is the float's.

    What is missing since the shift before was closed is a difference as at its end, which `note` gives the reason for.
    Raises DrawerOpen, CashGone.
    """
    shift = new_id(tx.now)
    opened = {"slot": "drawer", "opened_by": by, "opened_at": tx.now, "opening": counted, "note": note[:200]}
    if not tx.add_once(Drawer, id=shift, **opened):
        raise DrawerOpen
    put_in = counted - balance(tx, "drawer")
    if put_in > 0:
        post(tx, f"float/{shift}", {"drawer": put_in, "float": -put_in}, memo=by)
    elif put_in < 0:
        if not note:
            raise CashGone(field="reason")
        post(tx, f"variance/{shift}/opening", {"drawer": put_in, "variance": -put_in}, memo=by)
    return shift


def move_cash(tx: Transaction, by: str, amount: int, note: str, key: str) -> None:
    """Cash is put into the drawer (positive fen) or taken to the bank (negative).

    Raises DrawerShut, NotThatMuchCash.
    """
    check_open(tx)
    new = post(tx, f"cash/{key}", {"drawer": amount, "bank": -amount}, memo=f"{by}: {note}"[:200])
    if new and balance(tx, "drawer") < 0:
        raise NotThatMuchCash


def close_drawer(tx: Transaction, by: str, counted: int, note: str) -> int:
    """The shift ends; how many fen are there too much (negative: missing), which `note` gives the reason for.

    Raises DrawerShut, ReasonMissing.
    """
    shift, expected = _shift(tx), balance(tx, "drawer")
    why = [known for known in (tx.scalar(select(Drawer.note).where(Drawer.id == shift)), note) if known]
    if counted != expected and not note:
        raise ReasonMissing(field="reason")
    closed = {"slot": None, "closed_by": by, "closed_at": tx.now, "counted": counted, "expected": expected}
    mine = update(Drawer).where(Drawer.id == shift, Drawer.slot == "drawer")
    if not tx.execute(mine.values(**closed, note="；".join(why)[:400])).rowcount:
        raise DrawerShut
    variance = counted - expected
    if variance:
        post(tx, f"variance/{shift}", {"drawer": variance, "variance": -variance}, memo=by)
    return variance


def check_open(tx: Transaction) -> None:
    """Raises DrawerShut."""
    _shift(tx)


def _shift(tx: Transaction) -> str:
    found = tx.scalar(select(Drawer.id).where(Drawer.slot == "drawer"))
    if found is None:
        raise DrawerShut
    return str(found)
