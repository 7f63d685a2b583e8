"""The pure modules of the viewer's page, tested where they run: in node."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def test_the_pure_modules_do_what_their_tests_say(node: str) -> None:
    suites = sorted((HERE / "node").glob("*.test.mjs"))
    run = subprocess.run([node, "--test", *suites], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout
    passed = re.search(r"pass (\d+)", run.stdout)
    assert passed is not None
    assert int(passed[1]) > 50
