"""Levels: the shop's own list, and who stands where."""

import pytest
from sqlalchemy import select

from appliance.db import Database, JournalRow
from appliance.events import decode
from store.members import levels, reads
from store.members.actions import MemberNotFound, forget, know
from store.members.models import Level, Member


@pytest.fixture
async def ranks(database: Database) -> None:
    for name, spent in (("银卡", 50_000), ("金卡", 200_000), ("老友", None)):
        await database.write(levels.add_level, name, spent)


@pytest.fixture
async def member(database: Database, ranks) -> str:
    await database.write(know, "m1")
    return "m1"


@pytest.fixture
def stands(database: Database):
    async def look() -> tuple[str, str | None, str]:
        async with database.read() as session:
            known = await session.get(Member, "m1")
        return known.level, known.level_by, known.level_reason

    return look


async def listed(database: Database) -> list[tuple[str, int | None]]:
    async with database.read() as session:
        return [(one.name, one.spent) for one in await levels.listed(session)]


async def test_a_shop_orders_its_levels_as_it_likes(database, ranks):
    assert await listed(database) == [("银卡", 50_000), ("金卡", 200_000), ("老友", None)]
    await database.write(levels.move_level, "老友", -1)
    await database.write(levels.change_level, "银卡", 60_000)
    assert await listed(database) == [("银卡", 60_000), ("老友", None), ("金卡", 200_000)]
    await database.write(levels.move_level, "银卡", -9)
    await database.write(levels.remove_level, "老友")
    assert [name for name, _ in await listed(database)] == ["银卡", "金卡"]


@pytest.mark.parametrize(
    ("name", "spent", "problem"),
    [
        (" ", None, levels.LevelNameUnusable),
        ("一" * 11, None, levels.LevelNameUnusable),
        ("金/银", None, levels.LevelNameUnusable),
        ("金卡", None, levels.LevelNameTaken),
        ("钻石", 0, levels.SpentUnusable),
        ("钻石", 100_000_001, levels.SpentUnusable),
    ],
)
async def test_a_level_that_cannot_be_is_refused(database, ranks, name, spent, problem):
    with pytest.raises(problem):
        await database.write(levels.add_level, name, spent)
    assert len(await listed(database)) == 3


async def test_ten_levels_are_enough(database, ranks):
    for number in range(7):
        await database.write(levels.add_level, f"第 {number} 级", None)
    with pytest.raises(levels.TooManyLevels):
        await database.write(levels.add_level, "再一级", None)


@pytest.mark.parametrize("verb", [levels.remove_level, lambda tx, name: levels.change_level(tx, name, 1)])
async def test_a_level_that_is_not_there_is_neither_changed_nor_removed(database, ranks, verb):
    with pytest.raises(levels.LevelNotFound):
        await database.write(verb, "没有")


@pytest.mark.parametrize(
    ("spent", "level"), [(0, ""), (49_999, ""), (50_000, "银卡"), (199_999, "银卡"), (10**8, "金卡")]
)
def test_the_highest_level_that_is_reached_counts(spent, level):
    known = [Level(name="银卡", position=0, spent=50_000), Level(name="老友", position=1, spent=None)]
    assert levels.due([*known, Level(name="金卡", position=2, spent=200_000)], spent) == level


async def test_spending_raises_and_lowers_and_is_told_once(database, member, stands):
    for spent in (60_000, 60_000, 250_000, 100):
        await database.write(levels.settle_level, member, spent)
    async with database.read() as session:
        facts = await session.scalars(select(JournalRow.body).where(JournalRow.kind == "MemberLevelChanged"))
        assert [decode(fact).level for fact in facts] == ["银卡", "金卡", ""]
    assert await stands() == ("", None, None)


async def test_a_colleagues_word_stands_whatever_is_spent(database, member, stands):
    await database.write(levels.give_level, member, "老友", "lin", "开店第一天就来了")
    assert not await database.write(levels.settle_level, member, 999_999)
    assert await stands() == ("老友", "lin", "开店第一天就来了")
    await database.write(levels.leave_to_spending, member, 60_000, "lin")
    assert await stands() == ("银卡", None, None)


async def test_a_colleague_says_why_and_gives_what_there_is(database, member):
    with pytest.raises(levels.ReasonMissing):
        await database.write(levels.give_level, member, "老友", "lin", " ")
    with pytest.raises(levels.LevelNotFound):
        await database.write(levels.give_level, member, "没有", "lin", "朋友")
    with pytest.raises(MemberNotFound):
        await database.write(levels.give_level, "nobody", "老友", "lin", "朋友")


async def test_who_stood_in_a_level_that_goes_stands_nowhere(database, member, stands):
    await database.write(levels.give_level, member, "老友", "lin", "朋友")
    await database.write(levels.remove_level, "老友")
    assert await stands() == ("", None, None)


async def test_who_leaves_takes_the_level_along_and_gets_none_again(database, member, stands, keys):
    await database.write(levels.give_level, member, "老友", "lin", "朋友")
    async with database.read() as session:
        assert (await reads.everything(session, keys, member))["member"]["level_reason"] == "朋友"
    await database.write(forget, member)
    assert await stands() == ("", None, None)
    with pytest.raises(MemberNotFound):
        await database.write(levels.give_level, member, "老友", "lin", "朋友")
