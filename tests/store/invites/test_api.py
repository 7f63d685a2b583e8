"""Invites over HTTP, as a phone asks."""

import pytest
from quart import Quart

from store.invites import actions
from store.invites.holding import HOLDING
from store.invites.terms import Promise, Reward
from store.members import actions as members
from store.members.found import count


@pytest.fixture
def database(house):
    """The app's own."""
    return house.db


@pytest.fixture
async def on(house) -> None:
    await house.db.write(
        actions.set_terms, Promise(inviter=Reward(100), invitee=Reward(50), least=3000), 10, "owner", enabled=True
    )


async def own(viewer) -> str:
    status, answer = await viewer.ask("POST", "/me/invites/code", x_device="phone-one")
    assert status == 200
    return answer["code"]


async def test_a_shop_that_promises_nothing_says_so(viewer):
    answer = await viewer.get("/me/invites")
    assert (answer["on"], answer["code"], answer["friends"], await own(viewer)) == (False, "", [], "")
    assert (await viewer.ask("POST", "/me/inviter", {"code": "k3f9ab"}))[1] == {"outcome": "off"}


async def test_a_code_that_is_there_or_not_promised_is_told_without_a_word_to_the_writer(viewer, house, monkeypatch):
    def nobody(*_: object) -> str:
        raise AssertionError("who watches a show writes nothing for it")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "code_for", nobody)
        assert await own(viewer) == ""
    await house.db.write(actions.set_terms, Promise(), 10, "owner", enabled=True)
    code = await own(viewer)
    monkeypatch.setattr(actions, "code_for", nobody)
    assert await own(viewer) == code
    await house.db.write(actions.set_terms, Promise(), 10, "owner", enabled=False)
    assert await own(viewer) == ""


async def test_a_guest_with_a_code_is_nobody_to_the_shop_until_a_friend_comes(viewer, enter, on, house):
    code = await own(viewer)
    assert await known(house) == 0
    await (await enter()).ask("POST", "/me/inviter", {"code": code})
    assert await known(house) == 2


async def known(house) -> int:
    async with house.db.read() as session:
        return await count(session)


async def test_the_page_says_what_both_get_and_on_which_terms(viewer, on):
    code = await own(viewer)
    answer = await viewer.get("/me/invites")
    assert (answer["on"], answer["code"]) == (True, code)
    assert answer["rules"] == {
        "inviter": {"points": 100, "coupon": ""}, "friend": {"points": 50, "coupon": ""}, "least": 3000, "days": 30,
        "per_day": 5, "in_all": 50, "most": 10,
    }  # fmt: skip
    assert answer["earned"] == {"friends": 0, "rewarded": 0, "points": 0, "coupons": 0, "left": 50}


async def test_who_opens_the_link_is_a_friend_with_a_masked_name(viewer, enter, on, house):
    friend = await enter()
    code = await own(viewer)
    assert (await friend.ask("POST", "/me/inviter", {"code": code}, x_device="two"))[1] == {"outcome": "bound"}
    assert (await friend.ask("POST", "/me/inviter", {"code": code}))[1] == {"outcome": "known"}
    await house.db.write(members.change, (await friend.get("/me"))["id"], nickname="王小明")
    (seen,) = (await viewer.get("/me/invites"))["friends"]
    assert (seen["name"], seen["state"], seen["points"]) == ("王**", "waiting", 0)
    theirs = (await friend.get("/me/invites"))["brought"]
    assert (theirs["state"], theirs["gift"], theirs["least"]) == ("waiting", {"points": 50, "coupon": ""}, 3000)


async def test_the_same_phone_is_no_friend(viewer, enter, on):
    code = await own(viewer)
    assert (await (await enter()).ask("POST", "/me/inviter", {"code": code}, x_device="phone-one"))[1] == {
        "outcome": "void"
    }


async def test_pages_of_friends_follow_each_other(viewer, enter, on, clock, monkeypatch):
    monkeypatch.setattr("store.invites.reads.PAGE", 2)
    code = await own(viewer)
    for _ in range(3):
        await clock.advance(1)
        await (await enter()).ask("POST", "/me/inviter", {"code": code})
    first = await viewer.get("/me/invites")
    assert (len(first["friends"]), first["earned"]["friends"]) == (2, 3)
    second = await viewer.get(f"/me/invites?before={first['next']}")
    assert (len(second["friends"]), second["next"]) == (1, None)
    for nonsense in ("yesterday", "2026-11-30T00:00:00"):
        assert (await viewer.ask("GET", f"/me/invites?before={nonsense}"))[0] == 400


async def test_an_own_link_leads_into_the_shop(viewer, on):
    assert (await viewer.get("/me/invites/link"))["link"].endswith(f"/shop?by={await own(viewer)}")


async def test_there_is_no_link_where_nothing_is_promised(viewer):
    status, answer = await viewer.ask("GET", "/me/invites/link")
    assert (status, answer["title"]) == (404, "店里现在没有邀请有礼")
    assert (await viewer.ask("GET", "/me/invites/poster"))[0] == 404


async def test_the_app_holds_it(app: Quart):
    assert HOLDING in app.extensions["holdings"]
