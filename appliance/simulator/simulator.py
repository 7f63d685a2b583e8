"""The other side as one thing: its books, its keys, its post, and what fate holds ready."""

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

from quart import current_app

from appliance.clock import Clock
from appliance.simulator.books import Books
from appliance.simulator.faults import Faults
from appliance.simulator.moments import Moments
from appliance.simulator.notices import Post
from appliance.simulator.seals import Seals
from appliance.simulator.weixin_state import WeixinState
from appliance.tasks import Tasks


class Simulator:
    """Lives while ``async with simulator.open():`` does."""

    def __init__(
        self,
        clock: Clock,
        seals: Seals,
        *,
        file: Path | None = None,
        bills_at_once: bool = False,
        refunds_take: float = 0.0,
        patience: float = 5.0,
    ) -> None:
        """`file` keeps trades over a restart; `refunds_take` seconds pass before a WeChat refund is done.

        `patience`: seconds that the shop has to answer a notification.
        """
        self.seals = seals
        self.moments = Moments(clock)
        self.books = Books(self.moments, file)
        self.faults = Faults()
        self.wechat_post = Post(self.moments, lambda answer: answer.status_code in (200, 204), patience)
        self.alipay_post = Post(self.moments, lambda answer: answer.text.strip() == "success", patience)
        self.weixin = WeixinState(self.moments)
        self.bills_at_once = bills_at_once
        self.refunds_take = refunds_take
        self.signs_with: Literal["public-key", "certificate"] = "public-key"
        """What notifications are signed with."""
        self.origin = ""
        """http://host:port of the cashier, as a buyer's browser reaches it."""
        self.tickets: dict[str, tuple[datetime, bytes]] = {}
        """Bills that are ready to be fetched, and until when."""
        self._tasks = Tasks(clock)

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator["Simulator"]:
        async with self._tasks:
            self._tasks.start("wechat post", self.wechat_post.run, restart="always")
            self._tasks.start("alipay post", self.alipay_post.run, restart="always")
            try:
                yield self
            finally:
                self.books.close()

    def later(self, name: str, seconds: float, work: Callable[[], None]) -> None:
        """Do it once in so many seconds; with 0 at once."""
        if seconds <= 0:
            work()
            return

        async def wait() -> None:
            await self.moments.clock.sleep(seconds)
            work()

        self._tasks.start(name, wait, restart="never")

    def push_clock(self, seconds: float) -> None:
        """Retries, expiry and bills come so much sooner; signatures and receipts keep the real time."""
        self.moments.push(seconds)
        self.wechat_post.hurry()
        self.alipay_post.hurry()


def simulator() -> Simulator:
    """That of the app which answers the current request."""
    found = current_app.extensions["simulator"]
    assert isinstance(found, Simulator)  # noqa: S101 - set by create_app and by nobody else
    return found
