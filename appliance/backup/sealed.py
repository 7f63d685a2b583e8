"""A file that only a password opens, written and read as it goes.

A line that says what it is, 16 bytes of salt, then pieces of 64 KiB, each sealed by AES-256-GCM with a tag of 16 bytes.
The key comes from the password by Argon2id (RFC 9106). A piece's nonce is its number and whether it is the last (the
STREAM construction, Hoang, Reyhanitabar, Rogaway and Vizár 2015), so that none is cut off, swapped or left out unseen.
"""

import io
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from appliance.errors import BadInput

if TYPE_CHECKING:
    from typing_extensions import Buffer

HEAD = b"jinbo sealed backup 1\n"
PIECE = 1 << 16
SALT = 16
TAG = 16
SHORTEST = 10
EFFORT = {"time_cost": 3, "memory_cost": 65536, "parallelism": 1}


class PasswordFileUnusable(BadInput):
    zh = "密码文件 {file} 读不了，或者里面不到 10 个字符"
    en = "The password file {file} cannot be read, or holds fewer than 10 characters"


class PasswordNeeded(BadInput):
    zh = "备份 {archive} 有密码，请用 --password-file 指出写着密码的文件"
    en = "The backup {archive} is locked: name the file that holds its password with --password-file"


class PasswordWrong(BadInput):
    zh = "密码不对，或者备份被改动过"
    en = "The password is wrong, or the backup was tampered with"


def password_in(file: Path) -> bytes:
    """What stands in `file`, a sentence or the bytes of a key, without the end of its last line."""
    try:
        password = file.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise PasswordFileUnusable(file=file) from error
    if len(password) < SHORTEST:
        raise PasswordFileUnusable(file=file)
    return password


@contextmanager
def sealing(raw: IO[bytes], password: bytes) -> Iterator[IO[bytes]]:
    """What is written to the file given goes sealed to `raw`; it is whole when the block ends."""
    salt = secrets.token_bytes(SALT)
    raw.write(HEAD + salt)
    sealed = _Sealing(raw, _cipher(password, salt))
    yield cast("IO[bytes]", sealed)
    sealed.finish()


def is_sealed(file: IO[bytes]) -> bool:
    """Whether `file` begins as a sealed one; reads from its beginning and goes back there."""
    head = file.read(len(HEAD))
    file.seek(0)
    return head == HEAD


def opened(raw: IO[bytes], password: bytes) -> IO[bytes]:
    """What is in the sealed file `raw`; its `read` raises PasswordWrong. Raises EOFError."""
    raw.seek(len(HEAD))
    salt = raw.read(SALT)
    if len(salt) < SALT:
        raise EOFError("cut short in its first bytes")
    return io.BufferedReader(_Opening(raw, _cipher(password, salt)), PIECE)


class _Sealing(io.RawIOBase):
    def __init__(self, raw: IO[bytes], cipher: AESGCM) -> None:
        self._raw = raw
        self._cipher = cipher
        self._waiting = bytearray()
        self._pieces = 0

    def writable(self) -> bool:
        return True

    def write(self, data: "Buffer") -> int:
        given = bytes(data)
        self._waiting += given
        while len(self._waiting) > PIECE:  # the last piece is never known before the end
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(given)

    def finish(self) -> None:
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._raw.write(self._cipher.encrypt(_nonce(self._pieces, last=last), piece, None))
        self._pieces += 1


class _Opening(io.RawIOBase):
    def __init__(self, raw: IO[bytes], cipher: AESGCM) -> None:
        self._raw = raw
        self._cipher = cipher
        self._next = raw.read(PIECE + TAG)
        self._ready = memoryview(b"")
        self._pieces = 0

    def readable(self) -> bool:
        return True

    def readinto(self, target: "Buffer") -> int:
        if not self._ready and self._next:
            self._ready = memoryview(self._open())
        room = memoryview(target).cast("B")
        count = min(len(room), len(self._ready))
        room[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _open(self) -> bytes:
        piece, self._next = self._next, self._raw.read(PIECE + TAG)
        nonce = _nonce(self._pieces, last=not self._next)
        self._pieces += 1
        try:
            return self._cipher.decrypt(nonce, piece, None)
        except InvalidTag as error:
            raise PasswordWrong from error


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cipher(password: bytes, salt: bytes) -> AESGCM:
    return AESGCM(hash_secret_raw(password, salt, hash_len=32, type=Type.ID, **EFFORT))
