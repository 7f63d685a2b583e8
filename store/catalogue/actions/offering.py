"""What an order asks inside its transaction."""

import functools
from collections.abc import Iterable

from appliance.db import Prepared, Transaction
from store.catalogue.offers import Offer, answered, questions


def offers(tx: Transaction, skus: Iterable[str]) -> dict[str, Offer]:
    """By SKU; one that is not known is left out."""
    named = list(skus)
    return answered(*(tx.rows(question, skus=named) for question in _questions()))


@functools.cache
def _questions() -> tuple[Prepared, ...]:
    return tuple(Prepared(question) for question in questions())
