"""The pure modules of the viewer's page, tested where they run: in node."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from store.after_sales.actions.applying import MOST_PHOTOS

HERE = Path(__file__).parent


def test_the_pure_modules_do_what_their_tests_say(node: str) -> None:
    suites = sorted((HERE / "node").glob("*.test.mjs"))
    run = subprocess.run([node, "--test", *suites], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout
    passed = re.search(r"pass (\d+)", run.stdout)
    assert passed is not None
    assert int(passed[1]) > 50


def test_the_page_and_the_shop_take_as_many_photos_of_a_claim() -> None:
    page = (HERE.parents[1] / "miniprogram/pages/more/shared/after-sale-view.js").read_text()
    assert f"export const MOST_PHOTOS = {MOST_PHOTOS}\n" in page
