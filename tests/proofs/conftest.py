"""The disk whose power is cut, for the proofs that need one."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def disks() -> ModuleType:
    """The module `disk.py` beside this file (tests are no package)."""
    spec = importlib.util.spec_from_file_location("disk", Path(__file__).with_name("disk.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
