"""The pure modules of the console, tested where such modules run: in node."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def test_the_pure_modules_do_what_their_tests_say():
    node = shutil.which("node", path=f"{HERE.parents[1] / '.venv/bin'}{os.pathsep}{os.environ['PATH']}")
    if node is None:
        pytest.skip("node is not installed")
    suites = sorted((HERE / "node").glob("*.test.mjs"))
    run = subprocess.run([node, "--test", *suites], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout
    passed = re.search(r"pass (\d+)", run.stdout)
    assert passed is not None
    assert int(passed[1]) >= 40
