"""Who helps a browser to reach this box (STUN and TURN), as its RTCPeerConnection wants them (WebRTC 4.2.3)."""

import msgspec

from appliance.config import Config


class IceServer(msgspec.Struct, frozen=True, omit_defaults=True):
    urls: str
    username: str = ""
    credential: str = ""


def ice_servers(config: Config) -> list[IceServer]:
    """They hold the TURN server's password: only for who may push or stands on stage."""
    servers = [IceServer(f"stun:{config.stun}")] if config.stun else []
    if config.turn:
        servers.append(IceServer(config.turn, config.turn_user, config.turn_password))
    return servers
