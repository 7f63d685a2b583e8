"""The keys of both sides, made once, and the accounts that a shop is given with them."""

import contextlib
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

LIFE = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC))


class Seals(msgspec.Struct, frozen=True, kw_only=True):
    """PEM texts; `merchant_key` and `alipay_app_key` are the shop's own, the rest is the platforms'."""

    weixin_app: str
    weixin_secret: str
    mchid: str
    merchant_serial: str
    merchant_key: str
    apiv3_key: str
    wechatpay_key: str
    wechatpay_public_key_id: str
    wechatpay_certificate: str
    wechatpay_certificate_key: str
    alipay_app: str
    alipay_seller: str
    alipay_app_key: str
    alipay_key: str

    @property
    def service_app(self) -> str:
        """Of the official account."""
        return "wxse" + self.weixin_app[4:]

    @property
    def service_secret(self) -> str:
        return self.weixin_secret[::-1]

    @property
    def certificate_serial(self) -> str:
        return f"{x509.load_pem_x509_certificate(self.wechatpay_certificate.encode()).serial_number:X}"


def seals_of(folder: Path) -> Seals:
    """Those in FOLDER/keys.json; made on the first call."""
    file = folder / "keys.json"
    if file.exists():
        return msgspec.json.decode(file.read_bytes(), type=Seals)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / f".keys.{secrets.token_hex(4)}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(make())))
    with contextlib.suppress(FileExistsError):  # two processes that race: the first one's keys are everybody's
        os.link(fresh, file)
    fresh.unlink()
    return msgspec.json.decode(file.read_bytes(), type=Seals)


def make() -> Seals:
    certificate_key = _new_key()
    return Seals(
        weixin_app="wx" + secrets.token_hex(8),
        weixin_secret=secrets.token_hex(16),
        mchid="16" + _figures(8),
        merchant_serial=secrets.token_hex(20).upper(),
        merchant_key=_pem(_new_key()),
        apiv3_key=secrets.token_hex(16),
        wechatpay_key=_pem(_new_key()),
        wechatpay_public_key_id="PUB_KEY_ID_" + _figures(30),
        wechatpay_certificate=_certificate(certificate_key),
        wechatpay_certificate_key=_pem(certificate_key),
        alipay_app="2021" + _figures(12),
        alipay_seller="2088" + _figures(12),
        alipay_app_key=_pem(_new_key()),
        alipay_key=_pem(_new_key()),
    )


def public_pem(private: str) -> str:
    return (
        _loaded(private)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def sign(private: str, message: bytes) -> bytes:
    """RSA PKCS #1 v1.5 with SHA-256, as both platforms do."""
    return _loaded(private).sign(message, padding.PKCS1v15(), hashes.SHA256())


def verify(private: str, signature: bytes, message: bytes) -> None:
    """Against the public half. Raises InvalidSignature."""
    _loaded(private).public_key().verify(signature, message, padding.PKCS1v15(), hashes.SHA256())


_KEYS: dict[str, rsa.RSAPrivateKey] = {}


def _loaded(private: str) -> rsa.RSAPrivateKey:
    """Parsing a key checks its primes, which costs more than signing with it."""
    if private not in _KEYS:
        key = serialization.load_pem_private_key(private.encode(), None)
        assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101 - made by `make`
        _KEYS[private] = key
    return _KEYS[private]


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _pem(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _certificate(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tenpay.com sign (simulated)")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(LIFE[0])
        .not_valid_after(LIFE[1])
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM).decode()


def _figures(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))
