"""Whether the cloud's storage has all of a recording: as was told when it was sent, and as it says itself."""

import asyncio
import logging
from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import select

from appliance.clock import Clock
from appliance.cloud import actions as cloud
from appliance.cloud import reads as cloud_reads
from appliance.cloud.models import Upload
from appliance.cloud.terms import Terms
from appliance.db import Database, Transaction
from appliance.db.transaction import AnyRow
from media.recording import actions, manifest, reads
from media.recording.models import Recording
from media.recording.places import MANIFEST, Shelf

log = logging.getLogger(__name__)

PLAYS_BY_ITSELF = "index.m3u8"
"""What a recording must have in its manifest to be watched from the storage alone."""


class Listed(msgspec.Struct, frozen=True):
    name: str
    """In the bucket."""
    sha256: str


def leave(tx: Transaction, show: str) -> bool:
    """Its reels lie in the storage alone from now on. False: that is another storage by now, or has to get it anew."""
    row = tx.one_or_none(
        select(Recording.show, Recording.room, Recording.manifest).where(
            Recording.show == show, Recording.state == "kept"
        )
    )
    if row is None:
        return False
    last = select(Upload.sha256).where(Upload.name == _manifest(row), Upload.state == "done")
    if tx.scalar(last) != row.manifest:
        return False
    actions.move_away(tx, show)
    return True


class Stored:
    def __init__(self, db: Database, shelf: Shelf, clock: Clock) -> None:
        self._db = db
        self._shelf = shelf
        self._clock = clock
        self._whole: set[str] = set()

    async def among(self, shows: Iterable[str]) -> frozenset[str]:
        """Those of which all that is left was sent and read back: by size and SHA-256, as the manifest names it."""
        rows = await self._rows(shows)
        async with self._db.read() as session:
            last = await cloud_reads.arrived(session, [_manifest(row) for row in rows.values()])
        complete = {show for show, row in rows.items() if last.get(_manifest(row), (0, ""))[1] == row.manifest}
        self._whole &= complete
        for show in complete - self._whole:
            listed = await asyncio.to_thread(self.listed, rows[show])
            async with self._db.read() as session:
                there = await cloud_reads.arrived(session, [one.name for one in listed])
            if listed and all(there.get(one.name, (0, ""))[1] == one.sha256 for one in listed):
                self._whole.add(show)
        return frozenset(self._whole)

    async def surely(self, show: str, terms: Terms) -> bool:
        """The storage is asked for each file once more; what it no longer has is sent again.

        Raises StorageUnreachable, of what was not found to be gone; one that refuses, as for a bill, has said no.
        """
        # who has nothing to let go loads no HTTP client
        from appliance.cloud.bucket import Bucket, StorageRefused, StorageUnreachable  # noqa: PLC0415

        row = (await self._rows([show]))[show]
        listed = await asyncio.to_thread(self.listed, row)
        async with self._db.read() as session:
            told = await cloud_reads.arrived(session, [one.name for one in listed])
        missing: list[str] = []
        try:
            async with Bucket(terms.storage, self._clock) as bucket:
                for one in listed:
                    stored = await bucket.head(one.name)
                    if stored is None or (stored.size, stored.sha256) != told.get(one.name):
                        missing.append(one.name)
        except (StorageUnreachable, StorageRefused) as error:
            log.warning("a recording stays here, the cloud does not answer: %s", error, extra={"show": show})
            if isinstance(error, StorageUnreachable) and not missing:
                raise
            listed = []
        for name in missing:
            log.error("%s is no longer in the cloud", name)
            await self._db.write(cloud.send_again, name)
        self._whole -= {show} if missing else set()
        return bool(listed) and not missing

    def listed(self, row: Recording) -> list[Listed]:
        """Every file that is left of a show, the manifest too; nothing: it could not be watched from there."""
        folder = self._shelf.show(row.room, row.show)
        try:
            if manifest.digest(folder / MANIFEST) != row.manifest:
                return []
            named = manifest.left(manifest.named((folder / MANIFEST).read_text("utf-8")), row.renditions)
        except FileNotFoundError:
            return []
        if PLAYS_BY_ITSELF not in named:
            return []
        below = _manifest(row).removesuffix(MANIFEST)
        return [*(Listed(below + name, sha256) for name, sha256 in named.items()), Listed(_manifest(row), row.manifest)]

    async def _rows(self, shows: Iterable[str]) -> Mapping[str, Recording]:
        wanted = set(shows)
        async with self._db.read() as session:
            return {row.show: row for row in await reads.kept(session) if row.show in wanted}


def _manifest(row: Recording | AnyRow) -> str:
    return f"recordings/{row.room}/{row.show}/{MANIFEST}"
