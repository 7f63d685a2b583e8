"""What `live` and a relay worker say to each other, framed as `media.transcode.wire` frames it."""

from media.transcode.wire import Afresh, Broken, Finished, Media, Message, Picture, Ready, Sound

__all__ = ["Afresh", "Broken", "Dial", "Finished", "Media", "Picture", "Ready", "Sound", "ToLive", "ToWorker"]


class Dial(Message, frozen=True):
    """To the worker, first of all: connect and publish. `Ready` says that the server lets us."""

    address: str
    """rtmp://host/app/stream?query or rtmps://..."""


ToWorker = Dial | Afresh | Picture | Sound | Media
ToLive = Ready | Finished | Broken
