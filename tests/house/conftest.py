import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """Every file of the repository, as paths from its root."""
    # Whoever owns the folder: what git says of it is only read.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [Path(name) for name in sorted(listed.split("\0")) if name and (ROOT / name).is_file()]


@pytest.fixture(scope="session")
def copied(files) -> Callable[[Path], Path]:
    """``copied(folder)`` makes a copy of the repository there in which nothing was ever set up."""

    def copy(folder: Path) -> Path:
        for file in files:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, folder / file)
        return folder

    return copy


@pytest.fixture(scope="session")
def texts(files) -> dict[Path, str]:
    """What stands in the files that are text."""
    return {file: text for file in files if (text := _text(ROOT / file)) is not None}


@pytest.fixture(scope="session")
def python(texts) -> dict[Path, str]:
    return {file: text for file, text in texts.items() if file.suffix == ".py"}


@pytest.fixture(scope="session")
def product(python) -> dict[Path, str]:
    """The Python that a shop runs."""
    return {file: text for file, text in python.items() if file.parts[0] not in ("tests", "bench")}


def _text(file: Path) -> str | None:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        return None
