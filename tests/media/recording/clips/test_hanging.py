"""A program that cuts or draws a clip and hangs does not keep the others waiting for ever."""

import asyncio
import sys

import pytest

from media.recording.clips import reads, workshop


@pytest.fixture
def hangs(monkeypatch):
    async def start(_):
        words = ("-c", "import time; print('1%', flush=True); time.sleep(60)")
        return await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.PIPE)

    monkeypatch.setattr(workshop, "_start", start)
    monkeypatch.setattr(workshop, "LONGEST_SILENCE", 1.0)


async def test_a_cut_that_hangs_is_given_up(room, hangs):
    await room.clip()
    await room.clock.advance(60)
    async with asyncio.timeout(10):
        await room.workshop.look()
    async with room.db.read() as session:
        assert (await reads.clip(session, "w1")).state == "failed"
