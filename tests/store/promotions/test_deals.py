"""A member's teams and bargains in one list, page by page, over HTTP."""

import pytest

from appliance.db import Database
from appliance.house import House
from store.promotions import deals
from store.promotions.bargains import actions as bargains
from store.promotions.bargains.actions import Friend
from store.promotions.group_buys import actions as group_buys


@pytest.fixture
def database(house: House) -> Database:
    """The app's own: goods are put on its shelf."""
    return house.db


@pytest.fixture
async def me(viewer) -> str:
    return (await viewer.get("/me"))["id"]


@pytest.fixture
def takes_part(house: House, sells, clock, me):
    """``await takes_part(3)``: the guest has begun so many bargains and opened as many teams, in turn."""

    async def begin(times: int, member: str = me) -> list[str]:
        pages = []
        for number in range(times):
            sku = await sells(f"{member[-4:]}-{number}")
            plan = bargains.Plan(room="", sku=sku, floor_price=990, helpers=4, quantity=5)
            bargain = await house.db.write(bargains.open_bargain, plan, None, "lin")
            pages.append(await house.db.write(bargains.begin, bargain, Friend(member=member)))
            await clock.advance(1)
            plan = group_buys.Plan(room="", sku=sku, price=1500, quantity=10)
            group = await house.db.write(group_buys.announce, plan, "lin")
            pages.append((await house.db.write(group_buys.open_team, group, member, 1))["team"])
            await clock.advance(1)
        return pages[::-1]

    return begin


async def test_a_guest_finds_teams_and_bargains_of_both_kinds_the_latest_first(viewer, takes_part, clock):
    pages = await takes_part(2)
    told = await viewer.get("/me/deals")
    assert [(one["page"], one["kind"]) for one in told["items"]] == list(
        zip(pages, ["group-buy", "bargain"] * 2, strict=True)
    )
    assert (told["next"], told["now"][:19]) == (None, clock.now().isoformat()[:19])
    assert [one["state"] for one in told["items"]] == ["taken", "cutting"] * 2


async def test_there_is_one_kind_at_a_time_for_who_wants_and_no_other(viewer, takes_part):
    pages = await takes_part(2)
    assert [one["page"] for one in (await viewer.get("/me/deals?kind=bargain"))["items"]] == pages[1::2]
    assert [one["page"] for one in (await viewer.get("/me/deals?kind=group-buy"))["items"]] == pages[::2]
    for wrong in ("flash-sale", "anything"):
        assert (await viewer.ask("GET", f"/me/deals?kind={wrong}"))[0] == 400


async def test_they_come_page_by_page_without_a_gap_or_a_second_time(viewer, takes_part, monkeypatch):
    monkeypatch.setattr(deals, "PAGE", 3)
    pages = await takes_part(4)
    seen, cursor = [], ""
    while cursor is not None:
        told = await viewer.get(f"/me/deals?cursor={cursor}")
        seen += [one["page"] for one in told["items"]]
        cursor = told["next"]
    assert seen == pages


async def test_nobody_sees_somebody_elses(viewer, enter, takes_part):
    await takes_part(1)
    assert (await (await enter()).get("/me/deals"))["items"] == []


async def test_what_a_guest_began_is_the_members_they_become(viewer, enter, takes_part, me, house: House):
    pages = await takes_part(1)
    member = await enter()
    known = (await member.get("/me"))["id"]
    await house.db.write(bargains.adopt, me, known)
    await house.db.write(group_buys.adopt, me, known)
    assert [one["page"] for one in (await member.get("/me/deals"))["items"]] == pages


async def test_who_shows_no_token_is_not_served(app):
    assert (await app.test_client().get("/api/v1/me/deals")).status_code == 401
