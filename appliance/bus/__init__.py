"""News between processes: quick, never blocking, and forgetful. Who must miss nothing reads the journal."""

from appliance.bus.listeners import Bus, Listener, LocalBus, Subscription
from appliance.bus.sockets import SocketBus
from appliance.config import Config

__all__ = ["Bus", "Listener", "LocalBus", "SocketBus", "Subscription", "open_bus"]


def open_bus(config: Config, name: str) -> Bus:
    """The bus this shop runs on; `name` is the process's own on this box: ``web``, ``live``, ``back``."""
    if config.redis:
        from appliance.bus.redis import RedisBus  # noqa: PLC0415 - a box without Redis need not load its client

        return RedisBus(config.redis)
    return SocketBus(config.run, name)
