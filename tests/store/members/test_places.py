import pytest

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.keys import Keys
from store.members import contact, places, reads
from store.members.regions import RegionUnusable

WANG = contact.contact("王芳", "13800138000", "滨江道88号")
LI = contact.contact("李强", "022-23456789", "南京路1号")


async def regions(database: Database, member: str = "m") -> list[tuple[str, bool]]:
    async with database.read() as session:
        return [(one.region, one.usual) for one in await reads.places(session, member)]


async def test_the_first_address_is_the_usual_one_until_another_is(database: Database, keys: Keys, clock: ManualClock):
    await database.write(places.add, keys, "m", region="天津市 和平区", person=WANG)
    await clock.advance(1)
    await database.write(places.add, keys, "m", region="天津市 河西区", person=LI)
    assert await regions(database) == [("天津市 和平区", True), ("天津市 河西区", False)]
    await clock.advance(1)
    await database.write(places.add, keys, "m", region="天津市 南开区", person=LI, usual=True)
    assert await regions(database) == [("天津市 南开区", True), ("天津市 河西区", False), ("天津市 和平区", False)]


async def test_when_the_usual_address_goes_the_latest_takes_its_place(
    database: Database, keys: Keys, clock: ManualClock
):
    first = await database.write(places.add, keys, "m", region="天津市 和平区", person=WANG)
    for region in ("天津市 河西区", "天津市 河东区"):
        await clock.advance(1)
        await database.write(places.add, keys, "m", region=region, person=WANG)
    await database.write(places.remove, "m", first)
    assert await regions(database) == [("天津市 河东区", True), ("天津市 河西区", False)]


async def test_an_address_is_changed_in_place_and_read_back_whole(database: Database, keys: Keys):
    place = await database.write(places.add, keys, "m", region="天津市 和平区", person=WANG)
    await database.write(places.change, keys, "m", place, region="河北省 石家庄市 长安区", person=LI)
    assert await database.write(places.place, keys, "m", place) == ("河北省 石家庄市 长安区", LI)
    async with database.read() as session:
        assert reads.contact(keys, await reads.place(session, "m", place)) == LI


async def test_nobody_reaches_anothers_address(database: Database, keys: Keys):
    place = await database.write(places.add, keys, "m", region="天津市 和平区", person=WANG)
    for attempt in (
        lambda: database.write(places.change, keys, "n", place, region="天津市 和平区", person=LI),
        lambda: database.write(places.remove, "n", place),
        lambda: database.write(places.place, keys, "n", place),
    ):
        with pytest.raises(places.PlaceNotFound):
            await attempt()
    async with database.read() as session:
        with pytest.raises(places.PlaceNotFound):
            await reads.place(session, "n", place)


async def test_an_unreadable_region_keeps_nothing(sqlite_database: Database, keys: Keys):
    with pytest.raises(RegionUnusable):
        await sqlite_database.write(places.add, keys, "m", region="火星", person=WANG)
    assert await regions(sqlite_database) == []


async def test_twenty_addresses_are_enough_for_anybody(sqlite_database: Database, keys: Keys):
    for _ in range(places.MOST):
        await sqlite_database.write(places.add, keys, "m", region="天津市 和平区", person=WANG)
    with pytest.raises(places.TooManyPlaces):
        await sqlite_database.write(places.add, keys, "m", region="天津市 和平区", person=WANG)
