"""How a round's draw is made: read, reckoned beside the writer, and written in small pieces.

No buyer waits for it, and who is killed in the middle is taken up by the next: entries and seed are fixed, so the
same wins come out again.
"""

import asyncio
import logging

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from appliance.db import Database
from appliance.keys import Keys
from store.play import actions, draw
from store.play.actions.opening import SEED
from store.play.draw import Drawn
from store.play.models import Round, RoundEntry

PAGE = 2_000
"""Entries read at once."""
PIECE = 100
"""Wins written at once."""

log = logging.getLogger(__name__)


async def end(db: Database, keys: Keys, round_id: str, reason: str = "closed") -> bool:
    """Once, with its draw; False when it had ended before."""
    ended = await db.write(actions.end, keys, round_id, reason)
    await draw_one(db, keys, round_id)
    return ended


async def draw_all(db: Database, keys: Keys) -> None:
    """Of every round that waits for it; one that fails holds up no other, and is tried again."""
    async with db.read() as session:
        waiting = (await session.scalars(select(Round.id).where(Round.state == "drawing").order_by(Round.id))).all()
    for round_id in waiting:
        try:
            await draw_one(db, keys, round_id)
        except Exception:
            log.exception("a draw could not be made", extra={"round": round_id})


async def draw_one(db: Database, keys: Keys, round_id: str) -> None:
    """Of a round that waits for it; of any other nothing. Twice is once."""
    async with db.read() as session:
        found = await session.get(Round, round_id)
        if found is None or found.state != "drawing":
            return
        entries = await _entries(session, round_id)
    seed, spec = keys.unseal(SEED, found.seed_sealed), actions.spec_of(found.spec)
    lots = await asyncio.to_thread(draw.lots, seed, entries, spec)
    for start in range(0, len(lots), PIECE):
        await db.write(actions.note_wins, round_id, lots[start : start + PIECE])
    await db.write(actions.settle, keys, round_id, len(lots))


async def _entries(session: AsyncSession, round_id: str) -> list[Drawn]:
    """In the order of arrival."""
    columns = select(RoundEntry.place, RoundEntry.mark, RoundEntry.choice).where(RoundEntry.round == round_id)
    found: list[Drawn] = []
    last = ""
    while True:
        asked = columns.where(RoundEntry.mark > last).order_by(RoundEntry.mark).limit(PAGE)
        page = [Drawn(*row) for row in (await session.execute(asked)).all()]
        found += page
        if len(page) < PAGE:
            return sorted(found)
        last = page[-1].mark
