"""Asks another store, and believes only what it signed."""

import asyncio
from typing import Self

import msgspec

from appliance.clock import Clock
from appliance.errors import Problem
from appliance.keys import Keys
from appliance.reading import UNREADABLE
from media.stage.stores import letters
from media.stage.stores.letters import Own
from media.stage.stores.messages import Feed, Message
from media.stage.stores.problems import LetterRefused, StoreOutOfReach, StoreRefused

PATIENCE = 5.0
"""Seconds for a whole answer."""
LETTERS = "/api/v1/stores/letters"
WHIP = "/whip/store"
_LONGEST_ANSWER = 64 * 1024


class Enclosed(msgspec.Struct, frozen=True):
    letter: str


class Addressee(msgspec.Struct, frozen=True):
    address: str
    key: str


class Mail:
    """``async with Mail(keys, clock) as mail``; it is loaded with its first letter."""

    def __init__(self, keys: Keys, clock: Clock, patience: float = PATIENCE, language: str = "zh") -> None:
        from appliance import outside  # noqa: PLC0415 - an HTTP client, for who is paired only

        self._clock = clock
        self._own = Own(keys)
        self._client = outside.client(patience)
        self._patience = patience
        self._said = {"accept-language": "en" if language == "en" else "zh-CN", "accept-encoding": "identity"}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def ask(self, to: Addressee, says: Message) -> Message:
        """Raises StoreOutOfReach, StoreRefused, and LetterRefused for an answer that it did not write."""
        reader = letters.id_of(to.key)
        letter = self._own.write(reader, says, self._clock.now())
        content = msgspec.json.encode(Enclosed(letter))
        told = await self._post(f"{to.address}{LETTERS}", content, {"content-type": "application/json"})
        try:
            answer = msgspec.json.decode(told, type=Enclosed).letter
        except UNREADABLE as error:
            raise LetterRefused from error
        return letters.read(answer, to.key, self._own.id, self._clock.now(), letters.name_of(letter))

    async def offer(self, to: Addressee, battle: str, sdp: str) -> str:
        """WHIP (RFC 9725): our host's own picture, for the other's stage; what it answers. Raises as `ask`."""
        bearer = self._own.write(letters.id_of(to.key), Feed(battle, digest_of(sdp)), self._clock.now())
        named = {"content-type": "application/sdp", "authorization": f"Bearer {bearer}"}
        return (await self._post(f"{to.address}{WHIP}", sdp.encode(), named)).decode(errors="replace")

    async def _post(self, address: str, content: bytes, named: dict[str, str]) -> bytes:
        from appliance import outside  # noqa: PLC0415 - as above

        got = b""
        try:
            async with (
                asyncio.timeout(self._patience),
                self._client.stream("POST", address, content=content, headers=self._said | named) as answer,
            ):
                async for piece in answer.aiter_raw():  # what is packed in spite of that is not unpacked
                    got += piece
                    if len(got) > _LONGEST_ANSWER:
                        raise StoreOutOfReach(why="?", retry_after=5)
        except (*outside.UNREACHED, TimeoutError) as error:
            raise StoreOutOfReach(why=type(error).__name__, retry_after=5) from error
        if answer.status_code not in (200, 201):
            raise _refusal(answer.status_code, got)
        return got


def digest_of(sdp: str) -> str:
    return letters.name_of(sdp)


def _refusal(status: int, got: bytes) -> Problem:
    """What it says itself, in the reader's language."""
    try:
        said = msgspec.json.decode(got, type=_Told).title[:200]
    except UNREADABLE:
        return StoreOutOfReach(why=str(status), retry_after=5)
    return StoreRefused(why=said)


class _Told(msgspec.Struct):
    title: str
