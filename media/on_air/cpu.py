"""How fast this box encodes, measured once and remembered."""

import asyncio
import logging
import os
import platform
import sys
from pathlib import Path

import msgspec

from media.ladder import PESSIMIST

log = logging.getLogger(__name__)

_FILE = "speed.json"


class Measured(msgspec.Struct):
    cpu: str
    speed: float


async def remembered_speed(cache: Path) -> float:
    """Media seconds that one CPU second encodes (720 and 480 lines from 1080); 0 when it was not measured yet."""
    known = await asyncio.to_thread(_read, cache / _FILE)
    return known.speed if known is not None and known.cpu == _cpu() else 0.0


async def measured_speed(cache: Path) -> float:
    """Measure it now, which takes seconds, and remember it."""
    child = await asyncio.create_subprocess_exec(
        *("nice", "-n", "19", sys.executable, "-m", "media.transcode.speed"),  # a host may push already
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await child.communicate()
    try:
        measured = Measured(_cpu(), float(said.split()[0]))
    except (ValueError, IndexError):
        log.warning("this CPU could not be measured: %s", complained.decode(errors="replace")[-300:])
        return PESSIMIST
    await asyncio.to_thread(_write, cache / _FILE, measured)
    return measured.speed


def _cpu() -> str:
    """What must be the same for a figure to hold."""
    models = [line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")]
    return f"{platform.machine()} {models[0] if models else ''} x{os.cpu_count()}"


def _cpuinfo() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _read(file: Path) -> Measured | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Measured)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _write(file: Path, measured: Measured) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.encode(measured))
