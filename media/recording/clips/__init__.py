"""Clips 切片: a stretch of a show as a film of its own, cut without re-encoding."""

NOTHING = 3
"""What the program that cuts ends with when nothing of the stretch was kept."""
