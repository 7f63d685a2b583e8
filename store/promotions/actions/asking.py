"""What an order asks inside its transaction."""

from appliance.db import Transaction
from store.pricing.cart import Buyer, Promotion
from store.promotions import running


def rules(tx: Transaction) -> tuple[Promotion, ...]:
    """Those that run now."""
    return running.rules(tx.rows(running.rules_question(), now=tx.now))


def buyer(tx: Transaction, member: str, level: str = "") -> Buyer:
    answers = [tx.rows(question, member=member, now=tx.now) for question in running.buyer_questions()]
    return running.buyer(member, level, *answers)
