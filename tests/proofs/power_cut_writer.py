"""Started under strace by test_power_cut: the real writer sells; each key goes to the file ACKS once it is safe.

Only the control changes a setting of the writer: ``synchronous`` is NORMAL there. Checkpoints come more often than
in a shop, so that cuts fall into them too.
"""

import asyncio
import os
import struct
import sys

from sqlalchemy import insert

from appliance.db import Cursor, Database, Transaction
from appliance.db.sqlite import PRAGMAS
from appliance.events import RoomOpened

SALES = 600


def sell(tx: Transaction, key: int) -> None:
    tx.execute(insert(Cursor).values(name=f"order {key}", entry=key, moved_at=tx.now))
    tx.record(RoomOpened(room=f"order {key}", title=""))


async def main(url: str, acks: str, synchronous: str) -> None:
    PRAGMAS["synchronous"] = synchronous
    PRAGMAS["wal_autocheckpoint"] = "60"
    told = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    database = Database(url)
    await database.start()
    keys = iter(range(SALES))

    async def buyer() -> None:
        for key in keys:
            await database.write(sell, key)
            os.write(told, struct.pack("<q", key))

    await asyncio.gather(*(buyer() for _ in range(3)))
    os._exit(0)  # the power goes before anything is closed


asyncio.run(main(*sys.argv[1:]))
