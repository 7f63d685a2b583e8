import sys
from pathlib import Path

import pytest

from media.ladder import PESSIMIST
from media.on_air import cpu
from media.on_air.cpu import measured_speed, remembered_speed


@pytest.fixture
def measures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """``measures("1.50")``: what the measuring child prints, for the real one takes seconds."""

    def prints(said: str) -> None:
        child = tmp_path / "python"
        child.write_text(f"#!/bin/sh\necho '{said}'\n")
        child.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(child))

    return prints


async def test_a_box_that_was_never_measured_has_no_speed(tmp_path: Path):
    assert await remembered_speed(tmp_path / "cache") == 0


async def test_what_was_measured_once_is_remembered(tmp_path: Path, measures):
    measures("1.50")
    assert await measured_speed(tmp_path / "cache") == 1.5
    assert await remembered_speed(tmp_path / "cache") == 1.5


async def test_a_figure_of_another_cpu_is_not_believed(tmp_path: Path, measures, monkeypatch: pytest.MonkeyPatch):
    measures("1.50")
    await measured_speed(tmp_path)
    monkeypatch.setattr(cpu.os, "cpu_count", lambda: 128)
    assert await remembered_speed(tmp_path) == 0


async def test_a_torn_memory_is_measured_again(tmp_path: Path):
    (tmp_path / "speed.json").write_bytes(b'{"cpu": ')
    assert await remembered_speed(tmp_path) == 0


async def test_a_box_that_cannot_be_measured_counts_as_slow_and_is_asked_again(tmp_path: Path, measures):
    measures("")
    assert await measured_speed(tmp_path) == PESSIMIST
    assert await remembered_speed(tmp_path) == 0
