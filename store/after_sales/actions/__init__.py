"""What changes about claims, in the order in which it happens."""

from store.after_sales.actions.answering import agree, answer_overdue, refuse
from store.after_sales.actions.applying import AfterSaleNotFound, Application, apply, cancel, end_unsent, measure
from store.after_sales.actions.repaying import finish, forgo, give_back
from store.after_sales.actions.returning import resend, send_back, take_in, take_in_overdue

__all__ = [
    "AfterSaleNotFound",
    "Application",
    "agree",
    "answer_overdue",
    "apply",
    "cancel",
    "end_unsent",
    "finish",
    "forgo",
    "give_back",
    "measure",
    "refuse",
    "resend",
    "send_back",
    "take_in",
    "take_in_overdue",
]
