"""A thing is found where its name says, and read on one screen."""

import statistics
import warnings
from pathlib import Path

LIMIT, SMELL, TYPICAL = 500, 300, 100

WRITTEN_BY_HAND = {".py", ".js", ".mjs", ".css", ".wxss", ".wxml", ".html", ".sh", ".toml", ".md"}


def lines(texts: dict[Path, str]) -> dict[Path, int]:
    return {file: text.count("\n") for file, text in texts.items() if file.suffix in WRITTEN_BY_HAND}


def test_no_file_is_longer_than_five_hundred_lines(texts):
    assert {file: count for file, count in lines(texts).items() if count > LIMIT} == {}


def test_the_typical_file_is_read_on_one_screen(product):
    assert statistics.median(count for count in lines(product).values() if count) <= TYPICAL


def test_files_that_begin_to_smell_are_named_and_few(texts):
    long = {file: count for file, count in lines(texts).items() if count > SMELL}
    with warnings.catch_warnings():
        warnings.simplefilter("default")  # to be read in the summary, not to fail by
        for file, count in long.items():
            warnings.warn(f"{file} has {count} lines: can it be two things?", stacklevel=1)
    assert len(long) <= len(texts) // 20


def test_there_is_about_as_much_test_as_code(python, product):
    tests = sum(text.count("\n") for file, text in python.items() if file.parts[0] == "tests")
    code = sum(text.count("\n") for text in product.values())
    assert tests >= code * 0.78, f"{tests} lines of tests for {code} lines of code"
