"""A sealed backup opens to its password alone, and only as it was written."""

import asyncio
import io
import secrets
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from appliance.backup import backup, restore, sealed, verify
from appliance.backup.saving import FolderMissing
from appliance.backup.sealed import PasswordFileUnusable, PasswordNeeded, PasswordWrong, opened, password_in, sealing
from appliance.config import Config

Furnish = Callable[..., Awaitable[None]]
Rooms = Callable[[Config], Awaitable[list[str]]]
PASSWORD = b"a sentence only I know"


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "EFFORT", {"time_cost": 1, "memory_cost": 8, "parallelism": 1})


@pytest.fixture
def locked(shop: Config, tmp_path: Path, furnish: Furnish) -> Path:
    """A sealed backup of a shop of three rooms."""
    asyncio.run(furnish(shop))
    return backup(shop, tmp_path, PASSWORD)


def sealed_bytes(content: bytes, password: bytes = PASSWORD) -> io.BytesIO:
    raw = io.BytesIO()
    with sealing(raw, password) as file:
        for start in range(0, len(content), 10_000):
            file.write(content[start : start + 10_000])
    return raw


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
def test_what_was_sealed_comes_back(size: int) -> None:
    content = secrets.token_bytes(size)
    raw = sealed_bytes(content)
    assert opened(raw, PASSWORD).read() == content
    assert content[:64] not in raw.getvalue() or size < 8


def test_another_password_opens_nothing() -> None:
    with pytest.raises(PasswordWrong):
        opened(sealed_bytes(b"the shop"), b"another sentence").read()


def test_no_piece_is_cut_off_swapped_repeated_or_altered() -> None:
    piece = sealed.PIECE + sealed.TAG
    whole = sealed_bytes(secrets.token_bytes(3 * sealed.PIECE)).getvalue()
    head = len(sealed.HEAD) + sealed.SALT
    first, second, third = (whole[head + place * piece :][:piece] for place in range(3))
    flipped = bytes([first[0] ^ 1]) + first[1:]
    with pytest.raises(EOFError):
        opened(io.BytesIO(whole[: head - 1]), PASSWORD)
    for pieces in ((first, second), (second, first, third), (first, first, second, third), (flipped, second, third)):
        with pytest.raises(PasswordWrong):
            opened(io.BytesIO(whole[:head] + b"".join(pieces)), PASSWORD).read()


def test_a_sealed_shop_comes_back_with_its_password(locked: Path, box: Config, rooms: Rooms) -> None:
    assert locked.name.endswith(".tar.gz.sealed")
    assert b"house.key" not in locked.read_bytes()
    assert "data/secrets/house.key" in verify(locked, PASSWORD).parts
    restore(box, locked, False, PASSWORD)
    assert asyncio.run(rooms(box)) == ["r0", "r1", "r2"]


@pytest.mark.parametrize(("password", "told"), [(b"", PasswordNeeded), (b"another sentence", PasswordWrong)])
def test_without_it_nothing_changes(locked: Path, box: Config, password: bytes, told: type[Exception]) -> None:
    with pytest.raises(told):
        restore(box, locked, False, password)
    assert list(box.data.iterdir()) == []


def test_a_name_says_whether_it_is_sealed(locked: Path, shop: Config) -> None:
    with pytest.raises(FolderMissing):
        backup(shop, locked.with_name("tonight.tar.gz"), PASSWORD)
    assert backup(shop, locked.with_name("tonight.tar.gz.sealed"), PASSWORD)


@pytest.mark.parametrize("content", [None, b"", b"too short\n"])
def test_a_password_file_that_protects_nothing_is_told(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(PasswordFileUnusable):
        password_in(file)


def test_by_hand_it_is_the_same(locked: Path, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("the sentence in the safe\n")
    command = [sys.executable, "-m", "appliance.cli"]
    key = ["--password-file", str(tmp_path / "password")]
    save = [*command, "backup", str(tmp_path), *key, "--data", str(tmp_path / "shop")]
    made = subprocess.run(save, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    bring = [*command, "restore", made, "--data", str(tmp_path / "new")]
    refused = subprocess.run(bring, capture_output=True, text=True, check=False, timeout=60)
    assert "有密码" in refused.stderr
    subprocess.run([*bring, *key], check=True, timeout=60)
    assert (tmp_path / "new" / "jinbo.db").exists()
