"""Who wins: a draw that is fixed before anybody enters and that anyone can recompute afterwards (pure).

Before the round its seed is drawn and only SHA-256 of it is told (the commitment). After the round the seed is told,
with every entry in the order of arrival. The key of the draw hangs on both, so neither who knows the seed nor who
enters can choose who wins. docs/how-to/verify-draw.md says it in other words, and its script does it in other code.
"""

import functools
import hashlib
import hmac
import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from appliance.keys import Keys
from store.play.spec import Spec

MARK = 32


class Drawn(NamedTuple):
    """An entry as the draw sees it."""

    place: int
    """From 1, in the order of arrival."""
    mark: str
    choice: int = -1


class Lot(NamedTuple):
    """What one of the winners gets."""

    rank: int
    """From 1."""
    mark: str
    prize: int
    """Which of the round's prizes, from 0."""
    points: int


def commitment(seed: str) -> str:
    """`seed` is 64 hex figures."""
    return hashlib.sha256(bytes.fromhex(seed)).hexdigest()


def mark(keys: Keys, round_id: str, member: str) -> str:
    """By which members, who are told it, find their own entry; others cannot, though comments tell a member's id."""
    return keys.fingerprint("mark", f"{round_id}/{member}")[:MARK]


def digest(entries: Iterable[Drawn]) -> str:
    """Of all entries, in their order."""
    lines = "\n".join(f"{entry.place} {entry.mark} {entry.choice}" for entry in entries)
    return hashlib.sha256(lines.encode()).hexdigest()


def key(seed: str, entries_digest: str) -> bytes:
    return hmac.digest(bytes.fromhex(seed), bytes.fromhex(entries_digest), "sha256")


def ranked(draw_key: bytes, marks: Iterable[str]) -> list[str]:
    """All of them, who wins first standing first."""
    return sorted(marks, key=lambda one: hmac.digest(draw_key, one.encode(), "sha256"))


def shares(points: int, winners: int) -> list[int]:
    """Points in equal parts by rank, the first getting what cannot be parted; nobody gets nothing."""
    winners = min(winners, points)
    return [points // winners + (rank < points % winners) for rank in range(winners)]


@functools.lru_cache(maxsize=64)
def packets(seed: str, points: int, count: int) -> tuple[int, ...]:
    """Red packets 红包 by arrival: half of the mean for sure, the rest cut at random places; all of `points` in all.

    Every packet has the same chances, whenever it is opened. `points` are at least `count`.
    """
    packet_key = hmac.digest(bytes.fromhex(seed), b"packets", "sha256")
    sure = max(1, points // (2 * count))
    rest = points - sure * count
    cuts = sorted(_below(packet_key, number, rest + 1) for number in range(count - 1))
    return tuple(sure + end - start for start, end in itertools.pairwise([0, *cuts, rest]))


def winners(seed: str, entries: Sequence[Drawn], answer: int = -1) -> list[str]:
    """All who may win, in the order of the draw; with an `answer`, those who gave it."""
    draw_key = key(seed, digest(entries))
    return ranked(draw_key, [entry.mark for entry in entries if answer < 0 or entry.choice == answer])


def lots(seed: str, entries: Sequence[Drawn], spec: Spec) -> list[Lot]:
    """The result of a draw, by rank."""
    marks = winners(seed, entries, spec.answer)
    if spec.way == "split":
        parts = shares(spec.prizes[0].points, len(marks)) if marks else []
        return [Lot(rank, mark, 0, part) for rank, (mark, part) in enumerate(zip(marks, parts, strict=False), 1)]
    prizes = [(number, prize.points) for number, prize in enumerate(spec.prizes) for _ in range(prize.count)]
    return [Lot(rank, mark, *prize) for rank, (mark, prize) in enumerate(zip(marks, prizes, strict=False), 1)]


def _below(draw_key: bytes, number: int, limit: int) -> int:
    """256 bits folded into a few: no number is likelier than another by more than 2**-230."""
    return int.from_bytes(hmac.digest(draw_key, str(number).encode(), "sha256"), "big") % limit
