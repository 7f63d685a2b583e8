"""Cart and order creation: the only part that sees all of the store."""
