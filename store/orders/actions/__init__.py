"""What changes about orders. The four axes move by conditional UPDATEs only, each beside its neighbours in time."""

from store.orders.actions.changing import change_contact, change_price, note_of_buyer, note_of_staff
from store.orders.actions.earning import here, unearned
from store.orders.actions.ending import close, complete, due, expire, put_off, receive, receive_forgotten
from store.orders.actions.paying import pay, revive
from store.orders.actions.placing import Good, NewOrder, Placed, create
from store.orders.actions.refunding import Refunded, forgo_rest, refund_money, refund_pieces
from store.orders.actions.reminding import remind, remindable
from store.orders.actions.shipping import Packed, correct_parcel, hand_over, ship

__all__ = [
    "Good",
    "NewOrder",
    "Packed",
    "Placed",
    "Refunded",
    "change_contact",
    "change_price",
    "close",
    "complete",
    "correct_parcel",
    "create",
    "due",
    "expire",
    "forgo_rest",
    "hand_over",
    "here",
    "note_of_buyer",
    "note_of_staff",
    "pay",
    "put_off",
    "receive",
    "receive_forgotten",
    "refund_money",
    "refund_pieces",
    "remind",
    "remindable",
    "revive",
    "ship",
    "unearned",
]
