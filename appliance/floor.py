"""What goes on in the rooms of this process: the hub, joined to those who answer what viewers say."""

from collections.abc import Awaitable, Callable, Container, Iterable
from datetime import datetime

from appliance.bus import Bus
from appliance.clock import Clock
from appliance.db import Database
from appliance.errors import NotAllowed, Problem
from appliance.identity.seats import Seat
from appliance.keys import Keys
from appliance.metrics import Metrics
from appliance.scoring import worth_of
from appliance.selling import Selling
from appliance.speaking import Speaking
from chat.hub import Hub, Ports
from chat.visits.attending import Attending
from media.stage.battles.referee import Referee
from store.play import playing
from store.play.playing import Playing


class Floor:
    def __init__(
        self,
        db: Database,
        bus: Bus,
        keys: Keys,
        clock: Clock,
        *,
        edge_of: Callable[[str], datetime | None],
        delay_of: Callable[[str], int] = lambda _room: 0,
        show_of: Callable[[str], str],
        beside: Callable[[str, Container[int]], int],
        watched: Callable[[], Iterable[str]],
        private: Callable[[str], bool],
    ) -> None:
        """`edge_of`: the media time of a room's live edge; `delay_of`: seconds that its picture is held back; `beside`:
        how many play its picture without a seat; `watched`: the rooms whose picture somebody plays; `private`: whether
        a room is for guests alone.

        `show_of`: the broadcast that is on air in a room, empty between two.
        """
        self.referee = Referee(db, bus, clock, worth_of(db))
        self.playing = Playing(db, bus, clock, keys)
        self.speaking = speaking = Speaking(
            db, bus, clock, show_of=show_of, edge_of=edge_of, tapped=self.referee.tapped, enters=self.playing.enters
        )
        self._private = private
        self.attending = Attending(db, bus, clock, show_of)
        ports = Ports(
            edge_of=edge_of,
            delay_of=delay_of,
            beside=beside,
            watched=watched,
            likes=speaking.likes,
            may_sit=self._may_sit,
            came=self.attending.came,
            left=self.attending.left,
        )
        self.hub = Hub(bus, clock, keys.derive("tokens"), ports)
        self.selling = Selling(db, bus, clock)
        speaking.join(self.hub)
        self.selling.join(self.hub)
        self.hub.hear("side", self.referee.choose, per_second=1, burst=4)
        self.hub.hear("join", self.playing.join, per_second=playing.PER_SECOND, burst=playing.BURST)

    @property
    def works(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What has to be kept running, by name."""
        own = {"playing": self.playing.run, "visits": self._attend}
        return {**own, **self.referee.works, **self.selling.works, **self.speaking.works}

    async def start(self) -> None:
        self.attending.listen()
        await self.speaking.start()
        await self.playing.start()
        await self.referee.start()
        await self.hub.start()

    async def stop(self) -> None:
        await self.hub.stop()
        await self.attending.stop()
        self.playing.stop()
        self.referee.stop()
        await self.selling.stop()
        await self.speaking.stop()

    def _may_sit(self, seat: Seat) -> Problem | None:
        if self._private(seat.room) and not seat.invited:
            return NotAllowed()
        return self.speaking.may_sit(seat)

    async def _attend(self) -> None:
        await self.attending.run(self.hub.presence.audiences)

    def count(self, metrics: Metrics) -> None:
        metrics.gauge("jinbo_room_seats", "Seats taken in each room", lambda: self.hub.seats, label="room")
        metrics.counter("jinbo_room_frames", "Frames handed to viewers", lambda: self.hub.told)
        metrics.counter("jinbo_room_refused", "What viewers said and was refused", lambda: self.hub.refused)
