"""What an order asks inside its transaction."""

from collections.abc import Iterable

from appliance.db import Transaction
from store.catalogue.offers import Offer, answered, questions


def offers(tx: Transaction, skus: Iterable[str]) -> dict[str, Offer]:
    """By SKU; one that is not known is left out."""
    named = list(skus)
    return answered(*(tx.rows(question, skus=named) for question in questions()))
