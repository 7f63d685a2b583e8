"""A room in which somebody can speak, without sockets, and comments that are written down already."""

import json
from datetime import timedelta

import pytest

from appliance.bus import LocalBus
from appliance.clock import ManualClock
from appliance.db import Database
from appliance.events import Speaker
from appliance.identity.seats import Seat
from appliance.ids import new_id
from chat.comments import actions
from chat.comments.actions import Said
from chat.comments.keeper import Keeper
from chat.comments.saying import Saying, Taken
from chat.manners.known import Known


class Room:
    """What `live` keeps of its rooms, on a database that the test chose."""

    def __init__(self, db: Database, bus: LocalBus, clock: ManualClock) -> None:
        self.db, self.bus, self.clock = db, bus, clock
        self.show = "show1"
        self.adverts: list[str] = []
        self.keyword = ""
        self.entered: list[str] = []
        self.known = Known(db, bus, clock)
        self.keeper = Keeper(db, clock)
        self.saying = Saying(
            known=self.known,
            keeper=self.keeper,
            db=db,
            bus=bus,
            clock=clock,
            adverts=lambda text: [word for word in self.adverts if word in text],
            show_of=lambda _: self.show,
            edge_of=lambda _: clock.now() - timedelta(milliseconds=200),
            enters=self._enters,
        )

    async def say(self, text: str, who: str = "m1", *, room: str = "r1", role: str = "", **more: object) -> Taken:
        await self.clock.advance(0.001)  # nothing is said in the same millisecond, so ids sort as it was said
        seat = Seat(room, who, 0, f"名字{who}", "", role=role)
        return await self.saying.hear(seat, json.dumps({"type": "comment", "text": text, **more}).encode())

    def _enters(self, seat: Seat, text: str) -> bool:
        if text == self.keyword:
            self.entered.append(seat.viewer)
        return text == self.keyword


@pytest.fixture
async def room(database: Database, bus: LocalBus, clock: ManualClock) -> Room:
    room = Room(database, bus, clock)
    await room.known.start()
    room.saying.listen()
    return room


@pytest.fixture
def said(clock):
    """A comment on its way; each a millisecond after the one before, so that they sort."""
    count = 0

    def one(text="好看", who="m1", room="r1", **more) -> Said:
        nonlocal count
        count += 1
        now = clock.now()
        fields = {"id": f"{new_id(now)[:10]}{count:010}", "at": now, "moment": now, **more}
        return Said(room=room, speaker=Speaker(who, f"名字{who}"), text=text, **fields)

    return one


@pytest.fixture
def keep(database, said):
    """``await keep("多少钱", who="m2")`` writes a comment down; its id."""

    async def one(text="好看", who="m1", room="r1", **more) -> str:
        comment = said(text, who, room, **more)
        await database.write(actions.keep, [comment])
        return comment.id

    return one
