"""What carts and quotes ask."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from store.catalogue.offers import Offer, answered, questions


async def offers(session: AsyncSession, skus: Iterable[str]) -> dict[str, Offer]:
    """By SKU; one that is not known is left out."""
    named = list(skus)
    return answered(*[await question.asked(session, skus=named) for question in questions()])
