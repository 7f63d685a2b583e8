"""What the multivariant playlist says of a rendition (RFC 8216bis, 4.4.6.2)."""

import msgspec


class Variant(msgspec.Struct, frozen=True):
    """One EXT-X-STREAM-INF."""

    name: str
    bandwidth: int
    """Peak bit/s of picture and sound."""
    width: int
    height: int
    codecs: str
    """RFC 6381: ``avc1.64001F,mp4a.40.2``."""
