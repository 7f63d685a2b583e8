"""Mutated real conversations: nothing but ProtocolError may come out, and memory and time stay bounded."""
# ruff: noqa: T201 - a proof prints its figure

import random
import time
from pathlib import Path

import pytest

from media.rtmp import amf
from media.rtmp.errors import BadTag, ProtocolError
from media.rtmp.flv import Tags
from media.rtmp.session import PublishAsked, ServerSession

CAPTURES = sorted((Path(__file__).parent / "captures").glob("*.bin"))
CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.bin"))
HANDSHAKE = 1 + 2 * 1536
STEP = 700
HANG = 5.0
"""Seconds that one input of a few kilobytes may take on the busiest machine."""


def survive(data: bytes) -> str:
    """How the conversation ended: 'refused', or 'read' to the end."""
    session = ServerSession()
    for at in range(0, len(data), STEP):
        try:
            events = session.receive(data[at : at + STEP])
        except ProtocolError:
            return "refused"
        session.to_send()
        if any(isinstance(event, PublishAsked) for event in events):
            session.accept()
        assert held(session) <= 16 << 20
    return "read"


def held(session: ServerSession) -> int:
    reader = session._reader
    return len(reader._tail) + sum(len(stream.body) for stream in reader._streams.values())


def mutate(data: bytes, chance: random.Random) -> bytes:
    """A few of: bytes flipped, set to the extremes, removed, repeated or taken from elsewhere."""
    mutated = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(HANDSHAKE, len(mutated))
        length = chance.choice((1, 1, 2, 4, 12, 100))
        match chance.randrange(6):
            case 0:
                mutated[at] ^= 1 << chance.randrange(8)
            case 1:
                mutated[at : at + length] = chance.choice((b"\xff", b"\0", b"\x80", b"\x7f")) * length
            case 2 if len(mutated) > HANDSHAKE + 2 * length:
                del mutated[at : at + length]
            case 3:
                mutated[at:at] = mutated[at : at + length]
            case 4:
                there = chance.randrange(HANDSHAKE, len(mutated))
                mutated[at : at + length] = mutated[there : there + length]
            case 5:
                mutated[at : at + length] = chance.randbytes(length)
    return bytes(mutated)


@pytest.fixture(scope="module")
def heads() -> list[bytes]:
    """The beginnings of real conversations, long enough for commands, headers and first frames."""
    return [file.read_bytes()[: HANDSHAKE + 2500] for file in CAPTURES]


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_what_once_was_hard_is_survived(file):
    began = time.monotonic()
    survive(b"\3" + bytes(2 * 1536) + file.read_bytes())
    assert time.monotonic() - began < HANG


def test_mutated_conversations_are_read_or_refused(heads):
    chance = random.Random(20261122)
    ends = {survive(mutate(chance.choice(heads), chance)) for _ in range(2000)}
    assert ends == {"read", "refused"}


def test_noise_behind_a_handshake_is_read_or_refused():
    chance = random.Random(1)
    for _ in range(500):
        survive(b"\3" + bytes(2 * 1536) + chance.randbytes(chance.randint(1, 3000)))


@pytest.mark.proof
def test_two_hundred_thousand_mutations_crash_nothing(heads, capsys):
    chance = random.Random()
    seed = chance.getrandbits(32)
    chance.seed(seed)
    slowest, count = 0.0, 200_000
    for n in range(count):
        data = mutate(heads[n % len(heads)], chance)
        began = time.monotonic()
        survive(data)
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < HANG
    with capsys.disabled():
        print(f"\nrtmp fuzz: {count} mutated conversations (seed {seed}), 0 crashes, slowest {slowest * 1000:.0f} ms")


@pytest.mark.proof
def test_two_hundred_thousand_tags_and_commands_crash_nothing(capsys):
    chance = random.Random()
    seed = chance.getrandbits(32)
    chance.seed(seed)
    bad, count = 0, 200_000
    tags = Tags()
    for n in range(count):
        body = bytes([chance.choice((0x17, 0x1C, 0x90, 0x91, 0x96, 0x97, 0xAF, 0x94, 0x95, 0x2F))])
        body += chance.choice((b"", b"hvc1", b"avc1", b"av01", b"vp09", b"Opus", b"mp4a")) + chance.randbytes(n % 60)
        amf.decode(body)
        try:
            tags.video(n, body)
            tags.audio(n, body)
        except BadTag:
            bad += 1
    with capsys.disabled():
        print(f"\nrtmp tags: {count} random tags (seed {seed}), 0 crashes, {bad} unreadable")
