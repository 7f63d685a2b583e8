from appliance.alarms import reads
from appliance.db import Database
from appliance.events import RenditionShed
from media.on_air.shedding import begin_afresh, restored, shed


async def standing(database: Database) -> list[str]:
    async with database.read() as session:
        return [f"{alarm.room} {alarm.id}" for alarm in await reads.standing(session)]


async def test_a_rendition_that_is_shed_stands_as_an_alarm_until_it_is_restored(database: Database, bus, eventually):
    told: list[RenditionShed] = []
    bus.listen(told.append, RenditionShed, name="test")
    await database.write(shed, "r1", "720p")
    assert await standing(database) == ["r1 ladder-r1-720p"]
    await database.write(restored, "r1", "720p")
    assert await standing(database) == []
    await eventually(lambda: [fact.rendition for fact in told] == ["720p"])


async def test_what_the_process_before_could_not_keep_up_with_is_forgotten(database: Database):
    await database.write(shed, "r1", "720p")
    await database.write(shed, "r2", "480p")
    await database.write(begin_afresh)
    assert await standing(database) == []
