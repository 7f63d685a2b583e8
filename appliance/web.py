"""The `web` process: API, console and viewers' page."""

import asyncio
import logging

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config as HypercornConfig
from hypercorn.middleware import ProxyFixMiddleware

from appliance.app import create_app
from appliance.config import Config
from appliance.house import House
from appliance.tasks import Tasks
from appliance.vital_signs import look_after
from appliance.watchdog import READY, notify


async def serve(config: Config, stop: asyncio.Event) -> None:
    app = create_app(config)
    house: House = app.extensions["jinbo"]
    served = HypercornConfig()
    served.bind = [str(config.http)]
    served.graceful_timeout = 2.0
    served.accesslog = None
    served.errorlog = logging.getLogger("hypercorn.error")
    served.use_reloader = False
    if config.domain:  # Caddy stands in front on this box, and tells who the visitor is
        app.asgi_app = ProxyFixMiddleware(app.asgi_app)  # type: ignore[method-assign]
    tasks = Tasks(house.clock)

    async def started() -> None:
        look_after(tasks, "web", house.db, house.bus)
        notify(READY)
        await stop.wait()

    async with tasks:
        await hypercorn_serve(app, served, shutdown_trigger=started)
