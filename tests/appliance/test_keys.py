import stat
from pathlib import Path

import pytest

from appliance.keys import Keys, sayable


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path):
    first, second = Keys.of(tmp_path), Keys.of(tmp_path)
    assert first.derive("tokens") == second.derive("tokens")
    assert stat.S_IMODE((tmp_path / "secrets" / "house.key").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "secrets").iterdir()] == ["house.key"]


def test_what_is_sealed_can_be_shown_again_for_the_same_purpose_only(tmp_path: Path):
    keys = Keys.of(tmp_path)
    sealed = keys.seal("stream-key", "推流密钥 abc")
    assert "abc" not in sealed
    assert keys.unseal("stream-key", sealed) == "推流密钥 abc"
    with pytest.raises(ValueError, match="not sealed by this house"):
        keys.unseal("phone", sealed)


def test_sealing_twice_looks_different_and_fingerprints_look_the_same(tmp_path: Path):
    keys = Keys.of(tmp_path)
    assert keys.seal("x", "same") != keys.seal("x", "same")
    assert keys.fingerprint("x", "same") == keys.fingerprint("x", "same") != keys.fingerprint("y", "same")


def test_another_house_reads_nothing(tmp_path: Path):
    sealed = Keys.of(tmp_path / "here").seal("x", "secret")
    with pytest.raises(ValueError, match="not sealed by this house"):
        Keys.of(tmp_path / "there").unseal("x", sealed)


def test_a_key_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        Keys(b"short")


def test_a_sayable_secret_has_no_letters_that_look_alike():
    secrets = {sayable(24) for _ in range(200)}
    assert len(secrets) == 200
    assert not set("".join(secrets)) & set("10lioO")


def test_a_key_is_derived_the_same_however_often():
    keys = Keys(b"k" * 32)
    first, again = keys.derive("tokens"), keys.derive("tokens")
    assert first == again == Keys(b"k" * 32).derive("tokens")
    assert len({first, keys.derive("phone"), Keys(b"j" * 32).derive("tokens")}) == 3
