"""The units as systemd would read them, and the walls that they ask for."""

import os
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "systemd"
SYSTEM = Path("/usr/lib/systemd/system")


@pytest.fixture(scope="session")
def analyze():
    """Runs systemd-analyze."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (Debian package systemd)")

    def run(*arguments):
        return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60, check=False)

    return run


@pytest.fixture(scope="session")
def box(tmp_path_factory):
    """The root of a box that Jinbo is installed on."""
    root = tmp_path_factory.mktemp("box")
    if not SYSTEM.is_dir():
        pytest.skip("no units of systemd's own here (Debian package systemd)")
    shutil.copytree(SYSTEM, root / SYSTEM.relative_to("/"), symlinks=True)
    shutil.copytree(UNITS, root / "etc/systemd/system")
    program = root / "opt/jinbo/.venv/bin/jinbo"
    program.parent.mkdir(parents=True)
    program.symlink_to("/bin/sh")
    (root / "bin").mkdir()
    shutil.copy("/bin/sh", root / "bin/sh")
    return root


@pytest.fixture(scope="session")
def settings():
    """A unit's settings with its drop-ins, as lists in the order of writing: ``settings("live")["WatchdogSec"]``."""

    def read(instance):
        files = [UNITS / "jinbo@.service", *sorted((UNITS / f"jinbo@{instance}.service.d").glob("*.conf"))]
        found = defaultdict(list)
        for file in files:
            for line in file.read_text(encoding="utf-8").splitlines():
                name, equals, value = line.partition("=")
                if equals and not line.startswith(("#", "[")):
                    found[name].append(value)
        return found

    return read


@pytest.fixture(scope="session")
def allowed_calls(analyze):
    """The system calls that SystemCallFilter= lines leave (systemd.exec(5))."""

    def expand(words):
        calls = set()
        for word in words:
            if word.startswith("@"):
                listed = analyze("syscall-filter", word).stdout.splitlines()[1:]
                calls |= expand([each.strip() for each in listed if each.strip() and not each.strip().startswith("#")])
            else:
                calls.add(word)
        return calls

    def resolve(lines):
        calls = expand(["@default"])
        for line in lines:
            named = expand(line.removeprefix("~").split())
            calls = calls - named if line.startswith("~") else calls | named
        return sorted(calls)

    return resolve


@pytest.fixture(scope="session")
def rooted():
    if os.geteuid() != 0:
        pytest.skip("walls around the file system need root to be built")
