"""会员: who buys, their addresses, favourites, history and what they agreed to."""
