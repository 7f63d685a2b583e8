"""What guests said of themselves goes when nothing shows them any more, and no sooner."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from appliance.db import Database, let_go
from appliance.keys import Keys
from media.broadcasts import actions as broadcasts
from media.recording.clips.models import Clip
from media.recording.models import Recording
from media.stage.battles import actions as battles
from media.stage.battles.actions import Terms
from media.stage.battles.models import Battle
from media.stage.seats import actions, reads
from media.stage.seats.models import StageSeat
from media.stage.sweeping import AGREED_FOR, sweep_page

LONG = AGREED_FOR.total_seconds() + 60


@pytest.fixture
async def room(database: Database, tmp_path: Path) -> str:
    return (await database.write(broadcasts.open_room, Keys.of(tmp_path), "茶铺")).room


async def guest(database, room, clock, name="吴掌柜") -> tuple[str, str]:
    """Who was on stage in a show that is over: the show and the seat."""
    show = await database.write(broadcasts.air, room)
    seat, _ = await database.write(actions.invite, room, "lin")
    await database.write(actions.agree, seat, name, actions.CONSENT, "192.0.2.7")
    await database.write(actions.admit, seat)
    await clock.advance(60)
    await database.write(broadcasts.end, show)
    await database.write(actions.clear, room)
    return show, seat


async def swept(database) -> int:
    return await let_go(database, sweep_page, AGREED_FOR)


def record(tx, room, show) -> None:
    tx.execute(
        insert(Recording).values(
            show=show, room=room, title="", state="kept", started_at=tx.now, length=0, size=0, renditions=[], spans=[],
            manifest="", public=True, views=0, place="here", gone_by="",
        )
    )  # fmt: skip


def cut(tx, room, show) -> None:
    tx.execute(
        insert(Clip).values(
            id="c1", room=room, show=show, product="", title="", since=tx.now, until=tx.now, state="ready",
            asked_at=tx.now, length=0, size=0, public=True, upright="", upright_done=0,
        )
    )  # fmt: skip


async def test_name_agreement_and_address_go_when_no_claim_is_left_and_nothing_is_recorded(database, room, clock):
    show, seat = await guest(database, room, clock)
    await clock.advance(LONG - 120)
    assert await swept(database) == 0
    await clock.advance(120)
    assert await swept(database) == 1
    assert await swept(database) == 0
    async with database.read() as session:
        found = await reads.seat(session, seat)
        assert (
            await reads.agreed(session, room, (await session.get(broadcasts.Broadcast, show)).aired_at, clock.now())
            == []
        )
    assert (found.name, found.mark, found.consent, found.consented_at, found.consented_from) == ("", "", "", None, "")
    assert (found.state, found.reason) == ("over", "over")


@pytest.mark.parametrize(("keep", "kept"), [(record, Recording), (cut, Clip)], ids=["recording", "clip"])
async def test_who_is_still_to_be_seen_in_a_recording_or_a_clip_has_agreed_to_it(database, room, clock, keep, kept):
    show, _ = await guest(database, room, clock)
    await database.write(lambda tx: keep(tx, room, show))
    await clock.advance(LONG)
    assert await swept(database) == 0
    await database.write(lambda tx: tx.execute(update(kept).values(state="gone")).rowcount)
    assert await swept(database) == 1


async def test_a_recording_of_another_show_keeps_nobody(database, room, clock):
    _, seat = await guest(database, room, clock)
    await clock.advance(60)
    later, still = await guest(database, room, clock, "刘姐")
    await database.write(lambda tx: record(tx, room, later))
    await clock.advance(LONG)
    assert await swept(database) == 1
    async with database.read() as session:
        assert [(await reads.seat(session, one)).name for one in (seat, still)] == ["", "刘姐"]


async def test_a_contest_forgets_the_guest_s_name_too_and_who_only_was_invited_is_left_alone(database, room, clock):
    await database.write(broadcasts.air, room)
    invited, _ = await database.write(actions.invite, room, "lin")
    seat, _ = await database.write(actions.invite, room, "lin")
    await database.write(actions.agree, seat, "吴掌柜", actions.CONSENT)
    await database.write(actions.admit, seat)
    await database.write(battles.begin, room, Terms(seat, 180, 60, "唱一首歌"), "lin")
    await clock.advance(60)
    await database.write(actions.clear, room)
    await clock.advance(LONG)
    await database.write(lambda tx: tx.execute(update(broadcasts.Broadcast).values(ended_at=tx.now)).rowcount)
    assert await swept(database) == 1
    async with database.read() as session:
        assert (await session.execute(select(Battle.left, Battle.right))).all() == [("茶铺", "")]
        assert (await session.get(StageSeat, invited)).invited_by == "lin"


async def test_many_go_a_page_at_a_time(database, room, clock):
    for _ in range(5):
        await guest(database, room, clock)
    await clock.advance(LONG)
    assert await database.write(sweep_page, clock.now() - timedelta(days=1096), 2) == 2
    assert await swept(database) == 3
