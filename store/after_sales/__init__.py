"""售后: refunds, returns and exchanges per line and quantity."""
