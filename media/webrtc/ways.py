"""How peers reach this box, from the settings."""

from ipaddress import ip_address

from appliance.config import Config
from media.webrtc.wire import Ways


def ways(config: Config) -> Ways:
    first, _, last = config.webrtc_ports.partition("-")
    return Ways(
        ports=(int(first), int(last or first)) if first else (0, 0),
        loopback=_is_loopback(config.http.host),
        public=config.public_address,
        stun=config.stun,
        turn=config.turn,
        turn_user=config.turn_user,
        turn_password=config.turn_password,
    )


def _is_loopback(host: str) -> bool:
    """Where the console listens for this box alone, so does WebRTC; anybody else's addresses lead nowhere."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
