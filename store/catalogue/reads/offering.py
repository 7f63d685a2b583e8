"""What carts and quotes ask."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from store.catalogue.offers import Offer, answered, questions


async def offers(session: AsyncSession, skus: Iterable[str]) -> dict[str, Offer]:
    """By SKU; one that is not known is left out."""
    asked = {"skus": list(skus)}
    return answered(*[(await session.execute(question, asked)).all() for question in questions()])
