"""What one viewer, one address and one room may take (pure)."""

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    seats_per_viewer: int = 4
    """In one room; a further one takes the place of the oldest."""
    seats_per_address: int = 1_000
    """In all rooms; many viewers share one behind a shop's or a carrier's router."""
    seats_per_room: int = 20_000
    answers_awaited: int = 16
    """Of one seat; what it says beyond is refused until some are answered."""
    rooms_kept: float = 600.0
    """Seconds that an empty room is remembered, for those who come back."""
    trusted: frozenset[str] = frozenset({"127.0.0.1", "::1"})
    """Addresses of this box: no limit per address holds for them."""
