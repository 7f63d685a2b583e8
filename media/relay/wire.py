"""What `live` and a relay worker say to each other, framed as `media.framing` frames it."""

from media.framing import Message
from media.transcode.wire import Afresh, Broken, Media, Picture, Ready, Sound

__all__ = ["Afresh", "Broken", "Dial", "Media", "Picture", "Ready", "Sound", "ToLive", "ToWorker", "Worked"]


class Dial(Message, frozen=True):
    """To the worker, first of all: connect and publish. `Ready` says that the server lets us."""

    address: str
    """rtmp://host/app/stream?query or rtmps://..."""


class Worked(Message, frozen=True):
    """To live: so many packets more have gone out."""

    packets: int


ToWorker = Dial | Afresh | Picture | Sound | Media
ToLive = Ready | Worked | Broken
