"""举报: what viewers complain of, until a colleague has looked."""
