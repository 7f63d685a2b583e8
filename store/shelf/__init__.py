"""A room's shelf: the catalogue's goods in the host's order, what is explained now, and what the show has sold."""
