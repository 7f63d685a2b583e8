"""The addresses that people and programs are told."""

import ipaddress
import socket

from appliance.config import Address, Config


def push_url(config: Config, host: str = "") -> str:
    """What OBS calls the server; the stream key is typed beside it."""
    port = "" if config.rtmp.port == 1935 else f":{config.rtmp.port}"
    return f"rtmp://{_named(config.host or host or reachable(config.rtmp))}{port}/live"


def whip_url(config: Config, host: str = "") -> str:
    """What OBS 30 and newer calls the server when its service is WHIP; the stream key is the bearer token."""
    return f"{web_origin(config, host)}/whip"


def play_url(edge: str, room: str, token: str = "") -> str:
    """The multivariant playlist at an edge's origin; with a `token` in the path its relative addresses bear it too."""
    return f"{edge}{f'/play/{token}' if token else ''}/live/{room}/index.m3u8"


def undelayed(room: str) -> str:
    """The channel on which staff see a room that is held back as it comes; no room is called so."""
    return f"{room}-now"


def room_url(edge: str, room: str) -> str:
    """Where a room's socket is opened, with its seat's token in the query (docs/ROOM.md)."""
    return f"{edge}/rooms/{room}".replace("http", "ws", 1)


def edge_origin(config: Config, host: str = "") -> str:
    """Scheme, host and port of the picture's listener, as seen from outside."""
    if config.domain:
        return f"https://{config.domain}"
    return f"http://{_named(config.host or host or reachable(config.edge))}:{config.edge.port}"


def web_origin(config: Config, host: str = "") -> str:
    """Scheme, host and port of the console and the viewers' page, as seen from outside."""
    if config.domain:
        return f"https://{config.domain}"
    return f"http://{_named(config.host or host or reachable(config.http))}:{config.http.port}"


def reachable(listener: Address) -> str:
    """The address by which others in the shop reach a listener of this box."""
    if listener.host not in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return listener.host
    return _way_out()


def own_name(host: str) -> str:
    """`host` where it is an address, or a name by which a box is found in its own network (RFC 6762); else empty:
    whoever asks may write any name there, and it is not to be passed on to others.
    """
    name = host.lower()
    own = name in {"localhost", socket.gethostname().lower()} or name.endswith(".local") or _is_address(host)
    return host if own else ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _way_out() -> str:
    """The box's own address in the network that its packets leave by."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: the kernel only picks the way out (RFC 5737 address)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
