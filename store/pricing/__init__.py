"""What a cart costs and why (pure)."""

from store.pricing.quoting import quote
from store.pricing.scopes import gift_skus, part_skus

__all__ = ["gift_skus", "part_skus", "quote"]
