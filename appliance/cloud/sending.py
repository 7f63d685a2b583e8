"""One file to the storage, however often it takes: what has arrived is not sent twice, nothing counts unverified."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from appliance.cloud.bucket import FOR_EVER, Bucket, Part, StorageRefused
from appliance.cloud.models import NAMING
from appliance.errors import Unavailable

PART = 5 << 20
"""Bytes; the least that S3 takes for any part but the last."""
MOST_PARTS = 9000
"""S3 ends at 10,000."""
KINDS = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "m4s": "video/iso.segment",
    "m3u8": "application/vnd.apple.mpegurl",
}


FOR_A_MINUTE = "public, max-age=60"


class Sent(msgspec.Struct, frozen=True):
    size: int
    sha256: str


class FileLost(Exception):
    """The file is not there, or not what it was when it was queued."""


class Stopped(Exception):
    """It may not go on now; what has arrived stays, and is not sent again."""


class NotVerified(Unavailable):
    zh = "云上的文件和本机的不一样，会重新传"
    en = "What stands in the cloud is not what is here: it is sent again"


async def _always() -> bool:
    return True


async def send(
    bucket: Bucket, name: str, file: Path, sha256: str = "", may_go_on: Callable[[], Awaitable[bool]] = _always
) -> Sent:
    """`file` stands under `name` when this returns. `may_go_on` is asked before each part of what is large.

    Raises FileLost; Unavailable and Stopped, after which the next try goes on.
    """
    try:
        size, digest = await asyncio.to_thread(_measured, file)
    except OSError as error:
        raise FileLost(str(error)) from error
    if sha256 and digest != sha256:
        raise FileLost("the file was changed after it was closed")
    stored = await bucket.head(name)
    if stored is None or (stored.size, stored.sha256) != (size, digest):
        if size <= PART:
            await bucket.put(name, await asyncio.to_thread(file.read_bytes), _kind(name), _keep(name))
        else:
            await _in_parts(bucket, name, file, Sent(size, digest), may_go_on)
        stored = await bucket.head(name)
    if stored is None or (stored.size, stored.sha256) != (size, digest):
        raise NotVerified
    return Sent(size, digest)


async def _in_parts(
    bucket: Bucket, name: str, file: Path, whole: Sent, may_go_on: Callable[[], Awaitable[bool]]
) -> None:
    """Goes on with an upload that somebody has begun: parts that are there and right stay."""
    upload = await bucket.begun(name)
    there = await bucket.parts(name, upload) if upload else None
    if there is None:
        upload, there = await bucket.begin(name, _kind(name), whole.sha256, _keep(name)), []
    step = max(PART, -(-whole.size // MOST_PARTS))
    known = {part.number: part for part in there}
    done: list[Part] = []
    for number, start in enumerate(range(0, whole.size, step), 1):
        content = await asyncio.to_thread(_piece, file, start, step)
        part = known.get(number)
        if part is None or part.etag.lower() != hashlib.md5(content, usedforsecurity=False).hexdigest():
            if not await may_go_on():
                raise Stopped
            part = await bucket.put_part(name, upload, number, content)
        done.append(part)
    try:
        await bucket.finish(name, upload, done)
    except StorageRefused:
        if await bucket.head(name) is None:  # else it was finished, and only the answer was lost
            raise


def _measured(file: Path) -> tuple[int, str]:
    made, size = hashlib.sha256(), 0
    with file.open("rb") as content:
        while block := content.read(1 << 20):
            made.update(block)
            size += len(block)
    return size, made.hexdigest()


def _piece(file: Path, start: int, size: int) -> bytes:
    with file.open("rb") as content:
        content.seek(start)
        return content.read(size)


def _keep(name: str) -> str:
    return FOR_A_MINUTE if name.endswith(NAMING) else FOR_EVER


def _kind(name: str) -> str:
    return KINDS.get(name.rpartition(".")[2], "application/octet-stream")
