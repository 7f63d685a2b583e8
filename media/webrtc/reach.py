"""Can the outside reach this box by WebRTC? What is known from inside, and what to do; no more is claimed."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Literal

import msgspec

from appliance.config import Config
from media.broadcasts.addresses import reachable
from media.webrtc import turn
from media.webrtc.stun import mapped
from media.webrtc.ways import ways

Light = Literal["good", "fair", "bad"]
FEW = 20
"""Free ports below which a room with guests may find none."""


class Known(msgspec.Struct, frozen=True):
    light: Light
    zh: str
    en: str


def examine(config: Config) -> list[Known]:
    """Asks the STUN and TURN servers that are set, and waits some nine seconds for both at most."""
    return [*_ports(config), *_secure(config), *_outside(config), *_relayed(config)]


def _ports(config: Config) -> Iterator[Known]:
    first, last = ways(config).ports
    if not first:
        yield Known(
            "fair",
            "WebRTC 用任意 UDP 端口：路由器没法转发，外面的人推不进来；设置 webrtc_ports",
            "WebRTC uses any UDP port, which no router can forward: set webrtc_ports",
        )
        return
    free = sum(_is_free(port) for port in range(first, last + 1))
    light: Light = "good" if free >= min(FEW, last - first + 1) else "bad"
    yield Known(
        light,
        f"UDP {first}–{last} 中有 {free} 个空闲",
        f"{free} of the UDP ports {first} to {last} are free",
    )


def _secure(config: Config) -> Iterator[Known]:
    if config.domain:
        yield Known("good", f"https://{config.domain}：浏览器可以用摄像头开播", "browsers may use a camera over HTTPS")
    else:
        yield Known(
            "fair",
            "没有 HTTPS：只有本机的浏览器能用摄像头开播，手机要先配域名（install.sh --domain）；OBS 不受影响",
            "no HTTPS: only a browser on this box may use a camera; phones need a domain (install.sh --domain)",
        )


def _outside(config: Config) -> Iterator[Known]:
    own = reachable(config.http)
    if not config.stun:
        yield _unasked(own, config.public_address)
        return
    host, _, port = config.stun.rpartition(":")
    try:
        seen, _ = mapped((host, int(port)))
    except (OSError, ValueError):
        yield Known(
            "bad",
            f"STUN 服务器 {config.stun} 没有回应：地址不对，或 UDP 出不去",
            f"the STUN server {config.stun} does not answer: a wrong address, or UDP does not get out",
        )
        return
    yield _compared(config, own, seen)


def _unasked(own: str, public: str) -> Known:
    if _is_public(own):
        return Known("good", f"主机有公网地址 {own}", f"this box has a public address, {own}")
    if public:
        return Known(
            "fair",
            f"告诉外面的地址是 {public}；没有设 stun，无法核对它对不对",
            f"the outside is told {public}; without `stun` nobody can tell whether that is right",
        )
    return Known(
        "fair",
        f"主机地址是 {own}，只有店里的网络能用 WebRTC 推流；要让外面的嘉宾进来，设 public_address 并在路由器上转发端口",
        f"this box is {own}: WebRTC works in the shop's network; for who is outside set public_address and forward",
    )


def _compared(config: Config, own: str, seen: str) -> Known:
    ports = config.webrtc_ports or "–"
    if seen == own:
        return Known("good", f"公网直接看到主机 {own}", f"the outside sees this box itself, {own}")
    if config.public_address == seen:
        return Known(
            "fair",
            f"外面看到的地址 {seen} 和设置一致。路由器有没有把 UDP {ports} 转发到 {own}，从里面看不出来："
            "用手机流量开播试一次",
            f"the outside sees {seen}, as set. Whether the router forwards UDP {ports} to {own} cannot be told from "
            "inside: go live once over mobile data",
        )
    return Known(
        "bad" if config.public_address else "fair",
        f'外面看到的地址是 {seen}：设 public_address = "{seen}"，并在路由器上把 UDP {ports} 转发到 {own}',
        f'the outside sees {seen}: set public_address = "{seen}" and forward UDP {ports} to {own} on the router',
    )


def _relayed(config: Config) -> Iterator[Known]:
    """Says nothing where no TURN server is set."""
    if not config.turn:
        return
    try:
        relay = turn.tried(config.turn, config.turn_user, config.turn_password)
    except (turn.AddressUnreadable, OSError) as error:
        yield _unrelayed(config.turn, error)
    else:
        yield Known(
            "good",
            f"TURN 中转 {config.turn} 能用：分到 {relay}，试发的一包绕了回来",
            f"the TURN server {config.turn} relays: it gave {relay}, and a packet came all the way round",
        )


def _unrelayed(server: str, error: Exception) -> Known:
    """What failed, and what to look at."""
    match error:
        case turn.AddressUnreadable():
            zh = f"turn 写成了 {server}：要写成 turn:主机:端口"
            en = f"turn is {server}: write turn:host:port"
        case turn.CredentialsRefused():
            zh = f"TURN 服务器 {server} 不认用户名或密码：turn_user、turn_password 要和它的 user= 一样"
            en = f"the TURN server {server} refuses the name or password: turn_user and turn_password are its user="
        case turn.NoRelay():
            zh = f"TURN 服务器 {server} 认得用户名，但不给中转端口（{error}）：看它的 min-port、max-port 和配额"
            en = f"the TURN server {server} knows us but gives no relay ({error}): see its ports and quotas"
        case turn.PeerForbidden():
            zh = f"TURN 服务器 {server} 给了中转端口，但不肯转给 {error}：看它的 denied-peer-ip"
            en = f"the TURN server {server} gives a relay, but not to {error}: see its denied-peer-ip"
        case turn.NothingComesThrough():
            zh = f"TURN 服务器 {server} 给了 {error}，但包发过去没有回来：防火墙没放行中转端口，或 external-ip 不对"
            en = (
                f"the TURN server {server} gave {error}, but nothing comes through: "
                "its firewall closes the relay's ports, or its external-ip is wrong"
            )
        case _:
            zh = f"TURN 服务器 {server} 没有回应：地址或端口不对、没有启动，或者防火墙没放行"
            en = f"the TURN server {server} does not answer: a wrong address or port, not started, or a firewall"
    return Known("bad", zh, en)


def _is_public(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return False


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True
