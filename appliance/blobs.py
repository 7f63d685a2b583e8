"""Pictures and other finished files, named by what they hold."""

import asyncio
import hashlib
import os
import re
import secrets
import shutil
from pathlib import Path
from typing import Protocol

from appliance.errors import NotFound, Unavailable

_NAME = re.compile(r"[0-9a-f]{40}\.[a-z0-9]+")


class NoRoomForFiles(Unavailable):
    zh = "店里的磁盘快满了，暂时存不下文件，请稍后再试"
    en = "The shop's disk is nearly full and keeps no files for now, please try again later"


def name_of(content: bytes, suffix: str) -> str:
    """Its SHA-256 and `suffix`: the same content has one name."""
    return hashlib.sha256(content).hexdigest()[:40] + suffix


def is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


class Blobs(Protocol):
    async def put(self, content: bytes, suffix: str) -> str:
        """Keep `content` under its `name_of`. Raises NoRoomForFiles."""

    async def get(self, name: str) -> bytes:
        """Raises NotFound."""


class DiskBlobs:
    """The embedded default: files under one folder, never changed once written."""

    def __init__(self, folder: Path, *, reserve: int = 0) -> None:
        """`reserve`: when fewer bytes of the disk would be free, nothing new is kept."""
        self._folder = folder
        self._reserve = reserve

    async def put(self, content: bytes, suffix: str) -> str:
        name = name_of(content, suffix)
        await asyncio.to_thread(self._write, name, content)
        return name

    async def get(self, name: str) -> bytes:
        if not is_name(name):
            raise NotFound
        try:
            return await asyncio.to_thread((self._folder / name[:2] / name).read_bytes)
        except FileNotFoundError as error:
            raise NotFound from error

    async def delete(self, name: str) -> None:
        """What nobody names any more; gone already, it is gone."""
        if is_name(name):
            await asyncio.to_thread((self._folder / name[:2] / name).unlink, missing_ok=True)

    def _write(self, name: str, content: bytes) -> None:
        file = self._folder / name[:2] / name
        if file.exists():
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free - len(content) < self._reserve:
            raise NoRoomForFiles(retry_after=60)
        fresh = file.with_name(f".{name}.{secrets.token_hex(4)}")
        try:
            with fresh.open("wb") as stream:
                stream.write(content)
                os.fsync(stream.fileno())
            fresh.rename(file)
        finally:
            fresh.unlink(missing_ok=True)
