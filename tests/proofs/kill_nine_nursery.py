"""Started by test_kill_nine: raises real writer processes, one after another, quickly (it has imported everything).

For each line ``FIRST`` on standard input a child opens the database and writes keys from FIRST on, eight at a time;
each key goes to the pipe only after `Database.write` returned. The child's process id is printed.
"""

import asyncio
import os
import signal
import struct
import sys

from sqlalchemy import insert

from appliance.db import Cursor, Database, Transaction
from appliance.events import RoomOpened


def sell(tx: Transaction, key: int) -> None:
    tx.execute(insert(Cursor).values(name=f"order {key}", entry=key, moved_at=tx.now))
    tx.record(RoomOpened(room=f"order {key}", title=""))


async def write(url: str, pipe: int, first: int) -> None:
    database = Database(url)
    await database.start()
    keys = iter(range(first, first + 1_000_000))

    async def buyer() -> None:
        for key in keys:
            await database.write(sell, key)
            os.write(pipe, struct.pack("<q", key))

    await asyncio.gather(*(buyer() for _ in range(8)))


def main(url: str, pipe: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(write(url, pipe, int(line)))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


main(sys.argv[1], int(sys.argv[2]))
