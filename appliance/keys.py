"""The house's secret: one key file from which every other key is derived for one purpose each (HKDF, RFC 5869)."""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

_SAYABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class Keys:
    """Seals what must be shown again (stream keys, personal data) and fingerprints what must be found again."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != 32:
            raise ValueError("the house's key has 32 bytes")
        self._secret = secret
        self._derived: dict[str, bytes] = {}

    @classmethod
    def of(cls, data: Path) -> "Keys":
        """Read DATA/secrets/house.key, making it on the first call; two processes that race read the same key."""
        file = data / "secrets" / "house.key"
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            _write_once(file, secrets.token_bytes(32))
        return cls(file.read_bytes())

    def derive(self, purpose: str) -> bytes:
        """32 bytes that only this house and this purpose have."""
        known = self._derived.get(purpose)  # every request asks for the tokens' key
        if known is None:
            known = hmac.digest(self._secret, b"jinbo/" + purpose.encode() + b"\x01", hashlib.sha256)
            self._derived[purpose] = known
        return known

    def seal(self, purpose: str, text: str) -> str:
        """AES-256-GCM under a fresh nonce, as URL-safe text."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - 7 MB, not for every process

        nonce = secrets.token_bytes(12)
        sealed = AESGCM(self.derive(purpose)).encrypt(nonce, text.encode(), purpose.encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode()

    def unseal(self, purpose: str, sealed: str) -> str:
        """Raises ValueError when this house did not seal it for this purpose."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        raw = base64.urlsafe_b64decode(sealed)
        try:
            return AESGCM(self.derive(purpose)).decrypt(raw[:12], raw[12:], purpose.encode()).decode()
        except InvalidTag as error:
            raise ValueError(f"not sealed by this house for {purpose}") from error

    def fingerprint(self, purpose: str, text: str) -> str:
        """A keyed hash to look a secret up by: useless to whoever steals the database alone."""
        return hmac.new(self.derive("fingerprint/" + purpose), text.encode(), hashlib.sha256).hexdigest()


def sayable(length: int) -> str:
    """A fresh secret that survives being read out and typed: no case and no look-alikes, 4.95 bits a letter."""
    return "".join(secrets.choice(_SAYABLE) for _ in range(length))


def _write_once(file: Path, content: bytes) -> None:
    """All or nothing: a reader never sees half a key, and the first writer wins."""
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        os.fsync(stream.fileno())
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
