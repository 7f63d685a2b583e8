"""``python -m appliance.demo``: opens the demo shop, then pushes a generated show like any host."""

import asyncio
import os
import signal
import subprocess
import sys

from appliance import logs
from appliance.children import ChildEnded, Children
from appliance.clock import SystemClock
from appliance.config import Config, load
from media.broadcasts.addresses import push_url


def main() -> None:
    config = load({})
    logs.set_up(config.log)
    asyncio.run(_show(config))


async def _show(config: Config) -> None:
    key = await _opened()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with Children(SystemClock()) as children:
        environment = {**os.environ, "JINBO_SHOW_KEY": key}
        argv = [sys.executable, "-m", "media.show", "--push", push_url(config, "127.0.0.1")]
        children.start("host", argv, environment=environment)
        await stop.wait()


async def _opened() -> str:
    """The stream key, asked of a child: what drawing takes in memory goes with it. Raises ChildEnded."""
    argv = [sys.executable, "-m", "appliance.demo.opening"]
    child = await asyncio.create_subprocess_exec(*argv, stdout=subprocess.PIPE)
    key, _ = await child.communicate()
    if child.returncode:
        raise ChildEnded("opening", child.returncode)
    return key.decode().strip()


if __name__ == "__main__":
    main()
