"""Watches the box from the `back` process: the disk, and whether the other processes still speak."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

from appliance.alarms import actions
from appliance.bus import Bus
from appliance.clock import Clock
from appliance.config import WEBS
from appliance.db import Database
from appliance.events import Event, ProcessMeasured
from appliance.lease import actions as lease
from appliance.lease import reads

LOOK_SECONDS = 15.0
SILENT_SECONDS = 30.0
MISSED = timedelta(seconds=60)
FORGOTTEN = timedelta(days=7)
"""After which a box that was taken away is counted on no longer."""
GIGABYTE = 1024**3
SCARCE = 3 * GIGABYTE
ENOUGH = 4 * GIGABYTE
"""Between the two an alarm stays as it is, so that it does not flicker."""

_NAMES = {"web": ("网页与接口", "pages and API"), "live": ("推流与播放", "the picture")}


class Lookout:
    def __init__(self, db: Database, clock: Clock, data: Path, *, webs: int = 1, box: str = "") -> None:
        """`webs`: how many processes share the pages and the API. `box`: this one, where two share a shop."""
        self._db = db
        self._clock = clock
        self._data = data
        self._box = box
        self._heard = dict.fromkeys((*WEBS[:webs], "live"), clock.monotonic())
        self._began = False

    def listen(self, bus: Bus) -> None:
        bus.listen(self._note, ProcessMeasured, name="lookout")

    async def run(self) -> None:
        """A task of the process."""
        while True:
            await self._clock.sleep(LOOK_SECONDS)
            await self.look()

    async def look(self) -> None:
        await self._look_at_disk()
        if not self._began:  # there may have been more processes before
            await self._db.write(actions.clear_all, "process-")
            self._began = True
        for process in self._heard:
            await self._look_at_process(process)
        if self._box:
            await self._look_at_boxes()

    def _note(self, event: Event) -> None:
        if isinstance(event, ProcessMeasured) and event.process in self._heard:
            self._heard[event.process] = self._clock.monotonic()

    async def _look_at_disk(self) -> None:
        free = (await asyncio.to_thread(shutil.disk_usage, self._data)).free
        if free < SCARCE:
            await self._db.write(
                actions.sound,
                "disk",
                f"硬盘只剩 {free / GIGABYTE:.1f} GB，请尽快腾出空间",
                f"Only {free / GIGABYTE:.1f} GB of disk are left: make room soon",
            )
        elif free > ENOUGH:
            await self._db.write(actions.clear, "disk")

    async def _look_at_process(self, process: str) -> None:
        kind, _, number = process.partition("-")
        zh, en = (f"{name} {number}".rstrip() for name in _NAMES[kind])
        if self._clock.monotonic() - self._heard[process] > SILENT_SECONDS:
            await self._db.write(
                actions.sound,
                f"process-{process}",
                f"“{zh}”没有响应，系统会自动重启它；一直这样就重启这台主机",
                f"{en} does not answer and is started again; restart the box if this stays",
            )
        else:
            await self._db.write(actions.clear, f"process-{process}")

    async def _look_at_boxes(self) -> None:
        """Of two that share a shop: a box that stands by and is not there would not take over."""
        for name in await self._db.write(lease.forget, FORGOTTEN):
            await self._db.write(actions.clear, f"box-{name}")
        async with self._db.read() as session:
            known = await reads.boxes(session)
        for box in known:
            if box.silent > MISSED:
                await self._db.write(
                    actions.sound,
                    f"box-{box.name}",
                    f"主机 {box.name} 超过一分钟没有消息，现在没有备机；看看它的电源、网络，还有 jinbo live 在不在",
                    f"Box {box.name} has been silent for over a minute: nobody stands by. See to its power and network",
                )
            else:
                await self._db.write(actions.clear, f"box-{box.name}")
