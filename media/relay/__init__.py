"""Sends a room's picture on to cloud CDNs 云直播: a child process each, and addresses signed as each cloud does."""
