"""What `live` and a transcode worker say to each other (pure)."""

from media.framing import Message
from media.ladder import Rung
from media.loudness import Level
from media.packets import AudioConfig, Packet, VideoConfig


class Wanted(Message, frozen=True):
    """To the worker: encode these rungs from now on, and no others."""

    rungs: tuple[Rung, ...]


class Afresh(Message, frozen=True):
    """To the worker: packets were left out; begin again with decoders and encoders that remember nothing."""


class Picture(Message, frozen=True):
    """To the worker: how to decode the pictures that follow. Back: how to decode what `rung` sends from now on."""

    config: VideoConfig
    rung: str = ""


class Sound(Message, frozen=True):
    """The same for sound; back it goes for all rungs alike."""

    config: AudioConfig


class Media(Message, frozen=True):
    """A packet: to the worker as the host sent it, back as `rung` encoded it (sound: for all rungs)."""

    packet: Packet
    rung: str = ""


class Loud(Message, frozen=True):
    """To live: how loud another second of the sound was that the worker decodes."""

    level: Level


class Ready(Message, frozen=True):
    """To live: the worker's libraries are loaded."""


class Finished(Message, frozen=True):
    """To live: the oldest packet that the worker was given is worked off."""


class Measured(Message, frozen=True):
    """To live, once a second: how the worker fares."""

    fps_in: float
    fps_out: float
    """Of all rungs together."""
    milliseconds: float
    """From a packet to the last rung's picture, on average."""


class Broken(Message, frozen=True):
    """To live: the worker gives up, and why."""

    reason: str


ToWorker = Wanted | Afresh | Picture | Sound | Media
ToLive = Ready | Picture | Sound | Media | Loud | Finished | Measured | Broken
