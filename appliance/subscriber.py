"""Whose address it is, as far as limits per address care (pure)."""

from ipaddress import IPv6Address, IPv6Network, ip_address

NETWORK = 64
"""Bits of an IPv6 address that a provider gives to one line (RFC 6177): behind them its owner takes any he likes."""


def subscriber(address: str) -> str:
    """One name for all addresses of one line: an IPv4 address is its own, of IPv6 it is the /64.

    Inside the house each address is somebody's own, and what is no address stays as it is.
    """
    if ":" not in address:
        return address
    try:
        found = IPv6Address(address)
    except ValueError:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), NETWORK), strict=False)) if found.is_global else address


def is_public(address: str) -> bool:
    """Whether it is somebody's out on the internet; others may be a proxy's."""
    try:
        return ip_address(subscriber(address).partition("/")[0]).is_global
    except ValueError:
        return False
