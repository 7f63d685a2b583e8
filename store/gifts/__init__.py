"""Gifts 送礼 in a room, paid with points; for adults only, and nobody is ranked by what they give."""
