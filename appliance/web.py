"""The `web` process: API, console and viewers' page."""

import asyncio
import logging
from collections.abc import Container
from typing import Any

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config as HypercornConfig
from hypercorn.middleware import ProxyFixMiddleware

from appliance.app import create_app
from appliance.config import Config
from appliance.house import House
from appliance.tasks import Tasks
from appliance.vital_signs import look_after
from appliance.watchdog import READY, notify

QUIET_SECONDS = 150.0
"""That a connection may lie idle: longer than Caddy (120) and browsers keep one. Who is first to hang up must be the
one who asks: a request sent at the moment at which we close is lost, and nobody dares to send an order twice."""


async def serve(config: Config, stop: asyncio.Event, name: str = "web") -> None:
    """`name`: its own in this house, when several share the work."""
    app = create_app(config, name=name)
    house: House = app.extensions["jinbo"]
    if config.domain or config.proxies:
        app.asgi_app = Fronted(app.asgi_app, config.proxies.trusted)  # type: ignore[method-assign]
    tasks = Tasks(house.clock)

    async def started() -> None:
        look_after(tasks, name, house.db, house.bus, box=config.box)
        notify(READY)
        await stop.wait()
        app.shutdown_event.set()  # streams end now: those that are cut off later end in a traceback each

    async with tasks:
        await hypercorn_serve(app, listening(config), shutdown_trigger=started)


class Fronted:
    """ASGI behind proxies: who comes through one of `trusted` is whom it names.

    Who comes past them is himself, whatever he says of himself.
    """

    def __init__(self, app: Any, trusted: Container[str]) -> None:
        self._straight = app
        self._named = ProxyFixMiddleware(app)
        self._trusted = trusted

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        through_proxy = (scope.get("client") or ("",))[0] in self._trusted
        await (self._named if through_proxy else self._straight)(scope, receive, send)


def listening(config: Config) -> HypercornConfig:
    listening = HypercornConfig()
    listening.bind = [str(config.http)]
    listening.workers = config.web_processes  # forks nothing here: more than one opens the address to the others
    listening.graceful_timeout = 2.0
    listening.accesslog = None
    listening.errorlog = logging.getLogger("hypercorn.error")
    listening.use_reloader = False
    listening.keep_alive_timeout = QUIET_SECONDS
    return listening
