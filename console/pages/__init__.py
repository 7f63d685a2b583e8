"""One module for each noun that staff work with."""
