"""Everything on one box, without systemd: each process a child that is started again when it ends."""

import asyncio
import os
import sys

from appliance.children import Children
from appliance.clock import SystemClock
from appliance.config import WEBS, Config


async def serve(config: Config, stop: asyncio.Event) -> None:
    environment = {**os.environ, **settings(config)}
    async with Children(SystemClock()) as children:
        for name in ("live", *WEBS[: config.web_processes], "back"):
            children.start(name, [sys.executable, "-m", "appliance.cli", name], environment=environment)
        if config.demo:
            children.start("simulator", [sys.executable, "-m", "appliance.cli", "simulator"], environment=environment)
            children.start("demo", [sys.executable, "-m", "appliance.demo"], environment=environment)
        await stop.wait()


def settings(config: Config) -> dict[str, str]:
    """The environment that gives another process the same settings; secrets stay out of its command line."""
    values = {name: getattr(config, name) for name in config.__struct_fields__}
    return {f"JINBO_{name.upper()}": str(value) for name, value in values.items() if value not in ("", None)}
