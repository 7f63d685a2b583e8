"""What can be set, with its default: this file is the manual from which `jinbo.toml` is written.

A value comes from the command line, else from ``JINBO_*`` in the environment, else from ``jinbo.toml`` in the data
folder, else from here.
"""

import os
import tomllib
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import msgspec

from appliance.errors import BadInput

WEBS = ("web", *(f"web-{number}" for number in range(2, 10)))
"""Processes that do the same, as many as `web_processes` says; systemd runs the second as jinbo@web-2."""


class Address:
    """Where a listener listens; written ``host:port`` or ``[host]:port``. Port 0 takes any free one."""

    def __init__(self, text: str) -> None:
        host, colon, port = text.rpartition(":")
        if not colon or not port.isdecimal() or int(port) > 65535:
            raise ValueError(f"not an address of the form host:port: {text!r}")
        self.host = host.strip("[]") or "0.0.0.0"  # noqa: S104 - an empty host is the person's wish
        self.port = int(port)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Address) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


class Proxies:
    """Addresses apart by commas or spaces."""

    def __init__(self, text: str) -> None:
        self.addresses = tuple(ip_address(one) for one in text.replace(",", " ").split())

    @property
    def trusted(self) -> frozenset[str]:
        """Peers that say for whom they ask, those on this box too, as sockets of either kind spell them."""
        plain = {*self.addresses, ip_address("127.0.0.1"), ip_address("::1")}
        return frozenset({*map(str, plain), *(f"::ffff:{one}" for one in plain if one.version == 4)})

    def __bool__(self) -> bool:
        return bool(self.addresses)

    def __str__(self) -> str:
        return ", ".join(map(str, self.addresses))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Proxies) and self.addresses == other.addresses

    def __hash__(self) -> int:
        return hash(self.addresses)


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    data: Path = Path("data")
    """The folder that holds everything this shop owns."""

    http: Address = Address("127.0.0.1:8080")
    """Console, API and the viewers' page."""

    edge: Address = Address("127.0.0.1:8081")
    """The picture (HLS) and the rooms' sockets."""

    rtmp: Address = Address("127.0.0.1:1935")
    """Where OBS and phones push to."""

    simulator: Address | None = None
    """Where the demo's WeChat, WeChat Pay and Alipay listen; empty: beside `http`, two ports further."""

    rtmps: Address | None = None
    """The same with TLS; needs `certificate` and `certificate_key`."""

    certificate: Path | None = None
    """PEM chain for RTMPS."""

    certificate_key: Path | None = None
    """PEM key for RTMPS."""

    webrtc_ports: Annotated[str, msgspec.Meta(pattern=r"^(\d{1,5}(-\d{1,5})?)?$")] = "50000-50199"
    """UDP ports for pushing from a browser or by WHIP, what a router has to forward for who is outside; empty: any."""

    public_address: str = ""
    """The address by which the outside reaches this box, where a router forwards `webrtc_ports` to it; empty: none."""

    stun: str = ""
    """host:port of a STUN server, which tells a box behind a router how the outside sees it; empty: none is asked."""

    turn: str = ""
    """turn:host:port of a TURN server, which relays for who cannot reach this box; empty: there is none."""

    turn_user: str = ""
    """The user name at the TURN server."""

    turn_password: str = ""
    """The password at the TURN server; every host's browser is told it."""

    host: str = ""
    """The name or address that viewers and hosts reach this box by; empty: the box's own address is found."""

    domain: str = ""
    """The domain that Caddy serves over HTTPS in front of both listeners; empty: there is none."""

    proxies: Proxies = Proxies("")
    """Addresses of proxies on other boxes that stand in front of both listeners, as Caddy before two boxes:
    192.168.1.10. Whom they name is who asks; one on this box is believed anyway, nobody else is."""

    shop_networks: str = ""
    """Networks beside private ones whose viewers sit in the shop: this box plays to them rather than a cloud. Give
    the shop's own addresses at its provider: 203.0.113.7/32, 2001:db8::/48."""

    database: str = ""
    """Empty: SQLite in the data folder. Or postgresql://user:password@host/name."""

    web_processes: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1
    """How many processes share console, API and viewers' page, at one address; for more than one take PostgreSQL."""

    redis: str = ""
    """Empty: unix sockets in the data folder. Or redis://host:6379/0 when several boxes share the work."""

    box: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{0,20}$")] = ""
    """This box's name where two share a shop, one live and one standing by: a and b. They share `database`
    (PostgreSQL), `redis` and the house's key. Empty: it is alone."""

    ladder: Annotated[str, msgspec.Meta(pattern=r"^(auto|off|\d{3,4}(,\d{3,4})*)$")] = "auto"
    """auto: what this CPU affords. off: the source alone. Or a list of heights: 720,480."""

    slate_minutes: int = 10
    """How long the slate waits for a host who vanished before the show ends."""

    recording: Annotated[str, msgspec.Meta(pattern=r"^(all|source|off|\d{3,4}(,\d{3,4})*)$")] = "all"
    """What of every show is kept. all: every quality. source: it alone. 480,360: these beside it. off: nothing, though
    the law asks shops that sell live for it."""

    recording_days: Annotated[int, msgspec.Meta(ge=0)] = 1096
    """How many days a recording is kept; the law asks shops that sell live for three years, one
    of which may be a leap year. 0 keeps it for good."""

    recording_quota_gb: Annotated[int, msgspec.Meta(ge=0)] = 0
    """The most that all recordings and clips may take together; 0: as much as the disk has."""

    recording_spare_gb: Annotated[int, msgspec.Meta(ge=0)] = 5
    """So much of the disk stays free for orders: recording stops before it is touched."""

    cloud_cache_gb: Annotated[int, msgspec.Meta(ge=0)] = 10
    """The most that is kept here, once somebody has watched it, of recordings that lie in the cloud alone."""

    journal_days: Annotated[int, msgspec.Meta(ge=0)] = 400
    """How many days the journal keeps what happened; 0 keeps it for good."""

    language: str = "zh"
    """The console's language before somebody chooses: zh or en."""

    log: str = "info"
    """debug, info, warning or error."""

    demo: bool = False
    """Fill an empty box with a demo shop and a generated show."""

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'jinbo.db'}"

    @property
    def on_sqlite(self) -> bool:
        """Whether the shop's rows lie in a file of this box, and not on a PostgreSQL."""
        return self.database_url.startswith("sqlite")

    @property
    def orders_only(self) -> int:
        """When so few bytes of the disk are left, they are for orders alone: all else waits, as recording has long."""
        return (self.recording_spare_gb << 30) // 2

    @property
    def live_first(self) -> int:
        """What is fetched leaves so many bytes: recording stops at `recording_spare_gb`, and goes on meanwhile."""
        return self.orders_only * 3

    @property
    def simulated(self) -> Address:
        """Where the simulator listens."""
        return self.simulator or Address(f"[{self.http.host}]:{self.http.port + 2 if self.http.port else 0}")

    @property
    def run(self) -> Path:
        """Sockets and other things that live as long as the processes."""
        return self.data / "run"


def load(given: Mapping[str, object], environment: Mapping[str, str] = os.environ) -> Config:
    """Settle every value; `given` is what the command line said. Raises BadInput naming the key that is wrong."""
    spoken = {
        name: environment[f"JINBO_{name.upper()}"]
        for name in Config.__struct_fields__
        if f"JINBO_{name.upper()}" in environment
    }
    data = Path(str(given.get("data") or spoken.get("data") or Config().data))
    written = _written(data / "jinbo.toml")
    return _settle({**written, **spoken, **given, "data": str(data.absolute())})


def _written(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(why=f"{file}: {error}") from error


def _settle(values: Mapping[str, object]) -> Config:
    try:
        return msgspec.convert(values, Config, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise BadInput(why=str(error)) from error


def _decode(kind: type, value: object) -> object:
    """`Path`, `Address` and `Proxies` are written as text."""
    if not isinstance(value, str):
        raise TypeError(f"Expected `str`, got `{type(value).__name__}`")
    return kind(value)
