import importlib.util
import re
import subprocess
import sys

import pytest

from bench.__main__ import TABLE
from bench.lines import at_least, at_most

LINE = re.compile(r"^    ([\w-]+): .*?[\d.]+ x .*$", re.MULTILINE)
VERDICT = re.compile(r"to hold: (?:<=|>=) [\d.]+; (?:held|NOT held)")


@pytest.mark.parametrize("name", TABLE)
def test_every_bench_of_the_table_is_a_module_that_measures(name: str):
    module, _ = TABLE[name]
    assert module == f"bench.{name.replace('-', '_')}"
    assert callable(importlib.import_module(module).main)


def test_the_page_names_every_bench_and_no_other(page: str):
    assert set(re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)) == set(TABLE)


def test_the_page_holds_a_measured_line_of_every_bench(page: str):
    assert {found[1] for found in LINE.finditer(page)} == set(TABLE)


def test_every_measured_line_that_has_a_limit_says_whether_it_holds(page: str):
    lines = [found[0] for found in LINE.finditer(page)]
    assert [line for line in lines if "to hold" in line and not VERDICT.search(line)] == []


def test_a_number_holds_up_to_its_limit_and_not_beyond():
    assert at_most(1.0, 1.0) == "to hold: <= 1; held"
    assert at_most(1.01, 1.0) == "to hold: <= 1; NOT held"
    assert at_least(1.5, 1.5) == "to hold: >= 1.5; held"
    assert at_least(1.4, 1.5) == "to hold: >= 1.5; NOT held"


def test_an_unknown_bench_is_refused_with_the_names_there_are():
    asked = subprocess.run([sys.executable, "-m", "bench", "nonsense"], capture_output=True, text=True, check=False)
    assert asked.returncode == 2
    assert all(name in asked.stderr for name in TABLE)
