"""Published vectors, and other people's clients on the other side of the wire."""

import base64
import json
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509 import load_pem_x509_certificate
from wechatpayv3.async_ import AsyncWeChatPay, WeChatPayType
from wechatpayv3.utils import rsa_verify

from store.accounts.records import private_key
from store.payments.provider import Forged
from store.payments.wechatpay import wire
from store.payments.wechatpay.standings import Notice

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
KEY = private_key(VECTORS["key_pkcs1_b64"])
NOTIFY = VECTORS["notify"]
NOTIFIED_AT = int(NOTIFY["timestamp"])
PLATFORM = load_pem_x509_certificate(NOTIFY["certificate"].encode()).public_key()
HEADERS = {f"wechatpay-{name}": NOTIFY[name] for name in ("timestamp", "nonce", "signature", "serial")}


def lines(message: str) -> list[str]:
    """The five lines of a request; a body may hold line feeds of its own."""
    return message.removesuffix("\n").split("\n", 4)


@pytest.mark.parametrize("vector", VECTORS["request_signatures"], ids=lambda vector: vector["name"])
def test_requests_are_signed_as_in_tencents_own_examples(vector):
    assert wire.sign(KEY, *lines(vector["message"])) == vector["signature"]


def test_a_body_keeps_its_own_line_feed_beside_the_one_that_ends_it():
    told = wire.joined("POST", "/v3/certificates", "1624523846", "A1B2C3D4E5F6G7", "Hello World!\n")
    assert told == b"POST\n/v3/certificates\n1624523846\nA1B2C3D4E5F6G7\nHello World!\n\n"


def test_what_a_phone_is_given_is_signed_over_appid_time_nonce_and_package():
    appid, nonce = "wx8888888888888888", "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"
    given = wire.pay_parameters(KEY, appid, "wx201410272009395522657a690389285100", 1414561699, nonce)
    text = f"{appid}\n1414561699\n{nonce}\nprepay_id=wx201410272009395522657a690389285100\n".encode()
    KEY.public_key().verify(base64.b64decode(given["paySign"]), text, PKCS1v15(), SHA256())
    assert given["paySign"].startswith("mIDSHc+67tlJlgnSkB1BD1+B08suWtz70aoSI6ww")
    assert (given["signType"], given["timeStamp"]) == ("RSA", "1414561699")


def test_the_authorization_of_a_request_is_what_another_client_would_check():
    header = wire.authorization(
        KEY, "1900000001", "5DEA", method="GET", target="/v3/x?a=1", timestamp=1700000000, nonce="N", body=""
    )
    scheme, _, fields = header.partition(" ")
    named = dict(part.split("=", 1) for part in fields.split(","))
    assert scheme == "WECHATPAY2-SHA256-RSA2048"
    assert named["mchid"] == '"1900000001"'
    KEY.public_key().verify(
        base64.b64decode(named["signature"].strip('"')), b"GET\n/v3/x?a=1\n1700000000\nN\n\n", PKCS1v15(), SHA256()
    )


def test_a_sealed_part_opens_with_its_key_alone():
    vector = VECTORS["aead"][0]
    sealed = wire.Resource("AEAD_AES_256_GCM", vector["ciphertext"], vector["nonce"], vector["aad"])
    assert wire.unseal(vector["key"].encode(), sealed) == vector["plaintext"].encode()
    for wrong in (
        msgspec.structs.replace(sealed, associated_data="another"),
        msgspec.structs.replace(sealed, nonce="bad-4a9R25RW"),
        msgspec.structs.replace(sealed, ciphertext=base64.b64encode(bytes(128)).decode()),
        msgspec.structs.replace(sealed, ciphertext="no base64"),
        msgspec.structs.replace(sealed, algorithm="AES-ECB"),
    ):
        with pytest.raises(Forged):
            wire.unseal(vector["key"].encode(), wrong)


def test_a_key_that_has_not_32_bytes_opens_nothing():
    """The published notification is sealed with a key of 16 bytes: mathematically fine, and no APIv3 key."""
    resource = msgspec.json.decode(NOTIFY["body"], type=Notice).resource
    for key in (NOTIFY["apiv3_key"].encode(), b"", b"x" * 31, VECTORS["aead"][0]["key"].encode()):
        with pytest.raises(Forged):
            wire.unseal(key, resource)


