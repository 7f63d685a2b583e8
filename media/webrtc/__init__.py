"""WebRTC: hosts go live from a browser or OBS (WHIP), staff and guests watch without delay (WHEP).

What decodes, encodes or speaks WebRTC runs in one child process per room (worker.py); `live` holds the rest.
"""
