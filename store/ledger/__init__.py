"""The books: append-only double entry, every fen in two places."""
