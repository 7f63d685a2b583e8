"""What a peer can do wrong on an RTMP connection."""


class ProtocolError(ValueError):
    """The bytes are not RTMP, or ask for more than we hold; the connection cannot go on."""


class BadTag(ValueError):
    """One audio or video tag cannot be read; the next one may be fine."""
