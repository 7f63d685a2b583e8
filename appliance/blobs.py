"""Pictures and other finished files, named by what they hold."""

import asyncio
import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import Protocol

from appliance.errors import NotFound

_NAME = re.compile(r"[0-9a-f]{40}\.[a-z0-9]+")


def is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


class Blobs(Protocol):
    async def put(self, content: bytes, suffix: str) -> str:
        """Keep `content`; the name is its SHA-256 and `suffix`, so the same content has one name."""

    async def get(self, name: str) -> bytes:
        """Raises NotFound."""


class DiskBlobs:
    """The embedded default: files under one folder, never changed once written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, content: bytes, suffix: str) -> str:
        name = hashlib.sha256(content).hexdigest()[:40] + suffix
        await asyncio.to_thread(self._write, name, content)
        return name

    async def get(self, name: str) -> bytes:
        if not is_name(name):
            raise NotFound
        try:
            return await asyncio.to_thread((self._folder / name[:2] / name).read_bytes)
        except FileNotFoundError as error:
            raise NotFound from error

    def _write(self, name: str, content: bytes) -> None:
        file = self._folder / name[:2] / name
        if file.exists():
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f".{name}.{secrets.token_hex(4)}")
        try:
            with fresh.open("wb") as stream:
                stream.write(content)
                os.fsync(stream.fileno())
            fresh.rename(file)
        finally:
            fresh.unlink(missing_ok=True)
