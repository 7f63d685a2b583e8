"""WeChat's own interfaces: tokens, log-in, phone numbers, shipping information."""
