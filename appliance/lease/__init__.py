"""Two boxes that are one shop: which of them is live is a row in their database, held for as long as its box beats."""
