"""Promotions, coupons and points: what makes a price lower, and the counters that keep it honest."""
