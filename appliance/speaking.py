"""What viewers may say in a room, joined to the hub of the process `live`."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.db import Database
from appliance.errors import Problem
from appliance.identity.seats import Seat
from chat.comments.going import Going
from chat.comments.keeper import Keeper
from chat.comments.saying import Saying
from chat.likes.counting import Counting, Tapped
from chat.manners.known import Known
from store.catalogue.adlaw import named


class Hearing(Protocol):
    """The hub, as it is used here."""

    def hear(self, kind: str, handler: Callable[[Seat, bytes], Any], *, per_second: float, burst: int) -> None: ...


class Speaking:
    """``speaking.join(hub)``, `start`, its `works` kept running; `stop` writes down what is still in memory."""

    def __init__(
        self,
        db: Database,
        bus: Bus,
        clock: Clock,
        *,
        show_of: Callable[[str], str],
        edge_of: Callable[[str], datetime | None],
        tapped: Tapped = lambda _room, _viewer, _taps: None,
        enters: Callable[[Seat, str], bool] = lambda _seat, _text: False,
    ) -> None:
        """`show_of` tells the broadcast on air in a room (empty: none), `edge_of` the media time of its live edge.

        `tapped` hears of every heart that counts; `enters` of what may not be said now, if it is a round's keyword.
        """
        self._known = Known(db, bus, clock)
        self._keeper = Keeper(db, clock)
        self._going = Going(bus, clock)
        self._likes = Counting(db, bus, clock, show_of, tapped)
        self._saying = Saying(
            known=self._known,
            keeper=self._keeper,
            db=db,
            bus=bus,
            clock=clock,
            adverts=named,
            show_of=show_of,
            edge_of=edge_of,
            enters=enters,
        )

    def join(self, hub: Hearing) -> None:
        hub.hear("comment", self._saying.hear, per_second=1.0, burst=5)
        hub.hear("like", self._likes.hear, per_second=2.0, burst=6)
        hub.hear("going", self._going.hear, per_second=0.5, burst=5)

    @property
    def works(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What has to be kept running, by name."""
        return {
            "manners": self._known.run,
            "comments": self._keeper.run,
            "going": self._going.run,
            "likes": self._likes.run,
        }

    async def start(self) -> None:
        await self._known.start()
        await self._likes.start()
        self._saying.listen()

    async def stop(self) -> None:
        await self._keeper.flush()
        await self._likes.save()

    def may_sit(self, seat: Seat) -> Problem | None:
        return self._known.may_sit(seat)

    def likes(self, room: str) -> int:
        return self._likes.total(room)
