"""What changes about invites. Every counter moves by a conditional UPDATE only."""

from store.invites.actions.binding import bind, code_for
from store.invites.actions.judging import judge_due, lapse, release
from store.invites.actions.keeping import adopt, forget
from store.invites.actions.promising import set_terms, terms
from store.invites.actions.rewarding import settle_due

__all__ = [
    "adopt",
    "bind",
    "code_for",
    "forget",
    "judge_due",
    "lapse",
    "release",
    "set_terms",
    "settle_due",
    "terms",
]
