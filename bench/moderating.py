"""How soon what staff decide about talk holds in a room: from before their rows are written to the viewers' sockets."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from appliance.clock import SystemClock
from appliance.db import Database, migrate
from appliance.events import Speaker
from bench.lines import at_most
from bench.rooms import ROOM, Crowd, Ours
from chat.comments import actions as comments
from chat.comments.actions import Said
from chat.manners import actions as manners

_TIMES = 20
_EACH = 0.2
_ASKED_EACH = 0.02


@asynccontextmanager
async def shop() -> AsyncIterator[Path]:
    """The file of a shop's database: staff write it, the hub knows by heart what stands there."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "jinbo.db"
        await asyncio.to_thread(migrate, f"sqlite:///{file}")
        yield file


async def moderated(hub: Ours, seated: Crowd, shop: Path) -> str:
    db = Database(f"sqlite:///{shop}", bus=hub.bus, clock=SystemClock())
    await db.start()
    recalled = await _recalled(db, seated)
    muted = _p95([await _mute(db, hub, f"muted{number}") for number in range(_TIMES)])
    kicked = _p95([await _kick(db, hub, f"kicked{number}") for number in range(_TIMES)])
    await db.stop()
    slowest = round(max(recalled, muted, kicked))
    return (
        f"moderation holds within p95 {slowest} ms ({at_most(slowest, 1000)}; a comment recalled off every screen "
        f"{recalled:.0f}, a viewer muted {muted:.0f}, one sent out {kicked:.0f})"
    )


async def _recalled(db: Database, seated: Crowd) -> float:
    """Milliseconds (p95) until a comment is off every screen; the first one warms up."""
    for number in range(1 + _TIMES):
        if number == 1:
            seated.clear()
        born = f"@{time.monotonic_ns()}@"  # the crowd reads it off the comment's id
        now = datetime.now(UTC)
        said = Said(id=born, room=ROOM, speaker=Speaker("m1", "m1"), text="x", at=now, moment=now)
        await db.write(comments.keep, [said])
        await db.write(comments.recall, ROOM, born, "s1")
        await asyncio.sleep(_EACH)
    return seated.told().p95


async def _mute(db: Database, hub: Ours, viewer: str) -> float:
    """Milliseconds until what a viewer says is refused."""
    async with _seat(hub, viewer) as socket:
        began = time.monotonic()
        deciding = asyncio.create_task(
            db.write(manners.mute, ROOM, viewer, viewer, minutes=None, reason="", by="s1"), name="muting"
        )
        while await _heard(socket):  # noqa: ASYNC110 - what a viewer would do
            await asyncio.sleep(_ASKED_EACH)
        took = time.monotonic() - began
        await deciding
    return 1000 * took


async def _heard(socket: ClientConnection) -> bool:
    """Whether a viewer may speak."""
    await socket.send('{"type":"comment","ref":"1","text":"x"}')
    async for frame in socket:
        answer = json.loads(frame)
        if "ref" in answer:
            return "ok" in answer
    raise RuntimeError("the hub has gone")


async def _kick(db: Database, hub: Ours, viewer: str) -> float:
    """Milliseconds until a viewer's socket ends."""
    async with _seat(hub, viewer) as socket:
        began = time.monotonic()
        await db.write(manners.kick, ROOM, viewer, viewer, by="s1")
        with suppress(ConnectionClosed):
            while True:
                await socket.recv()
        return 1000 * (time.monotonic() - began)


def _seat(hub: Ours, viewer: str) -> connect:
    return connect(f"ws://127.0.0.1:{hub.port}{hub.path(viewer)}", ping_interval=None)


def _p95(taken: list[float]) -> float:
    return quantiles(taken, n=20, method="inclusive")[18]
