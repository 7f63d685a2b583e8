"""An archive that is not what was written is refused before it changes anything."""

import gzip
import secrets
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.backup import BackupDamaged, restore, verify
from appliance.config import Config

Rewritten = Callable[..., Path]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 0.999))
def test_an_archive_cut_short_is_refused(archive: Path, cut: float) -> None:
    whole = archive.read_bytes()
    short = archive.with_name("short.tar.gz")
    short.write_bytes(whole[: int(len(whole) * cut)])
    with pytest.raises(BackupDamaged):
        verify(short)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 0.9999), bit=st.integers(0, 7))
def test_a_flipped_bit_is_found_or_harmless(archive: Path, place: float, bit: int) -> None:
    """The gzip header has bytes that mean nothing (time, system)."""
    content = bytearray(archive.read_bytes())
    at = int(len(content) * place)
    content[at] ^= 1 << bit
    altered = archive.with_name("altered.tar.gz")
    altered.write_bytes(content)
    try:
        verify(altered)
    except BackupDamaged:
        return
    assert gzip.decompress(content) == gzip.decompress(archive.read_bytes())


def test_an_altered_part_is_named_and_nothing_changes(archive: Path, box: Config, rewritten: Rewritten) -> None:
    altered = rewritten(archive, parts={"data/secrets/house.key": b"x" * 32})
    with pytest.raises(BackupDamaged, match=r"secrets/house\.key was altered"):
        restore(box, altered, replace=True)
    assert list(box.data.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "../escaped",
        "data/../../escaped",
        "/tmp/escaped",
        "data//escaped",
        "data/./escaped",
        "data/",
        "database/../x.jsonl",
        "database/x.sqlite",
        "other/file",
    ],
)
def test_a_name_that_climbs_out_is_refused(archive: Path, box: Config, name: str, rewritten: Rewritten) -> None:
    with pytest.raises(BackupDamaged):
        restore(box, rewritten(archive, parts={name: b"evil"}), replace=True)
    assert list(box.data.iterdir()) == []
    assert not (box.data.parent / "escaped").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_anything_but_a_plain_file_is_refused(archive: Path, box: Config, kind: bytes, rewritten: Rewritten) -> None:
    with pytest.raises(BackupDamaged):
        restore(box, rewritten(archive, odd=kind), replace=True)
    assert list(box.data.iterdir()) == []


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, box: Config) -> None:
    (tmp_path / "holiday.jpg").write_bytes(secrets.token_bytes(5000))
    for name in ("holiday.jpg", "not there"):
        with pytest.raises(BackupDamaged, match=name):
            restore(box, tmp_path / name, replace=False)
