"""What `live` and a room's WebRTC worker say to each other (pure)."""

import msgspec

from media.framing import Message
from media.loudness import Level
from media.packets import AudioConfig, Packet, VideoConfig
from media.stage.layout import Layout

HOST = "host"
"""The host's chair."""


class Ways(msgspec.Struct, frozen=True):
    """How peers reach this box."""

    ports: tuple[int, int] = (0, 0)
    """UDP ports to use, both included; 0: any."""
    loopback: bool = False
    """Peers on this box itself are told its loopback address."""
    public: str = ""
    """The address by which the outside reaches this box, where a router forwards the ports; empty: none is told."""
    stun: str = ""
    """``host:port`` of who tells us how the outside sees us."""
    turn: str = ""
    """``turn:host:port``, which relays for peers that cannot reach us."""
    turn_user: str = ""
    turn_password: str = ""


class Begin(Message, frozen=True):
    """To the worker, first of all."""

    ways: Ways


class Offer(Message, frozen=True):
    """To the worker: somebody wants to send us pictures and sound (`sends`), or to watch."""

    session: str
    sdp: str
    sends: bool
    chair: str = ""
    """Of a guest who sends: the seat; of who watches: whose voice is left out (the host's: `HOST`); empty: nobody's."""


class Send(Message, frozen=True):
    """To the worker: another box shall see the host as he is; the answer to this is our offer."""

    session: str


class Take(Message, frozen=True):
    """To the worker: what that box answered to our offer."""

    session: str
    sdp: str


class Guest(msgspec.Struct, frozen=True, array_like=True):
    chair: str
    name: str
    muted: bool = False
    camera: bool = True


class Scene(Message, frozen=True):
    """To the worker: who is on stage beside the host, in this order; nobody: the host is passed through as he is."""

    layout: Layout = "solo"
    portrait: bool | None = None
    """None: as the host's own picture is."""
    host: str = ""
    """What the host is called."""
    guests: tuple[Guest, ...] = ()


class Close(Message, frozen=True):
    """To the worker: end this session."""

    session: str


class Ready(Message, frozen=True):
    """To live: the libraries are loaded and are what we take them for."""


class Answer(Message, frozen=True):
    """To live: what the peer is told, our answer or our offer, with every candidate in it."""

    session: str
    sdp: str


class Refused(Message, frozen=True):
    """To live: this offer leads to nothing; `why` is one of `problems.BY_NAME`."""

    session: str
    why: str


class Connected(Message, frozen=True):
    """To live: peer and worker have reached each other."""

    session: str


class Gone(Message, frozen=True):
    """To live: the peer has left, or is out of reach."""

    session: str
    why: str
    final: bool = False
    """Coming back would not help: it would only take the place from who has it now."""


class Picture(Message, frozen=True):
    """To live: how to decode the pictures that follow."""

    session: str
    config: VideoConfig


class Sound(Message, frozen=True):
    """To live: how to decode the sound that follows."""

    session: str
    config: AudioConfig


class Media(Message, frozen=True):
    """To live: a packet for the room."""

    session: str
    packet: Packet


class Loud(Message, frozen=True):
    """To live: how loud another second of what the room hears was."""

    session: str
    level: Level


class Quality(Message, frozen=True):
    """To live, once a second: how what a sender sends arrives."""

    session: str
    lost: float
    """The share of packets lost on the way, 0 to 1, before any was sent again."""


class Mixed(Message, frozen=True):
    """To live, once a second while guests are on stage: pictures made so far, and those that came too late."""

    frames: int
    late: int


class Broken(Message, frozen=True):
    """To live: the worker gives up, and why."""

    reason: str


ToWorker = Begin | Offer | Send | Take | Scene | Close
ToLive = Ready | Answer | Refused | Connected | Gone | Picture | Sound | Media | Loud | Quality | Mixed | Broken
