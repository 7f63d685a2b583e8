"""A stranger's script that shares no code with us comes to the same winners, and sees when something was changed."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from store.play import reads, shown
from store.play.spec import PrizeWanted

SCRIPT = Path(__file__).parents[3] / "docs" / "how-to" / "verify-draw.py"


def verified(proof: Path, *more: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", SCRIPT, str(proof), *more], capture_output=True, text=True, check=False
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def published(database, tmp_path):
    """``await published(round)``: the file of its proof."""

    async def publish(round_id: str, **changes) -> Path:
        async with database.read() as session:
            found = await reads.round_of(session, round_id)
            entries, wins = await reads.entries(session, round_id), await reads.wins(session, round_id)
        file = tmp_path / "proof.json"
        told = json.loads(msgspec.json.encode(shown.proof(found, list(entries), list(wins))))
        file.write_text(json.dumps(told | changes), "utf-8")
        return file

    return publish


ROUNDS = {
    "lottery": (
        "lottery",
        [PrizeWanted(kind="points", points=5, count=2), PrizeWanted(kind="points", points=1, count=2)],
        {},
    ),
    "fewer entries than prizes": ("lottery", [PrizeWanted(kind="points", points=5, count=20)], {}),
    "red packets": ("red-packets", [PrizeWanted(kind="points", points=333, count=7)], {}),
    "red packets that last": ("red-packets", [PrizeWanted(kind="points", points=333, count=30)], {}),
    "check-in": ("check-in", [PrizeWanted(kind="points", points=5, count=7)], {}),
    "shared quiz": ("quiz", [PrizeWanted(kind="points", points=100)], {"answer": 1, "shared": True}),
    "quiz": ("quiz", [PrizeWanted(kind="points", points=100, count=2)], {"answer": 1}),
    "quiz for nothing": ("quiz", [], {"answer": 1}),
}


@pytest.mark.parametrize("name", ROUNDS)
async def test_every_kind_of_round_can_be_recomputed(play, published, name):
    kind, prizes, more = ROUNDS[name]
    opened = await play.open(kind, *prizes, **more)
    for number in range(9):
        await play.enter(opened, f"m{number}", choice=number % 3)
    await play.end(opened)
    status, said = verified(await published(opened), "--commitment", (await play.round(opened)).commitment)
    assert (status, said[:5]) == (0, "RIGHT"), said


async def test_coupons_first_come_first_served_can_be_recomputed(play, published, coupons):
    drop = await play.open("coupon-drop", PrizeWanted(kind="coupon", promotion=await coupons(), count=3))
    await play.enter(drop, *(f"m{n}" for n in range(5)))
    assert verified(await published(drop))[0] == 0


async def test_everybody_finds_their_own_entry(play, published):
    lottery = await play.open("lottery", PrizeWanted(kind="points", points=5, count=1))
    told = {entered.entry for entered in await play.enter(lottery, "m1", "m2")}
    await play.end(lottery)
    (win,) = await play.wins(lottery)
    (other,) = told - {win.mark}
    proof = await published(lottery)
    assert "won prize 1" in verified(proof, "--entry", win.mark)[1]
    assert "won nothing" in verified(proof, "--entry", other)[1]
    assert "not among the entries" in verified(proof, "--entry", "m1")[1]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seed": "00" * 32}, "not the one that was promised"),
        ({"winners": []}, "not those whom"),
        ({"digest": "00" * 32}, "not those that were drawn from"),
        ({"entries": [[1, "a", -1], [1, "b", -1]]}, "without gaps"),
        ({"entries": [[1, "a", -1], [2, "a", -1]]}, "entered twice"),
    ],
)
async def test_what_was_changed_is_seen(play, published, changes, said):
    lottery = await play.open()
    await play.enter(lottery, "m1", "m2", "m3")
    await play.end(lottery)
    status, told = verified(await published(lottery, **changes))
    assert status == 1
    assert said in told


async def test_another_commitment_than_the_noted_one_is_seen(play, published):
    lottery = await play.open()
    await play.end(lottery)
    assert "told before the draw" in verified(await published(lottery), "--commitment", "ab" * 32)[1]


def test_the_script_is_a_strangers():
    assert "import store" not in SCRIPT.read_text("utf-8")
    assert "from store" not in SCRIPT.read_text("utf-8")
