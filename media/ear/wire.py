"""What `live` and its ear say to each other (pure): one question, one answer."""

from media.framing import Message
from media.loudness import Level
from media.packets import AudioConfig


class Stretch(Message, frozen=True):
    """To the ear: about a second of one stream, to be decoded by itself."""

    config: AudioConfig
    frames: list[bytes]


class Heard(Message, frozen=True):
    """To live: how loud that was; None of what cannot be decoded."""

    level: Level | None


ToEar = Stretch
ToLive = Heard
