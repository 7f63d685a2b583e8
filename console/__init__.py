"""Pages for the shop's staff."""

from console.mounting import mount

__all__ = ["mount"]
