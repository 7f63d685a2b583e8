"""A sealed segment: pages of the database at one moment, compressed and encrypted, that follows the one before it."""

import base64
import hashlib
import io
import os
import secrets
import zlib
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.backup.sealed import opened, sealing
from appliance.disk import whole
from appliance.errors import BadInput

HEAD = b"jinbo segment 1\n"
FIRST = "000000.seg"
LOCK = "key.sealed"
KEY_BYTES = 32


class SegmentDamaged(BadInput):
    zh = "云端的分段 {name} 不完整或被改动过"
    en = "The segment {name} is incomplete or was tampered with"


class Segment(msgspec.Struct, frozen=True, array_like=True):
    generation: str
    number: int
    at: datetime
    size: int
    """Of the database, in pages."""
    pages: dict[int, bytes]
    """Those that changed, by their number from 0."""
    files: dict[str, bytes] = {}
    """What belongs beside the database, below the data folder."""


def seal(segment: Segment, key: bytes) -> bytes:
    """AES-256-GCM; what stands where is part of what is proven, so that none is swapped for another."""
    nonce = secrets.token_bytes(12)
    packed = zlib.compress(msgspec.msgpack.encode(segment), 1)
    return HEAD + nonce + AESGCM(key).encrypt(nonce, packed, _place(segment.generation, segment.number))


def unseal(sealed: bytes, key: bytes, generation: str, number: int) -> Segment:
    """Raises SegmentDamaged."""
    nonce, rest = sealed[len(HEAD) : len(HEAD) + 12], sealed[len(HEAD) + 12 :]
    try:
        packed = AESGCM(key).decrypt(nonce, rest, _place(generation, number))
        return msgspec.msgpack.decode(zlib.decompress(packed), type=Segment)
    except (InvalidTag, ValueError, zlib.error) as error:
        raise SegmentDamaged(name=f"{generation}/{number:06}") from error


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def fingerprint(key: bytes, *place: str) -> str:
    """Tells one key in one place from another and nothing else."""
    return hashlib.sha256(b"jinbo replica" + key + "\n".join(place).encode()).hexdigest()[:16]


def lock(key: bytes, password: bytes) -> str:
    """The key, sealed so that only the recovery password opens it (Argon2id, as backups are)."""
    target = io.BytesIO()
    with sealing(target, password) as inner:
        inner.write(key)
    return base64.b64encode(target.getvalue()).decode()


def unlock(locked: str, password: bytes) -> bytes:
    """Raises PasswordWrong."""
    return opened(io.BytesIO(base64.b64decode(locked)), password).read()


def write(file: Path, content: bytes) -> None:
    """Under its name only when it is whole and on the disk."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with whole(file) as fresh, open(fresh, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _place(generation: str, number: int) -> bytes:
    return f"{generation}/{number}".encode()