def test_wechatpay_gos_own_example_is_sound_and_still_refused_for_its_short_key():
    """So it is the length that is refused, before anything is tried."""
    key, nonce, about = b"testAPIv3Key0000", "wCq51qZv4Yfg", "Dl56FrqWQJF1t9LtC3vEUsniZKvbqdR8"
    sealed = "FsdXzxryWfKwvLJKf8LG/ToRPTRh8RN9wROC"
    assert AESGCM(key).decrypt(nonce.encode(), base64.b64decode(sealed), about.encode()) == b"Hello World"
    with pytest.raises(Forged, match="APIv3 key"):
        wire.unseal(key, wire.Resource("AEAD_AES_256_GCM", sealed, nonce, about))


def test_a_published_platform_certificate_comes_out_of_its_envelope_with_its_serial():
    vector = VECTORS["platform_certificate"]
    sealed = wire.Resource("AEAD_AES_256_GCM", vector["ciphertext"], vector["nonce"], vector["aad"])
    certificate = load_pem_x509_certificate(wire.unseal(vector["key"].encode(), sealed))
    assert f"{certificate.serial_number:X}" == vector["serial"]


def test_a_published_signature_fits_its_message_and_no_other():
    vector = VECTORS["signed_message"]
    certificate = load_pem_x509_certificate(vector["certificate"].encode())
    assert f"{certificate.serial_number:X}" == vector["serial"]
    wire.vouched(certificate.public_key(), vector["message"].encode(), vector["signature"])
    with pytest.raises(Forged):
        wire.vouched(certificate.public_key(), b"massage", vector["signature"])


def test_a_published_notification_is_believed_in_its_time():
    wire.check(wire.signed(HEADERS), NOTIFY["body"].encode(), PLATFORM, NOTIFIED_AT + 300)


@pytest.mark.parametrize("late", [301, -301, 86400])
def test_an_old_notification_is_a_replay_however_well_it_is_signed(late):
    with pytest.raises(Forged, match="old"):
        wire.check(wire.signed(HEADERS), NOTIFY["body"].encode(), PLATFORM, NOTIFIED_AT + late)


@pytest.mark.parametrize(
    "changed",
    [
        {"wechatpay-signature": "WECHATPAY/SIGNTEST/" + NOTIFY["signature"]},
        {"wechatpay-signature": "no base64!"},
        {"wechatpay-signature": base64.b64encode(bytes(256)).decode()},
        {"wechatpay-nonce": "another"},
        {"wechatpay-timestamp": str(NOTIFIED_AT + 1)},
        {"wechatpay-timestamp": "soon"},
        {"wechatpay-timestamp": "9" * 5000},
        {"wechatpay-timestamp": ""},
        {"wechatpay-signature": "\u00e9" * 344},
        {"wechatpay-signature": ""},
        {"wechatpay-signature-type": "WECHATPAY2-SM2-WITH-SM3"},
    ],
    ids=lambda changed: str(changed)[:60],
)
def test_a_probe_or_a_changed_header_is_refused(changed):
    with pytest.raises(Forged):
        wire.check(wire.signed({**HEADERS, **changed}), NOTIFY["body"].encode(), PLATFORM, NOTIFIED_AT)


@pytest.mark.parametrize("name", list(HEADERS))
def test_a_message_without_one_of_its_headers_is_refused(name):
    with pytest.raises(Forged):
        wire.signed({other: value for other, value in HEADERS.items() if other != name})


def test_a_changed_body_is_refused():
    with pytest.raises(Forged):
        wire.check(wire.signed(HEADERS), NOTIFY["body"].encode() + b" ", PLATFORM, NOTIFIED_AT)


def test_what_we_sign_another_client_verifies_and_the_reverse():
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    theirs = AsyncWeChatPay(
        wechatpay_type=WeChatPayType.NATIVE, mchid="1900000001", private_key=pem, cert_serial_no="5DEA",
        appid="wx0123456789abcdef", apiv3_key="x" * 32, public_key=public, public_key_id="PUB_KEY_ID_1",
    )  # fmt: skip
    assert rsa_verify("1700000000", "N", "{}", wire.sign(KEY, "1700000000", "N", "{}"), theirs._core._public_key)
    signed = wire.Signed("1700000000", "N", theirs.sign(["1700000000", "N", "{}"]), "PUB_KEY_ID_1")
    wire.check(signed, b"{}", KEY.public_key(), 1700000000)
