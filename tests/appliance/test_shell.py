import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.shell import typed


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch):
    """Let these processes be those of an account with such a shell and home."""

    def be(name: str, uid: int, shell: str, home: str = "/nowhere") -> None:
        found = pwd.struct_passwd((name, "x", uid, uid, "", home, shell))
        monkeypatch.setattr(os, "geteuid", lambda: uid)
        monkeypatch.setattr(pwd, "getpwuid", {uid: found}.__getitem__)
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")

    return be


def test_on_a_server_it_is_typed_as_the_houses_account_and_by_the_link_that_stays(account, monkeypatch):
    account("jinbo", 997, "/usr/sbin/nologin")
    monkeypatch.setattr(sys, "argv", ["/opt/jinbo/.venv/bin/jinbo", "web"])
    monkeypatch.setattr(sys, "prefix", "/opt/jinbo-20261123-120000/.venv")
    assert typed(Path("/var/lib/jinbo"), "admin", "code") == (
        "sudo -u jinbo /opt/jinbo/.venv/bin/jinbo admin code --data /var/lib/jinbo"
    )


def test_in_a_checkout_it_is_typed_from_the_home_whose_name_stays_private(account, monkeypatch):
    account("wang", 1000, "/bin/bash", "/home/wang")
    monkeypatch.setattr(sys, "argv", ["/home/wang/my shop/appliance/cli.py", "web"])
    monkeypatch.setattr(sys, "prefix", "/home/wang/my shop/.venv")
    assert typed(Path("/home/wang/my shop/demo-data"), "admin", "code") == (
        "~/'my shop/.venv/bin/jinbo' admin code --data ~/'my shop/demo-data'"
    )


def test_root_is_asked_to_be_root_where_there_is_a_sudo_to_ask(account, monkeypatch):
    account("root", 0, "/bin/bash", "/root")
    monkeypatch.setattr(sys, "argv", ["jinbo"])
    monkeypatch.setattr(sys, "prefix", "/root/jinbo/.venv")
    assert typed(Path("/srv"), "doctor") == "sudo /root/jinbo/.venv/bin/jinbo doctor --data /srv"
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert typed(Path("/srv"), "doctor") == "/root/jinbo/.venv/bin/jinbo doctor --data /srv"


def test_an_account_without_a_name_types_it_as_it_is(account, monkeypatch):
    account("jinbo", 997, "/usr/sbin/nologin")
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    monkeypatch.setattr(sys, "prefix", "/app/.venv")
    assert typed(Path("/data"), "doctor") == "/app/.venv/bin/jinbo doctor --data /data"


def test_what_is_told_really_works_here(tmp_path: Path, monkeypatch):
    if not (Path(sys.prefix) / "bin" / "jinbo").exists():
        pytest.skip("the command is not installed here (./install.sh setup)")
    monkeypatch.setattr(shutil, "which", lambda _name: None)  # whoever runs the tests may not be asked for a password
    line = typed(tmp_path / "my shop", "admin", "code")
    home = next((one.pw_dir for one in pwd.getpwall() if one.pw_uid == os.geteuid()), "/")
    said = subprocess.run(
        ["bash", "-c", line], env={**os.environ, "HOME": home}, capture_output=True, text=True, timeout=60, check=True
    ).stdout
    assert len(said.strip()) == 14
