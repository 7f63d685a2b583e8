"""A merge, a copy and a deletion reach every part of the shop."""

import pytest
from quart import Quart

from appliance.db import Database, Transaction
from appliance.errors import Conflict
from appliance.keys import Keys
from store.members import actions, holdings, keepsakes, reads
from store.members.holdings import Holding


class TooEarly(Conflict):
    zh = "还不行"
    en = "Not yet"


def kept(told: list[tuple[str, ...]], *, early: bool = False) -> Holding:
    def adopt(tx: Transaction, guest: str, member: str) -> None:
        told.append(("adopt", guest, member))

    def forget(tx: Transaction, member: str) -> None:
        if early:
            raise TooEarly
        told.append(("forget", member))

    async def everything(session, keys: Keys, member: str) -> dict[str, str]:
        return {"member": member}

    def quieten(tx: Transaction, member: str) -> None:
        told.append(("quieten", member))

    return Holding(name="things", adopt=adopt, forget=forget, everything=everything, quieten=quieten)


async def test_every_feature_adopts_what_a_guest_has_left(database: Database):
    told: list[tuple[str, ...]] = []
    held = (kept(told),)
    member = await database.write(holdings.enter, held, "wechat-mini", "oWang", "", "")
    await database.write(keepsakes.like, "guest", "tea")
    assert await database.write(holdings.enter, held, "wechat-mini", "oWang", "", "guest") == member
    assert told == [("adopt", "guest", member)]
    async with database.read() as session:
        assert await reads.favourites(session, member) == ["tea"]


async def test_who_only_grabbed_or_talked_as_a_guest_is_adopted_as_well(database: Database):
    told: list[tuple[str, ...]] = []
    held = (kept(told),)
    member = await database.write(holdings.enter, held, "wechat-mini", "oWang", "", "")
    assert await database.write(holdings.enter, held, "wechat-mini", "oWang", "", "only-grabbed") == member
    assert told == [("adopt", "only-grabbed", member)]


@pytest.mark.parametrize("who", ["guest", "member"])
async def test_a_no_to_recommendations_outlives_the_log_in_whoever_said_it(database: Database, who: str):
    told: list[tuple[str, ...]] = []
    held = (kept(told),)
    member = await database.write(holdings.enter, held, "wechat-mini", "oWang", "", "")
    said_by = {"guest": "guest", "member": member}[who]
    await database.write(actions.change, said_by, personalised=False)
    await database.write(holdings.enter, held, "wechat-mini", "oWang", "", "guest")
    async with database.read() as session:
        assert not (await reads.member(session, member)).personalised
    assert told == [("adopt", "guest", member), *([("quieten", member)] if who == "guest" else [])]


async def test_a_guest_who_becomes_the_member_is_not_adopted(database: Database):
    told: list[tuple[str, ...]] = []
    held = (kept(told),)
    await database.write(keepsakes.like, "guest", "tea")
    assert await database.write(holdings.enter, held, "wechat-mini", "oWang", "", "guest") == "guest"
    assert await database.write(holdings.enter, held, "wechat-mini", "oWang", "", "guest") == "guest"
    assert told == []


async def test_who_may_not_be_forgotten_yet_loses_nothing(database: Database, keys: Keys):
    told: list[tuple[str, ...]] = []
    await database.write(actions.change, "m", nickname="小王")
    with pytest.raises(TooEarly):
        await database.write(holdings.forget, (kept(told), kept(told, early=True)), "m")
    async with database.read() as session:
        assert (await reads.member(session, "m")).nickname == "小王"
        assert (await reads.everything(session, keys, "m"))["member"]["nickname"] == "小王"


async def test_every_feature_forgets_before_the_person_goes(database: Database):
    told: list[tuple[str, ...]] = []
    await database.write(actions.change, "m", nickname="小王")
    await database.write(holdings.forget, (kept(told),), "m")
    assert told == [("forget", "m")]
    with pytest.raises(actions.MemberGone):
        await database.write(actions.know, "m")


def test_the_shop_wires_every_feature_that_keeps_something_of_a_person(app: Quart):
    assert {one.name for one in app.extensions["holdings"]} >= {"orders", "cart", "promotions", "after_sales"}
