"""Makes the ladder: a child process decodes a host's stream once and encodes every rung."""
