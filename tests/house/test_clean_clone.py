"""What a newcomer's first command does, in a clone where nothing was ever set up."""

import json
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def clone(copied, tmp_path_factory) -> Path:
    """The repository as committed, set up by its own script."""
    folder = copied(tmp_path_factory.mktemp("clone") / "jinbo")
    said("git", "init", "--quiet", at=folder)
    said("git", "add", "--all", at=folder)
    said("./install.sh", "setup", at=folder)
    return folder


def test_set_up_leaves_the_command_and_the_pages(clone):
    commands = said(".venv/bin/jinbo", "--help", at=clone)
    assert all(command in commands for command in ("up", "web", "live", "back", "doctor", "backup", "restore"))
    assert (clone / "console/static/vendor/manifest.json").is_file()
    assert (clone / "miniprogram/h5/dist/index.html").is_file()
    assert not (clone / "node_modules").exists()


def test_set_up_changes_nothing_that_git_would_see(clone):
    changed = said("git", "status", "--porcelain", at=clone).splitlines()
    assert [line for line in changed if not line.startswith("A  ")] == []


def test_set_up_again_has_nothing_left_to_do(clone):
    before = times(clone)
    assert len(said("./install.sh", "setup", at=clone).splitlines()) == 1
    assert times(clone) == before


def test_a_room_can_be_made_by_hand(clone, tmp_path):
    made = said(".venv/bin/jinbo", "room", "create", "--name", "新品专场", "--data", str(tmp_path), "--json", at=clone)
    assert set(json.loads(made)) == {"room", "stream_key", "push_url", "play_url"}


def times(folder: Path) -> dict[Path, int]:
    return {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.name != "install.log"}


def said(*command: str, at: Path) -> str:
    done = subprocess.run(command, cwd=at, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
