"""What a process does not use at rest is not loaded: three of them share a small box with the picture."""

import subprocess
import sys

import pytest

NOBODY = {"alembic", "av", "aiortc", "numpy", "pypinyin", "pylibsrtp", "segno", "nh3", "openpyxl", "schemathesis"}
"""Children, a migration, or the moment that needs it load these."""
PICTURES, SEALS, DRAWS = {"PIL"}, {"cryptography"}, {"jinja2", "babel", "quart", "hypercorn"}
UNUSED = {
    "appliance.web": NOBODY,
    "appliance.live": NOBODY | PICTURES | SEALS | DRAWS | {"httpx", "argon2"},
    "appliance.back": NOBODY | PICTURES | DRAWS | {"argon2"},
    "appliance.cli": NOBODY | PICTURES | SEALS | DRAWS | {"httpx", "argon2", "sqlalchemy"},
}


def loaded_by(process: str) -> set[str]:
    """Top-level names of everything that is imported before it serves."""
    told = f"import {process}, sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("process", UNUSED)
def test_a_process_loads_nothing_that_it_does_not_use_at_rest(process: str):
    loaded = loaded_by(process)
    assert process.partition(".")[0] in loaded
    assert loaded & UNUSED[process] == set()
