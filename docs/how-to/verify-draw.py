"""Recompute a Jinbo draw from its published proof: python3 verify-draw.py PROOF [--entry MARK] [--commitment HEX].

PROOF is a file, or the address under which a shop publishes it: http://SHOP/api/v1/rounds/ROUND/proof. Nothing but
Python's standard library is needed, and nothing of Jinbo is used. What is checked, and why that is enough, is written
in verify-draw.md beside this file.
"""

import argparse
import hashlib
import hmac
import json
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path


def main() -> int:
    asked = argparse.ArgumentParser(description="Recompute a draw from its proof.")
    asked.add_argument("proof", help="a file, or the address of a proof")
    asked.add_argument("--entry", help="your mark, as the room told you: what became of your entry")
    asked.add_argument("--commitment", help="the fingerprint that you wrote down before the draw")
    given = asked.parse_args()
    proof = read(given.proof)
    wrong = list(mistakes(proof, given.commitment))
    for line in wrong:
        print("WRONG:", line)
    if given.entry:
        print(told(proof, given.entry.lower()))
    if not wrong:
        print(
            f"RIGHT: {len(proof['entries'])} entries, {len(proof['winners'])} winners, as the seed and the entries say"
        )
    return 1 if wrong else 0


def read(where: str) -> dict:
    if where.startswith(("http://", "https://")):
        with urllib.request.urlopen(where, timeout=30) as answer:
            return json.load(answer)
    return json.loads(Path(where).read_text("utf-8"))


def mistakes(proof: dict, noted: str | None) -> Iterator[str]:
    seed, entries = bytes.fromhex(proof["seed"]), proof["entries"]
    if hashlib.sha256(seed).hexdigest() != proof["commitment"]:
        yield "the seed is not the one that was promised"
    if noted and noted.lower() != proof["commitment"]:
        yield "the fingerprint is not the one that was told before the draw"
    if [entry[0] for entry in entries] != list(range(1, len(entries) + 1)):
        yield "the entries are not numbered without gaps"
    if len({entry[1] for entry in entries}) != len(entries):
        yield "somebody has entered twice"
    lines = "\n".join(f"{place} {mark} {choice}" for place, mark, choice in entries)
    digest = hashlib.sha256(lines.encode()).digest()
    if digest.hex() != proof["digest"]:
        yield "the entries are not those that were drawn from"
    winners = [[one["entry"], one["prize"], one["points"]] for one in proof["winners"]]
    if winners != expected(proof, seed, digest):
        yield "the winners are not those whom the seed and the entries name"


def expected(proof: dict, seed: bytes, digest: bytes) -> list:
    """Mark, number of the prize and points of each winner, the first one first."""
    prizes, entries = proof["prizes"], proof["entries"]
    points = [prize.get("points", 0) for prize in prizes]
    if proof["way"] == "none":
        return []
    if proof["way"] == "first-come":
        count = proof["counts"][0]
        each = packets(seed, points[0], count) if proof["kind"] == "red-packets" else [points[0]] * count
        return [[entry[1], 0, part] for entry, part in zip(entries, each, strict=False)]
    right = [mark for _, mark, choice in entries if proof["answer"] < 0 or choice == proof["answer"]]
    key = hmac.new(seed, digest, hashlib.sha256).digest()
    ranking = sorted(right, key=lambda mark: hmac.new(key, mark.encode(), hashlib.sha256).digest())
    if proof["way"] == "split":
        sharing = ranking[: points[0]]
        whole, over = divmod(points[0], len(sharing)) if sharing else (0, 0)
        return [[mark, 0, whole + (rank < over)] for rank, mark in enumerate(sharing)]
    lots = [number for number, count in enumerate(proof["counts"]) for _ in range(count)]
    return [[mark, lot, points[lot]] for mark, lot in zip(ranking, lots, strict=False)]


def packets(seed: bytes, points: int, count: int) -> list:
    """What is in each red packet, in the order in which they are opened."""
    key = hmac.new(seed, b"packets", hashlib.sha256).digest()
    sure = max(1, points // (2 * count))
    rest = points - sure * count
    cuts = sorted(
        int.from_bytes(hmac.new(key, str(number).encode(), hashlib.sha256).digest(), "big") % (rest + 1)
        for number in range(count - 1)
    )
    return [sure + after - before for before, after in zip([0, *cuts], [*cuts, rest], strict=True)]


def told(proof: dict, mark: str) -> str:
    place = next((entry[0] for entry in proof["entries"] if entry[1] == mark), None)
    if place is None:
        return f"YOU: {mark} is not among the entries"
    won = next((one for one in proof["winners"] if one["entry"] == mark), None)
    return f"YOU: {mark}, number {place}, " + (f"won prize {won['prize'] + 1}" if won else "won nothing this time")


if __name__ == "__main__":
    sys.exit(main())
