"""What an order asks inside its transaction."""

import functools

from appliance.db import Prepared, Transaction
from store.pricing.cart import Buyer, Promotion
from store.promotions import running


def rules(tx: Transaction) -> tuple[Promotion, ...]:
    """Those that run now."""
    return running.rules(tx.rows(_rules(), now=tx.now))


def buyer(tx: Transaction, member: str, level: str = "") -> Buyer:
    answers = [tx.rows(question, member=member, now=tx.now) for question in _buyer()]
    return running.buyer(member, level, *answers)


@functools.cache
def _rules() -> Prepared:
    return Prepared(running.rules_question())


@functools.cache
def _buyer() -> tuple[Prepared, ...]:
    return tuple(Prepared(question) for question in running.buyer_questions())
