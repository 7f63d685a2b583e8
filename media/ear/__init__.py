"""Hears how loud an AAC stream is that is passed on undecoded: one child process decodes copies of all of them."""
