"""A room in which m2 has said something that others report."""

import pytest

from appliance.events import Event, Speaker
from chat.comments import actions as comments
from chat.comments.actions import Said
from chat.reports import actions
from chat.reports.actions import Complaint


@pytest.fixture
async def told(bus) -> list[Event]:
    facts: list[Event] = []
    bus.listen(facts.append, name="test")
    return facts


@pytest.fixture
def say(database, clock):
    async def said(
        comment: str = "c1", who: str = "m2", role: str = "", room: str = "r1", text: str = "骂人的话"
    ) -> str:
        now = clock.now()
        one = Said(id=comment, room=room, speaker=Speaker(who, f"名{who}", role=role), text=text, at=now, moment=now)
        await database.write(comments.keep, [one])
        return comment

    return said


@pytest.fixture
def complain(database):
    async def report(reporter: str = "m1", about="comment", subject: str = "c1", **more) -> str:
        given = {"room": "r1", "reason": "abuse", **more}
        complaint = Complaint(about=about, subject=subject, reporter=reporter, **given)
        return await database.write(actions.report, complaint)

    return report
