"""How one may speak in a room: rules, words that are not let through, and who may not speak or enter."""
