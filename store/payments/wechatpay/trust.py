"""By whose keys WeChat Pay's word is believed: its public key, its platform certificates, or both while they change."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate

from appliance.clock import Clock
from store.accounts.records import WeChatPay, public_key
from store.payments.provider import Forged
from store.payments.wechatpay.wire import Resource, Signed, check, unseal

FRESH = timedelta(hours=12)
"""Certificates are fetched again after this; new ones stand beside old ones for a day."""
PATIENCE = timedelta(minutes=1)
"""Between two fetches for serials that nobody knows."""


class Certificate(msgspec.Struct, frozen=True):
    serial_no: str
    encrypt_certificate: Resource


class Certificates(msgspec.Struct, frozen=True):
    data: list[Certificate]


class Trust:
    """Asks `fetch` for the platform certificates when a message names one that is not known yet."""

    def __init__(self, account: WeChatPay, clock: Clock, fetch: Callable[[], Awaitable[Certificates]]) -> None:
        self._account = account
        self._clock = clock
        self._fetch = fetch
        self._fixed = {account.public_key_id: public_key(account.public_key)} if account.public_key else {}
        self._fetched: dict[str, RSAPublicKey] = {}
        self._fetched_at: datetime | None = None

    async def check(self, signed: Signed, body: bytes) -> None:
        """Raises Forged, and whatever `fetch` raises."""
        check(signed, body, await self._key(signed.serial), self._clock.now().timestamp())

    def check_certificates(self, signed: Signed, body: bytes) -> Certificates:
        """The answer of /v3/certificates, vouched for by a certificate inside it that only our APIv3 key opens."""
        found = _decoded(body)
        key = self._opened(found).get(signed.serial) or self._fixed.get(signed.serial)
        if key is None:
            raise Forged("an unknown certificate")
        check(signed, body, key, self._clock.now().timestamp())
        return found

    async def _key(self, serial: str) -> RSAPublicKey:
        if serial in self._fixed:
            return self._fixed[serial]
        if self._stale(FRESH) or (serial not in self._fetched and self._stale(PATIENCE)):
            self._fetched_at = self._clock.now()
            self._fetched = self._opened(await self._fetch())
        if serial not in self._fetched:
            raise Forged("an unknown certificate")
        return self._fetched[serial]

    def _stale(self, after: timedelta) -> bool:
        return self._fetched_at is None or self._clock.now() - self._fetched_at >= after

    def _opened(self, found: Certificates) -> dict[str, RSAPublicKey]:
        key = self._account.apiv3_key.encode()
        return {one.serial_no: _key_of(unseal(key, one.encrypt_certificate)) for one in found.data}


def _decoded(body: bytes) -> Certificates:
    try:
        return msgspec.json.decode(body, type=Certificates)
    except msgspec.DecodeError as error:
        raise Forged("no certificates") from error


def _key_of(pem: bytes) -> RSAPublicKey:
    try:
        key = load_pem_x509_certificate(pem).public_key()
    except ValueError as error:
        raise Forged("no certificate") from error
    if not isinstance(key, RSAPublicKey):
        raise Forged("no RSA certificate")
    return key
