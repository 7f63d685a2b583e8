"""What is asked about goods."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from store.catalogue.offers import Offer, answered, questions, visible

__all__ = ["offers", "visible"]


async def offers(session: AsyncSession, skus: Iterable[str]) -> dict[str, Offer]:
    """By SKU; one that is not known is left out."""
    skus = list(skus)
    return answered(*[(await session.execute(question)).all() for question in questions(skus)])
