"""A request that costs money is done once, however often it is sent (Idempotency-Key)."""
