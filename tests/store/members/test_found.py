"""How staff find a member."""

import pytest

from appliance.clock import ManualClock
from appliance.db import Database
from appliance.keys import Keys
from store.members import actions, found


@pytest.fixture
async def known(database: Database, keys: Keys, clock: ManualClock) -> list[str]:
    """Three members, the first one first."""
    ids = []
    for number, name in enumerate(("小王爱麻花", "李强", "100%甜")):
        await clock.advance(1)
        member = await database.write(actions.recognise, "wechat-mini", f"o{number}")
        await database.write(actions.change, member, nickname=name)
        await database.write(actions.bind_phone, keys, member, f"1380013800{number}")
        ids.append(member)
    return ids


async def names(database: Database, keys: Keys, text: str, **other) -> list[str]:
    async with database.read() as session:
        return [one.nickname for one in await found.found(session, keys, text, **other)]


async def test_the_latest_come_first_and_go_on_from_where_one_stopped(
    database: Database, keys: Keys, known: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(found, "PAGE", 2)
    assert await names(database, keys, "") == ["100%甜", "李强"]
    assert await names(database, keys, "", cursor=known[1]) == ["小王爱麻花"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("麻花", ["小王爱麻花"]),
        ("138-0013-8001", ["李强"]),
        ("+86 13800138002", ["100%甜"]),
        ("%", ["100%甜"]),
        ("_", []),
        ("1380013800", []),
    ],
)
async def test_a_search_reads_names_in_part_and_numbers_in_full(
    database: Database, keys: Keys, known: list[str], *, text: str, expected: list[str]
):
    assert await names(database, keys, text) == expected


async def test_an_id_and_what_else_leads_to_somebody_find_them(database: Database, keys: Keys, known: list[str]):
    assert await names(database, keys, known[0].upper()) == ["小王爱麻花"]
    assert await names(database, keys, "nothing", also=[known[1]]) == ["李强"]


async def test_who_is_gone_is_neither_found_nor_counted(database: Database, keys: Keys, known: list[str]):
    await database.write(actions.forget, known[0])
    async with database.read() as session:
        assert await found.count(session) == 2
    assert await names(database, keys, "麻花") == []
