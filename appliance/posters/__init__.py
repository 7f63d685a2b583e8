"""海报: a picture of a room or of a product with a code that leads to it, for an album, a group or a shop window."""
