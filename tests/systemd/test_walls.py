"""Inside the walls that the units ask for the work is possible, and mischief is not: a score sees neither."""

import json
import os
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

import pytest

HERE = Path(__file__).parent
WORK = [
    *(
        "encode_h264",
        "draw_a_picture",
        "listen_on_the_ports",
        "talk_on_the_bus",
        "write_the_database",
        "start_a_worker",
    ),
    *("hash_a_password", "read_the_boxs_health", "many_threads"),
]
MISUSE = ["change_the_system", "run_what_was_uploaded"]
MISCHIEF = ["mount", "be_traced", "make_a_namespace", "listen_to_the_wire"]


@pytest.fixture(scope="module", params=["web", "live"])
def unit(request, settings):
    return request.param, settings(request.param)


@pytest.fixture(scope="module")
def outcomes(unit, allowed_calls, tmp_path_factory):
    """What became of each deed inside the unit's walls."""
    if find_library("seccomp") is None and not list(Path("/usr/lib").glob("*/libseccomp.so.2")):
        pytest.skip("libseccomp is not installed (Debian package libseccomp2)")
    name, found = unit
    folder = tmp_path_factory.mktemp(name)
    walls = {
        "syscalls": allowed_calls(found["SystemCallFilter"]),
        "families": found["RestrictAddressFamilies"][-1].split(),
        "no_written_code": found["MemoryDenyWriteExecute"][-1] == "yes",
        "files": int(found["LimitNOFILE"][-1]),
        "writable": str(folder),
    }
    plan = folder / "walls.json"
    plan.write_text(json.dumps(walls))
    built = [sys.executable, str(HERE / "sandbox.py"), str(plan)]
    return tried(folder, [*WORK, *MISCHIEF, *MISUSE, "write_code_and_run_it"], *built)


def tried(folder, deeds, *inside):
    argv = [*inside, sys.executable, str(HERE / "deeds.py"), str(folder), *deeds]
    done = subprocess.run(
        argv,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=HERE.parents[1],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("deed", WORK)
def test_work_is_possible(outcomes, deed):
    assert "done" in outcomes[deed], outcomes[deed]["failed"]


@pytest.mark.parametrize("deed", MISCHIEF)
def test_mischief_is_not(outcomes, deed):
    assert "failed" in outcomes[deed]


@pytest.mark.usefixtures("rooted")
@pytest.mark.parametrize("deed", MISUSE)
def test_only_the_data_folder_is_written_and_nothing_in_it_is_run(outcomes, deed):
    assert "failed" in outcomes[deed]


def test_code_is_written_only_where_webrtc_needs_it(unit, outcomes):
    assert ("done" in outcomes["write_code_and_run_it"]) == (unit[0] == "live")


def test_without_walls_the_same_is_possible(tmp_path):
    """The walls, and not this box, are what stops it."""
    found = tried(tmp_path, ["run_what_was_uploaded", "write_code_and_run_it"])
    assert [deed for deed, outcome in found.items() if "failed" in outcome] == []
