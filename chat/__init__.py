"""The room: what viewers say to each other while the picture plays."""
