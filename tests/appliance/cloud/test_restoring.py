"""A box is rebuilt over a line that breaks: the same command goes on where it was, and the shop stands last."""

import sys

import msgspec
import pytest
from sqlalchemy import text

from appliance import cli
from appliance.backup.restoring import BoxNotEmpty
from appliance.clock import SystemClock
from appliance.cloud import restoring
from appliance.cloud.fetching import PAUSES
from appliance.cloud.restoring import BrokenOff, restore
from appliance.config import Config
from tests.appliance.cloud.test_replica import (
    PASSWORD,
    open_room,
    replica,  # noqa: F401 - a fixture
    shop,  # noqa: F401 - a fixture
    terms,  # noqa: F401 - a fixture
    titles,
    turn,
)

PICTURES = [f"blobs/ab/{number}.jpg" for number in range(4)]


class Hurried(SystemClock):
    """Its pauses are over at once; `then` is done in each."""

    def __init__(self, then=lambda: None) -> None:
        self.pauses: list[float] = []
        self._then = then

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._then()


@pytest.fixture
async def sent(shop, replica, bucket, terms, clock):  # noqa: F811
    """A shop with four pictures in the storage."""
    await open_room(shop, "茶铺")
    await turn(replica, bucket, terms, clock)
    for name in PICTURES:
        await bucket.put(name, name.encode(), "image/jpeg")


@pytest.fixture
def new(tmp_path):
    return Config(data=tmp_path / "new box")


def after(name, what):
    """Called with what came: `what` is done after that name."""
    return lambda told: what() if told == name else None


async def test_a_line_that_breaks_for_a_moment_is_waited_for(sent, new, storage, line):
    clock = Hurried(line.mend)
    restored = await restore(new, storage, PASSWORD, clock, tell=after(PICTURES[1], line.cut))
    assert (restored.files, restored.refused) == (4, {})
    assert clock.pauses == [PAUSES[0]]


async def test_a_line_that_stays_broken_leaves_no_shop_and_doing_it_again_goes_on_there(sent, new, storage, line):
    with pytest.raises(BrokenOff):
        await restore(new, storage, PASSWORD, Hurried(), tell=after(PICTURES[1], line.cut))
    assert sorted(path.name for path in new.data.iterdir()) == ["blobs"]
    (new.data / ".restoring-of-one-that-was-killed").mkdir()
    line.mend()
    told = []
    restored = await restore(new, storage, PASSWORD, Hurried(), tell=told.append)
    assert told[1:] == PICTURES[2:]
    assert restored.files == 4
    assert await titles(new) == ["茶铺"]
    assert not list(new.data.glob(".restoring*"))


async def test_a_file_that_was_cut_short_is_fetched_once_more(sent, new, storage):
    (new.data / PICTURES[0]).parent.mkdir(parents=True)
    (new.data / PICTURES[0]).write_bytes(b"blo")
    await restore(new, storage, PASSWORD, Hurried())
    assert (new.data / PICTURES[0]).read_bytes() == PICTURES[0].encode()


async def test_a_file_that_the_storage_does_not_give_is_named_and_the_others_come(sent, new, storage, far):
    def lose() -> None:
        far._s3.delete_object(Bucket=far.bucket, Key=PICTURES[2])

    clock = Hurried()
    restored = await restore(new, storage, PASSWORD, clock, tell=after(PICTURES[1], lose))
    assert (restored.files, [*restored.refused]) == (3, [PICTURES[2]])
    assert "404" in restored.refused[PICTURES[2]]
    assert not clock.pauses
    assert await titles(new) == ["茶铺"]


async def test_replace_puts_another_shop_aside(sent, new, storage):
    for name in ("jinbo.db", "jinbo.db-wal", "secrets/house.key", "secrets/other", "cloud/ledger"):
        (new.data / name).parent.mkdir(parents=True, exist_ok=True)
        (new.data / name).write_bytes(b"old")
    with pytest.raises(BoxNotEmpty):
        await restore(new, storage, PASSWORD, Hurried())
    await restore(new, storage, PASSWORD, Hurried(), replace=True)
    assert await titles(new) == ["茶铺"]
    [old] = new.data.glob("replaced-*")
    assert sorted(path.name for path in old.rglob("*") if path.is_file()) == [
        "house.key", "jinbo.db", "jinbo.db-wal", "ledger", "other",
    ]  # fmt: skip
    assert (new.data / "secrets/house.key").read_bytes() != b"old"
    assert not (new.data / "cloud").exists()


async def test_what_depends_on_the_files_is_put_right_before_the_shop_stands(sent, new, storage):
    def settle(connection):
        assert (new.data / PICTURES[3]).exists()
        assert not (new.data / "jinbo.db").exists()
        connection.execute(text("UPDATE rooms SET title = '糕点'"))

    await restore(new, storage, PASSWORD, Hurried(), settle=settle)
    assert await titles(new) == ["糕点"]


@pytest.mark.parametrize(
    ("settings", "left"),
    [("recording_days = 7\n", "jinbo.toml"), ('database = "sqlite:////srv/x.db"\n', "jinbo.toml.from-backup")],
)
async def test_settings_of_another_database_stand_beside(shop, replica, bucket, terms, clock, new, settings, left):  # noqa: F811
    (shop[0].data / "jinbo.toml").write_text(settings)
    await turn(replica, bucket, terms, clock)
    await restore(new, terms.storage, PASSWORD, Hurried())
    assert [(file.name, file.read_text()) for file in new.data.glob("jinbo.toml*")] == [(left, settings)]


def test_the_command_hands_on_what_it_was_told_and_names_what_did_not_come(tmp_path, storage, monkeypatch, capsys):
    asked = {}

    async def restored(*_, **how):
        asked.update(how)
        return restoring.Restored("g", 1, "today", 3, {"blobs/x": "refused"})

    monkeypatch.setattr(restoring, "restore", restored)
    (tmp_path / "card").write_bytes(msgspec.json.encode(storage))
    (tmp_path / "password").write_bytes(PASSWORD)
    words = ["restore", "--from-cloud", "card", "--replace", "--password-file", "password", "--data", "new"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["jinbo", *words])
    with pytest.raises(SystemExit, match="1 files"):
        cli.main()
    assert (asked["replace"], asked["recordings"], "settle" in asked) == (True, False, True)
    assert "✗ blobs/x  refused" in capsys.readouterr().out
