"""``python -m appliance.demo``: opens the demo shop, then pushes a generated show like any host."""

import asyncio
import os
import signal
import sys

from appliance import logs
from appliance.blobs import DiskBlobs
from appliance.children import Children
from appliance.clock import SystemClock
from appliance.config import Config, load
from appliance.db import Database, opened
from appliance.demo.accounts import open_accounts
from appliance.demo.opening import furnish
from appliance.keys import Keys
from media.broadcasts.addresses import push_url


def main() -> None:
    config = load({})
    logs.set_up(config.log)
    asyncio.run(_show(config))


async def _show(config: Config) -> None:
    clock, keys = SystemClock(), Keys.of(config.data)
    db = Database(config.database_url, clock=clock)
    async with opened(db):
        key = await furnish(db, keys, clock, DiskBlobs(config.data / "blobs"))
        await open_accounts(db, keys, config)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with Children(clock) as children:
        environment = {**os.environ, "JINBO_SHOW_KEY": key}
        argv = [sys.executable, "-m", "media.show", "--push", push_url(config, "127.0.0.1")]
        children.start("host", argv, environment=environment)
        await stop.wait()


if __name__ == "__main__":
    main()
