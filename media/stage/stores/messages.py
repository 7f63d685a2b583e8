"""What two stores say to each other (pure)."""

from typing import Annotated

import msgspec

from media.stage.battles.standing import Aware, Standing

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Word = Annotated[str, msgspec.Meta(max_length=200)]
Call = Annotated[str, msgspec.Meta(pattern=r"\A[0-9A-Za-z_-]{1,64}\Z")]
"""It stands in addresses that our colleagues' pages ask."""


class _Said(msgspec.Struct, frozen=True, tag=True):
    pass


class Pair(_Said, frozen=True):
    """A stranger has our code."""

    code: Name
    name: Name
    address: Word
    key: Name
    proof: Name
    """HMAC-SHA-256 of the rest by the code's secret (codes.py)."""


class Paired(_Said, frozen=True):
    """The answer to Pair: we are called so."""

    name: Name


class Hello(_Said, frozen=True):
    """Is anybody there?"""


class Invite(_Said, frozen=True):
    """To a contest of that name; good until `call` is cancelled or half a minute is over."""

    call: Call
    host: Name
    seconds: int
    punish_seconds: int
    punishment: Word


class Cancel(_Said, frozen=True):
    call: Call


class Refuse(_Said, frozen=True):
    call: Call


class Accept(_Said, frozen=True):
    call: Call
    host: Name


class Agreed(_Said, frozen=True):
    """The answer to Accept, by the inviter's clock, which fixes the end."""

    begins_at: Aware
    now: Aware


class Feed(_Said, frozen=True):
    """The bearer of an offer by WHIP: our host's own picture, for the contest's seat."""

    battle: Call
    digest: Name
    """SHA-256 of the offer, in hexadecimal: the letter is good for this one only."""


class Fine(_Said, frozen=True):
    """Heard."""


Message = Pair | Paired | Hello | Invite | Cancel | Refuse | Accept | Agreed | Feed | Fine | Standing
