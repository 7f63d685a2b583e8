"""店铺资料: what the shop is called, where it stands, and who is behind it."""
