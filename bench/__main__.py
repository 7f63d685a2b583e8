"""``python -m bench NAME``: the machine's state on stderr, one line with the ratio on stdout."""

import argparse
import importlib
import shutil
import sys
import traceback

from bench import measured

TABLE = {
    "ingest": ("bench.ingest", ("ffmpeg", "nginx")),
    "lag": ("bench.lag", ("ffmpeg", "nginx")),
    "first-media": ("bench.first_media", ("ffmpeg", "nginx")),
    "relay": ("bench.relay", ("ffmpeg", "nginx")),
    "hls-latency": ("bench.hls_latency", ("chromium",)),
    "stage": ("bench.stage", ("ffmpeg",)),
    "soak": ("bench.soak", ("ffmpeg",)),
    "whip": ("bench.whip", ("ffmpeg",)),
    "whep": ("bench.whep", ("ffmpeg", "chromium")),
    "ladder": ("bench.ladder", ("ffmpeg",)),
    "recording": ("bench.recording", ()),
    "replay": ("bench.replay", ()),
    "clip": ("bench.clip", ("ffmpeg",)),
    "egress": ("bench.egress", ("nginx", "wrk", "taskset")),
    "room": ("bench.room", ("nginx", "gcc", "taskset")),
    "idle": ("bench.idle", ()),
    "writes": ("bench.writes", ()),
    "quote": ("bench.quote", ()),
    "checkout": ("bench.checkout", ()),
    "browsing": ("bench.browsing", ()),
    "flash": ("bench.flash", ("taskset",)),
    "flash-killed": ("bench.flash_killed", ("taskset",)),
    "rush": ("bench.rush", ()),
}
"""Each bench: the module whose ``main()`` measures and answers the line, and the programs it needs."""
LONG = {"soak"}
"""Half an hour and more: not among `all`."""


def main() -> None:
    parser = argparse.ArgumentParser("python -m bench", description="Measures us beside a peer, in one run.")
    parser.add_argument("name", choices=[*TABLE, "all"])
    name: str = parser.parse_args().name
    print(measured.machine(), file=sys.stderr)
    names = [each for each in TABLE if each not in LONG] if name == "all" else [name]
    good = [_ran(each) for each in names]
    sys.exit(0 if all(good) else 1)


def _ran(name: str) -> bool:
    module, needs = TABLE[name]
    missing = [program for program in needs if shutil.which(program) is None]
    if missing:
        print(f"{name}: not measured, {', '.join(missing)} is not installed")
        return False
    try:
        print(importlib.import_module(module).main(), flush=True)
    except Exception:  # noqa: BLE001 - whatever one bench dies of, the others are still measured
        traceback.print_exc()
        return False
    return True


if __name__ == "__main__":
    main()
