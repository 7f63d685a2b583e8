"""What is asked about other stores."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from media.stage.battles.models import Battle
from media.stage.battles.problems import BattleNotFound
from media.stage.stores.models import Store, StoreCall
from media.stage.stores.problems import CallOver, LetterRefused, StoreNotFound


async def stores(session: AsyncSession) -> list[Store]:
    """Those that we are paired with."""
    return list(await session.scalars(select(Store).where(Store.removed_at.is_(None)).order_by(Store.paired_at)))


async def store(session: AsyncSession, wanted: str) -> Store:
    """Raises StoreNotFound."""
    found = await session.get(Store, wanted)
    if found is None or found.removed_at is not None:
        raise StoreNotFound
    return found


async def known(session: AsyncSession, wanted: str) -> Store:
    """Also one that was removed meanwhile. Raises StoreNotFound."""
    found = await session.get(Store, wanted)
    if found is None:
        raise StoreNotFound
    return found


async def sender(session: AsyncSession, wanted: str) -> Store:
    """Whoever says to have written a letter. Raises LetterRefused."""
    try:
        return await store(session, wanted)
    except StoreNotFound as error:
        raise LetterRefused from error


async def calls(session: AsyncSession, room: str, now: datetime) -> list[StoreCall]:
    """That ring: theirs, and this room's own."""
    asked = select(StoreCall).where(StoreCall.state == "ringing", StoreCall.until > now)
    here = asked.where((StoreCall.room == room) | (StoreCall.mine.is_(False)))
    return list(await session.scalars(here.order_by(StoreCall.id)))


async def call(session: AsyncSession, wanted: str) -> StoreCall:
    """Raises CallOver."""
    found = await session.get(StoreCall, wanted)
    if found is None:
        raise CallOver
    return found


async def contests(session: AsyncSession) -> list[str]:
    """With other stores, that go on."""
    return list(await session.scalars(select(Battle.id).where(Battle.state != "over", Battle.store != "")))


async def contest(session: AsyncSession, wanted: str, store: str = "") -> Battle:
    """With that store, if it is named. Raises BattleNotFound."""
    found = await session.get(Battle, wanted)
    if found is None or found.store != (store or found.store) or not found.store:
        raise BattleNotFound
    return found
