"""Recordings that staff want on this box again, fetched from the cloud's storage in the `back` process."""

import asyncio
import logging
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.alarms import actions as alarms
from appliance.clock import Clock
from appliance.cloud import reads as cloud_reads
from appliance.config import Config
from appliance.db import Database
from appliance.disk import is_full
from appliance.errors import Unavailable
from appliance.keys import Keys
from media.recording import actions, manifest, reads
from media.recording.actions import RecordingGone
from media.recording.models import Recording
from media.recording.places import MANIFEST, Shelf

if TYPE_CHECKING:
    from appliance.cloud.bucket import Bucket

log = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
PAUSE_SECONDS = 30.0
"""After the storage did not answer."""
ALARM = "recording-back"
NO_ROOM = (
    "“{title}”取不回来：本机硬盘放不下，录像还在云上，照样能看",
    "“{title}” cannot come back: this box has no room for it. It stays in the cloud and can be watched",
)
NOT_THE_SAME = (
    "“{title}”取不回来：云上的文件 {name} 和清单不一样，或者不见了",
    "“{title}” cannot come back: {name} in the cloud is not what the manifest says, or is gone",
)


class NotTheSame(Exception):
    """A file of the storage is not what the manifest names."""


class Returning:
    def __init__(self, db: Database, shelf: Shelf, clock: Clock, config: Config, keys: Keys) -> None:
        self._db = db
        self._shelf = shelf
        self._clock = clock
        self._keys = keys
        self._spare = config.recording_spare_gb << 30

    async def run(self) -> None:
        """A task of the process."""
        while True:
            await self._clock.sleep(LOOK_SECONDS if await self.look() else PAUSE_SECONDS)

    async def look(self) -> bool:
        """Fetch what is wanted; whether the storage answered."""
        async with self._db.read() as session:
            wanted = await reads.coming(session)
            terms = await cloud_reads.terms(session, self._keys) if wanted else None
        if terms is None:
            return True
        from appliance.cloud.bucket import Bucket  # noqa: PLC0415 - most boxes fetch nothing back

        async with Bucket(terms.storage, self._clock) as bucket:
            for row in wanted:
                try:
                    with suppress(RecordingGone):  # it was deleted on the way
                        await self._bring(bucket, row)
                except Unavailable as error:
                    log.warning("a recording cannot come back yet: %s", error, extra={"show": row.show})
                    return False
        return True

    async def _bring(self, bucket: "Bucket", row: Recording) -> None:
        folder = self._shelf.show(row.room, row.show)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            if not await asyncio.to_thread(self._has_room, folder, row.size):
                await self._give_up(row, NO_ROOM, "")
                return
            named = await self._manifest(bucket, row, folder)
            for name, sha256 in manifest.left(named, row.renditions).items():
                await self._fetch(bucket, folder, name, sha256)
        except NotTheSame as error:
            await self._give_up(row, NOT_THE_SAME, str(error))
        except OSError as error:
            if not is_full(error):
                raise
            await self._give_up(row, NO_ROOM, "")
        else:
            await self._db.write(actions.came_back, row.show)
            await self._db.write(alarms.clear, ALARM)
            log.info("a recording has come back", extra={"show": row.show})

    def _has_room(self, folder: Path, size: int) -> bool:
        """For what has not come yet."""
        come = sum(file.stat().st_size for file in folder.rglob("[!.]*") if file.is_file())
        return shutil.disk_usage(folder).free - (size - come) >= self._spare * 2

    async def _manifest(self, bucket: "Bucket", row: Recording, folder: Path) -> dict[str, str]:
        await self._fetch(bucket, folder, MANIFEST, row.manifest)
        return manifest.named(await asyncio.to_thread((folder / MANIFEST).read_text, "utf-8"))

    async def _fetch(self, bucket: "Bucket", folder: Path, name: str, sha256: str) -> None:
        """Under its name only when it is what the manifest says. Raises NotTheSame."""
        file = folder / name
        if file.exists():
            return
        fresh = file.with_name(f".{file.name}.coming")
        try:
            below = folder.relative_to(self._shelf.root.parent)
            if await bucket.head((below / name).as_posix()) is None:
                raise NotTheSame(name)
            await bucket.fetch((below / name).as_posix(), fresh)
            if await asyncio.to_thread(manifest.digest, fresh) != sha256:
                raise NotTheSame(name)
            fresh.rename(file)
        finally:
            fresh.unlink(missing_ok=True)

    async def _give_up(self, row: Recording, words: tuple[str, str], name: str) -> None:
        """It lies where it lay, and can be asked for again."""
        await self._db.write(actions.move_away, row.show)
        zh, en = (said.format(title=row.title, name=name) for said in words)
        await self._db.write(alarms.clear, ALARM)
        await self._db.write(alarms.sound, ALARM, zh, en)
