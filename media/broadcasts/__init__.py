"""Rooms 直播间, their stream keys, and their broadcasts 场次."""
