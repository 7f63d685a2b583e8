"""An account as the provider's page shows it, checked before it is kept (pure)."""

import base64
import binascii
import ipaddress
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

from appliance.errors import BadInput

Text = Annotated[str, msgspec.Meta(max_length=8192)]


class AccountUnusable(BadInput):
    zh = "{zh}"
    en = "{en}"


class WeChat(msgspec.Struct, frozen=True, kw_only=True):
    """The mini-program."""

    appid: Text
    secret: Text
    gateway: Text = "https://api.weixin.qq.com"


class WeChatOfficial(msgspec.Struct, frozen=True, kw_only=True):
    """The official account 服务号: who opens our pages in WeChat's own browser is known by it, and pays there."""

    appid: Text
    secret: Text
    gateway: Text = "https://api.weixin.qq.com"
    door: Text = "https://open.weixin.qq.com"
    """Where a browser is sent to be recognised."""


class WeChatPay(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant at WeChat Pay (APIv3)."""

    mchid: Text
    appid: Text
    """Which the payers' openids belong to."""
    key: Text
    """The merchant's private key, PEM: apiclient_key.pem."""
    serial: Text
    """Of the merchant's certificate."""
    apiv3_key: Text
    """32 characters."""
    public_key: Text = ""
    """WeChat Pay's public key, PEM; empty: its platform certificates are fetched and used."""
    public_key_id: Text = ""
    """PUB_KEY_ID_..."""
    gateway: Text = "https://api.mch.weixin.qq.com"
    fallback: Text = "https://api2.mch.weixin.qq.com"
    """Asked when the gateway cannot be reached; may be empty."""


class Alipay(msgspec.Struct, frozen=True, kw_only=True):
    app_id: Text
    seller_id: Text
    """PID, 2088..."""
    key: Text
    """The application's private key, PEM or its bare base64."""
    public_key: Text
    """Alipay's public key (not the application's)."""
    gateway: Text = "https://openapi.alipay.com/gateway.do"


Record = WeChat | WeChatOfficial | WeChatPay | Alipay
KINDS: dict[str, type[WeChat] | type[WeChatOfficial] | type[WeChatPay] | type[Alipay]] = {
    "wechat": WeChat,
    "wechat-service": WeChatOfficial,
    "wechat-pay": WeChatPay,
    "alipay": Alipay,
}


SECRET = frozenset({"secret", "key", "apiv3_key"})
"""Fields that are never shown again."""


def filled(kind: str, given: Mapping[str, str], kept: Mapping[str, str]) -> Record:
    """A record of what was given; a secret that is left empty is the one that was kept. Not checked yet."""
    each = KINDS[kind]
    defaults = dict(
        zip(each.__struct_fields__[-len(each.__struct_defaults__) :], each.__struct_defaults__, strict=True)
    )
    values = {
        name: given.get(name) or (kept.get(name, "") if name in SECRET else "") or _default(name, given, defaults)
        for name in each.__struct_fields__
    }
    return each(**values)


def _default(name: str, given: Mapping[str, str], defaults: Mapping[str, str]) -> str:
    """An address that is left out or empty is the provider's own; a fallback may be empty."""
    return "" if name == "fallback" and name in given else defaults.get(name, "")


def kind(record: Record) -> str:
    return next(name for name, each in KINDS.items() if isinstance(record, each))


def check(record: Record) -> None:
    """Raises AccountUnusable naming the field."""
    _check_address("gateway", record.gateway)
    match record:
        case WeChat() | WeChatOfficial():
            _check_text("appid", record.appid, r"wx[0-9a-zA-Z]{8,30}", "wx 开头的一串", "It begins with wx")
            _check_text("secret", record.secret, r"[0-9a-zA-Z]{16,64}", "32 位字母和数字", "32 letters and digits")
            _check_address("door", getattr(record, "door", record.gateway))
        case WeChatPay():
            _check_wechat_pay(record)
        case Alipay():
            _check_text("app_id", record.app_id, r"\d{8,32}", "一串数字", "Figures only")
            _check_text("seller_id", record.seller_id, r"2088\d{12}", "2088 开头的 16 位数字", "16 figures from 2088")
            _check_key("key", record.key)
            _check_public_key("public_key", record.public_key)


def _check_wechat_pay(record: WeChatPay) -> None:
    _check_text("mchid", record.mchid, r"\d{8,12}", "10 位数字", "10 figures")
    _check_text("appid", record.appid, r"wx[0-9a-zA-Z]{8,30}", "wx 开头的一串", "It begins with wx")
    _check_key("key", record.key)
    _check_text("serial", record.serial, r"[0-9A-Fa-f]{8,64}", "40 位十六进制", "40 hexadecimal figures")
    if len(record.apiv3_key.encode()) != 32:
        raise AccountUnusable(field="apiv3_key", zh="APIv3 密钥正好 32 个字符", en="An APIv3 key has 32 characters")
    if record.fallback:
        _check_address("fallback", record.fallback)
    if not record.public_key and not record.public_key_id:
        return
    _check_public_key("public_key", record.public_key)
    _check_text(
        "public_key_id",
        record.public_key_id,
        r"PUB_KEY_ID_[0-9A-Za-z]+",
        "PUB_KEY_ID_ 开头",
        "It begins with PUB_KEY_ID_",
    )


def private_key(text: str) -> RSAPrivateKey:
    """PEM, or its bare base64 as Alipay's tool gives it. Raises ValueError."""
    found = _loaded(load_der_private_key, _der(text), None)
    if not isinstance(found, RSAPrivateKey):
        raise ValueError("not an RSA private key")  # noqa: TRY004 - the text is wrong, not its type
    return found


def public_key(text: str) -> RSAPublicKey:
    """Raises ValueError."""
    found = _loaded(load_der_public_key, _der(text))
    if not isinstance(found, RSAPublicKey):
        raise ValueError("not an RSA public key")  # noqa: TRY004 - the text is wrong, not its type
    return found


def _loaded(load: object, *arguments: object) -> object:
    try:
        return load(*arguments)  # type: ignore[operator]
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(str(error)) from error


def _der(text: str) -> bytes:
    inside = re.sub(r"-----(BEGIN|END) [A-Z ]+-----", "", text)
    try:
        return base64.b64decode("".join(inside.split()), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def _check_text(field: str, value: str, pattern: str, zh: str, en: str) -> None:
    if not re.fullmatch(pattern, value):
        raise AccountUnusable(field=field, zh=f"这一项应该是：{zh}", en=en)


def _check_key(field: str, text: str) -> None:
    try:
        private_key(text)
    except ValueError as error:
        raise AccountUnusable(
            field=field,
            zh="这不是能用的私钥，请整段粘贴（从 BEGIN 到 END）",
            en="This is no usable private key, paste all of it from BEGIN to END",
        ) from error


def _check_public_key(field: str, text: str) -> None:
    try:
        public_key(text)
    except ValueError as error:
        raise AccountUnusable(
            field=field,
            zh="这不是能用的公钥，请整段粘贴（从 BEGIN 到 END）",
            en="This is no usable public key, paste all of it from BEGIN to END",
        ) from error


def _check_address(field: str, value: str) -> None:
    """Plain HTTP only within the shop's own walls: there the simulator answers."""
    with suppress(ValueError):
        parts = urlsplit(value)
        near = parts.scheme == "http" and _is_near(parts.hostname or "")
        if parts.port != 0 and (parts.scheme == "https" or near):
            return
    raise AccountUnusable(field=field, zh="地址要以 https:// 开头", en="An address begins with https://")


def _is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost"
