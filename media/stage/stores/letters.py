"""Letters between stores: signed, to one reader, fresh, and an answer names its question (pure).

``BASE64(content).BASE64(Ed25519 signature)`` (RFC 8032). A store's key is derived from the house's, so that nothing
more has to be kept, and a restored box is the same store; others know it by the public half.
"""

import base64
import binascii
import hashlib
from datetime import datetime, timedelta

import msgspec

from appliance.keys import Keys
from appliance.reading import UNREADABLE
from media.stage.stores.messages import Message
from media.stage.stores.problems import LetterLate, LetterRefused

FRESH = timedelta(seconds=30)
"""The clocks of two boxes may differ by so much."""
LONGEST = 8192
_PURPOSE = "stores"
_HEAD = b"jinbo store 1\n"


class Letter(msgspec.Struct, frozen=True, array_like=True):
    sender: str
    reader: str
    at: int
    """Unix milliseconds, by the sender's clock."""
    re: str
    """The question that it answers, by `name_of`; empty: none."""
    says: Message


class Own:
    """What this store signs with."""

    def __init__(self, keys: Keys) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - 7 MB, for who is paired only
            Ed25519PrivateKey,
        )

        self._private = Ed25519PrivateKey.from_private_bytes(keys.derive(_PURPOSE))
        self.key = _text(self._private.public_key().public_bytes_raw())
        self.id = id_of(self.key)

    def write(self, reader: str, says: Message, now: datetime, re: str = "") -> str:
        content = msgspec.json.encode(Letter(self.id, reader, int(now.timestamp() * 1000), re, says))
        return f"{_text(content)}.{_text(self._private.sign(_HEAD + content))}"


def opened(letter: str) -> Letter:
    """What it says, whoever wrote it: only to find out by whose key it is to be read. Raises LetterRefused."""
    return _letter(_parts(letter)[0])


def read(letter: str, key: str, reader: str, now: datetime, re: str = "") -> Message:
    """What the store of that public `key` says to `reader`, now and in answer to `re`.

    Raises LetterRefused, LetterLate.
    """
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    content, signature = _parts(letter)
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(key)).verify(signature, _HEAD + content)
    except (InvalidSignature, ValueError) as error:
        raise LetterRefused from error
    found = _letter(content)
    if (found.sender, found.reader, found.re) != (id_of(key), reader, re):
        raise LetterRefused
    if abs(now.timestamp() - found.at / 1000) > FRESH.total_seconds():
        raise LetterLate
    return found.says


def name_of(letter: str) -> str:
    """By which an answer names it."""
    return hashlib.sha256(letter.encode()).hexdigest()


def id_of(key: str) -> str:
    """The id of the store with that public key."""
    return hashlib.sha256(key.encode()).hexdigest()[:24]


def _letter(content: bytes) -> Letter:
    try:
        return msgspec.json.decode(content, type=Letter)
    except UNREADABLE as error:
        raise LetterRefused from error


def _parts(letter: str) -> tuple[bytes, bytes]:
    if len(letter) > LONGEST:
        raise LetterRefused
    head, _, tail = letter.partition(".")
    try:
        return _bytes(head), _bytes(tail)
    except ValueError as error:
        raise LetterRefused from error


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("not base64") from error
