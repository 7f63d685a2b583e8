"""What changes about a room's shelf."""

from store.shelf.actions.bargaining import open_bargain
from store.shelf.actions.explaining import pin, pop, unpin, want
from store.shelf.actions.flashing import announce
from store.shelf.actions.planning import plan
from store.shelf.actions.restocking import restock
from store.shelf.actions.shelving import Place, arrange, hide, put, take_off
from store.shelf.actions.showing import begin_show, end_show, product_changed
from store.shelf.actions.teaming import announce_group_buy
from store.shelf.actions.telling import tell

__all__ = [
    "Place",
    "announce",
    "announce_group_buy",
    "arrange",
    "begin_show",
    "end_show",
    "hide",
    "open_bargain",
    "pin",
    "plan",
    "pop",
    "product_changed",
    "put",
    "restock",
    "take_off",
    "tell",
    "unpin",
    "want",
]
