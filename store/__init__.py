"""The shop: from the catalogue to settled money."""
