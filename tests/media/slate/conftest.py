"""Slates made for real by the child process, once for the whole folder."""

import asyncio
from pathlib import Path

import pytest

from media.slate.loop import Slate
from media.slate.made import slate


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("slates")


@pytest.fixture(scope="session")
def back(cache: Path) -> Slate:
    return asyncio.run(slate("back", "阿姨家的铺子", cache))
