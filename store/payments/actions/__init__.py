"""What changes about money. Nothing here talks to a provider: `store.payments.cashier` does, around these."""

from store.payments.actions.beginning import begin, handed, refused
from store.payments.actions.drawer import close_drawer, move_cash, open_drawer
from store.payments.actions.overpaid import settle_overpaid
from store.payments.actions.refunding import (
    ask_refund,
    give_back,
    pay_out,
    refund_billed,
    refund_moved,
    refund_unheard,
    retry,
    try_refund,
)
from store.payments.actions.settling import heard, settle, strand, take, unheard
from store.payments.actions.telling import forget_notices, notified
from store.payments.actions.uploading import (
    begin_upload,
    correct_parcel,
    give_up_upload,
    upload_again,
    upload_failed,
    uploaded,
)

__all__ = [
    "ask_refund",
    "begin",
    "begin_upload",
    "close_drawer",
    "correct_parcel",
    "forget_notices",
    "give_back",
    "give_up_upload",
    "handed",
    "heard",
    "move_cash",
    "notified",
    "open_drawer",
    "pay_out",
    "refund_billed",
    "refund_moved",
    "refund_unheard",
    "refused",
    "retry",
    "settle",
    "settle_overpaid",
    "strand",
    "take",
    "try_refund",
    "unheard",
    "upload_again",
    "upload_failed",
    "uploaded",
]
