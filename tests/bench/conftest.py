from pathlib import Path

import pytest


@pytest.fixture
def page() -> str:
    """docs/BENCHMARKS.md"""
    return (Path(__file__).parents[2] / "docs/BENCHMARKS.md").read_text("utf-8")
