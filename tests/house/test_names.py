"""Names come from the trade and the standards; tests are sentences."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

EMPTY_WORDS = re.compile(r"(Manager|Helper|Util|Utils|Base|Service)$|^(Base|Abstract)(?=[A-Z])")
EMPTY_FILES = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "base", "service", "services"}
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b")


def definitions(source: str) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_class_is_named_for_nothing(python):
    named = [(str(file), node.name) for file, text in python.items() for node in definitions(text)]
    assert [found for found in named if EMPTY_WORDS.search(found[1])] == []


def test_no_file_is_named_for_nothing(files):
    assert [file for file in files if {part.lower() for part in [*file.parent.parts, file.stem]} & EMPTY_FILES] == []


def test_nothing_is_left_unfinished(texts):
    assert [(str(file), found[0]) for file, text in texts.items() if (found := UNFINISHED.search(text))] == []


def test_nothing_is_mocked(python):
    mocked = re.compile(r"^\s*(from|import) (unittest\.mock|mock|pytest_mock)\b", re.MULTILINE)
    assert [file for file, text in python.items() if mocked.search(text)] == []


def test_every_test_file_holds_tests_named_as_sentences(python):
    told = {file: sentences_in(python[file]) for file in files_of_tests(python)}
    assert [file for file, sentences in told.items() if not sentences] == []
    assert [name for sentences in told.values() for name in sentences if name.count("_") < 3] == []


def test_no_test_folder_is_a_package(files):
    # A package tests/media would shadow the real one.
    assert [file for file in files if file.parts[0] == "tests" and file.name == "__init__.py"] == []


def test_files_in_tests_hold_tests_or_what_tests_share(python):
    lonely = [
        file
        for file, text in python.items()
        if file.parts[0] == "tests" and not file.name.startswith("test_") and any(sentences_in(text))
    ]
    assert lonely == []


def files_of_tests(python: dict[Path, str]) -> list[Path]:
    return [file for file in python if file.parts[0] == "tests" and file.name.startswith("test_")]


def sentences_in(source: str) -> list[str]:
    return [node.name for node in definitions(source) if node.name.startswith("test_")]
