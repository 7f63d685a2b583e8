"""配对码: what one owner gives to the other by a way that both trust, and where a box may be asked (pure).

It holds the first store's address and public key, and a secret that is good once and for a quarter of an hour: so each
store knows the other's key for sure, whoever listens between them.
"""

import base64
import binascii
import hashlib
import hmac
import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

import msgspec

from appliance.keys import Keys
from appliance.plain import one_line
from appliance.reading import UNREADABLE
from media.stage.stores.problems import AddressUnusable, CodeUnreadable, NameUnusable

LONGEST_NAME = 20
LONGEST_CODE = 1000
_PURPOSE = "store codes"
_NUMBER = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)\.?")
"""A host that ends so is an address, however it is written (WHATWG URL, 3.5)."""
_WIRING = IPv4Address("100.100.100.200")
"""Where a machine that Alibaba lets asks who it is."""


class Code(msgspec.Struct, frozen=True, array_like=True):
    id: str
    secret: str
    name: str
    address: str
    key: str


def written(code: Code) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(code)).rstrip(b"=").decode()


def read(text: str) -> Code:
    """As somebody pasted it. Raises CodeUnreadable."""
    text = "".join(text.split())
    if not 1 <= len(text) <= LONGEST_CODE:
        raise CodeUnreadable(field="code")
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        code = msgspec.json.decode(raw, type=Code)
        return msgspec.structs.replace(code, name=name(code.name), address=address(code.address))
    except (*UNREADABLE, UnicodeError, binascii.Error, NameUnusable, AddressUnusable) as error:
        raise CodeUnreadable(field="code") from error


def secret_of(keys: Keys, code: str) -> str:
    """Of a code of ours; it is not kept but made again."""
    return hmac.new(keys.derive(_PURPOSE), code.encode(), hashlib.sha256).hexdigest()[:40]


def proof(secret: str, *said: str) -> str:
    """That whoever says this has the code."""
    return hmac.new(secret.encode(), "\n".join(said).encode(), hashlib.sha256).hexdigest()


def name(typed: str) -> str:
    """Raises NameUnusable."""
    typed = one_line(typed)
    if not 1 <= len(typed) <= LONGEST_NAME:
        raise NameUnusable(field="name")
    return typed


def address(typed: str) -> str:
    """``http://10.8.0.2:8080``: loopback, LAN and VPN too, for owners choose each other. Raises AddressUnusable."""
    try:
        found = urlsplit(typed.strip())
        port = found.port
    except ValueError as error:
        raise AddressUnusable(field="address") from error
    plain = found.scheme in ("http", "https") and found.path in ("", "/") and not (found.query or found.fragment)
    if not plain or not found.hostname or "@" in found.netloc or len(typed) > 200 or _is_nowhere(found.hostname):
        raise AddressUnusable(field="address")
    host = f"[{found.hostname}]" if ":" in found.hostname else found.hostname
    return f"{found.scheme}://{host}{'' if port is None else f':{port}'}"


def _is_nowhere(host: str) -> bool:
    """No store stands at such an address: what answers there is the machine's own wiring."""
    try:
        found = ip_address(host)
    except ValueError:
        return any(letter in host for letter in " \\%") or _NUMBER.fullmatch(host) is not None
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    return found.is_link_local or found.is_multicast or found.is_unspecified or found == _WIRING
