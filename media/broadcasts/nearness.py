"""Who sits in the shop, by the address they come from (pure)."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network


def is_within(address: str, networks: str) -> bool:
    """A private address, or one of `networks` (comma-separated; what is no network holds nobody)."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return not found.is_global or any(found in network for network in _read(networks))


def _read(networks: str) -> list[IPv4Network | IPv6Network]:
    known = []
    for text in networks.split(","):
        try:
            known.append(ip_network(text.strip(), strict=False))
        except ValueError:
            continue
    return known
