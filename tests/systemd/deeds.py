"""What the three processes do all day, and what nobody may do; outcomes are printed as JSON.

``python deeds.py FOLDER DEED...``; the mischief among them is for inside the walls only.
"""

# ruff: noqa: PLC0415 - a library that does not load is an outcome too

import asyncio
import ctypes
import json
import mmap
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

from appliance.children import Children
from appliance.clock import SystemClock

here = Path(sys.argv[1])


def encode_h264() -> str:
    import av
    import numpy as np

    with av.open(str(here / "show.mp4"), "w") as file:
        stream = file.add_stream("libx264", rate=30, options={"preset": "ultrafast", "threads": "4"})
        stream.width, stream.height, stream.time_base = 320, 180, Fraction(1, 30)
        sound = file.add_stream("aac", rate=48000)
        for number in range(30):
            picture = np.full((180, 320, 3), number * 8, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
        tone = av.AudioFrame.from_ndarray(np.zeros((1, 2048), np.float32), format="fltp", layout="mono")
        tone.sample_rate = 48000
        file.mux(sound.encode(tone))
        file.mux(stream.encode())
        file.mux(sound.encode())
    with av.open(str(here / "show.mp4")) as file:
        return f"{sum(1 for _ in file.decode(video=0))} pictures"


def draw_a_picture() -> str:
    from PIL import Image

    Image.new("RGB", (320, 180), "red").resize((160, 90)).save(here / "cover.webp")
    return Image.open(here / "cover.webp").format or ""


def listen_on_the_ports() -> str:
    async def serve() -> int:
        served = 0
        for _ in ("rtmp", "http", "edge"):
            server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            served += await reader.read() == b""
            writer.close()
            server.close()
        return served

    import uvloop

    return f"{uvloop.run(serve())} ports"


def talk_on_the_bus() -> str:
    ours, theirs = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    ours.bind(str(here / "bus"))
    ours.listen()
    theirs.connect(str(here / "bus"))
    return "connected"


def write_the_database() -> str:
    database = sqlite3.connect(here / "jinbo.db")
    mode = database.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE journal (id INTEGER PRIMARY KEY)")
    database.execute("INSERT INTO journal VALUES (1)")
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return str(mode)


def start_a_worker() -> str:
    work = (
        "import os, sys; os.nice(5); os.sched_setaffinity(0, os.sched_getaffinity(0));"
        "open(sys.argv[1], 'w').write(str(os.nice(0)))"
    )

    async def supervise() -> None:
        async with Children(SystemClock()) as children:
            children.start("worker", [sys.executable, "-c", work, str(here / "nice")], restart="never")
            while children.health() == {"worker": "running"}:  # noqa: ASYNC110 - it rings no bell
                await asyncio.sleep(0.01)

    asyncio.run(supervise())
    return (here / "nice").read_text()


def hash_a_password() -> str:
    from argon2 import PasswordHasher

    return PasswordHasher().hash("long enough")[:9]


def read_the_boxs_health() -> str:
    import psutil

    return f"{len(psutil.net_if_addrs()) > 0} {psutil.virtual_memory().total > 0} {psutil.cpu_percent() >= 0}"


def many_threads() -> str:
    with ThreadPoolExecutor(32) as pool:
        return str(sum(pool.map(len, ["x"] * 32)))


def mount() -> str:
    return _libc("mount", b"none", b"/mnt", b"tmpfs", 0, None)


def be_traced() -> str:
    return _libc("ptrace", 0, 0, None, None)


def make_a_namespace() -> str:
    return _libc("unshare", 0x10000000)


def listen_to_the_wire() -> str:
    return str(socket.socket(17, socket.SOCK_RAW))  # AF_PACKET


def change_the_system() -> str:
    Path("/etc/jinbo-was-here").write_text("")
    Path("/etc/jinbo-was-here").unlink()
    return "written"


def run_what_was_uploaded() -> str:
    (here / "upload").write_text("#!/bin/sh\necho ran\n")
    (here / "upload").chmod(0o700)
    return subprocess.run([str(here / "upload")], check=True, capture_output=True, text=True).stdout


def write_code_and_run_it() -> str:
    with mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC) as page:
        return f"{len(page)} bytes"


def _libc(name: str, *arguments: object) -> str:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)
    return "done"


def tried(deed: Callable[[], str]) -> dict[str, str]:
    try:
        return {"done": deed()}
    except Exception as error:  # noqa: BLE001 - every outcome is told
        return {"failed": repr(error)}


if __name__ == "__main__":
    print(json.dumps({deed: tried(globals()[deed]) for deed in sys.argv[2:]}))  # noqa: T201
