"""What a buyer sees and takes over HTTP."""

import pytest

from store.members import actions as members
from store.members import levels
from store.pricing.cart import Audience, CouponRule, PointsRule
from store.promotions import actions
from store.promotions.checking import Draft


@pytest.fixture
async def viewer(app):
    answer = await app.test_client().post("/api/v1/sessions", json={"provider": "guest"})
    return {"authorization": f"Bearer {(await answer.get_json())['token']}"}


@pytest.fixture
def take(app, viewer):
    """``await take(promotion, key)``"""

    async def take(promotion: str, key: str):
        headers = {**viewer, "idempotency-key": key} if key else viewer
        answer = await app.test_client().post(f"/api/v1/promotions/{promotion}/claim", headers=headers)
        return answer.status_code, await answer.get_json()

    return take


@pytest.fixture
async def me(app, viewer) -> str:
    return (await (await app.test_client().get("/api/v1/me", headers=viewer)).get_json())["id"]


@pytest.fixture
def run(house):
    async def run(rule, name="满五十减十", **more) -> str:
        promotion = await house.db.write(actions.add_promotion, Draft(name=name, rule=rule, **more), "owner")
        await house.db.write(actions.move_promotion, promotion, "start", "owner")
        return promotion

    return run


@pytest.fixture
def get(app, viewer):
    async def get(path: str):
        answer = await app.test_client().get(f"/api/v1{path}", headers=viewer)
        return answer.status_code, await answer.get_json()

    return get


async def test_a_coupon_is_taken_and_then_held(run, get, take):
    promotion = await run(CouponRule(off=1_000, threshold=5_000), per_member=1, total=5)
    _, offered = await get("/coupons")
    assert [(one["id"], one["left"], one["claimed"]) for one in offered["items"]] == [(promotion, 5, False)]
    status, told = await take(promotion, "first-tap")
    assert status == 201
    _, held = await get("/me/coupons")
    assert [(one["coupon"], one["name"], one["rule"]["off"]) for one in held["items"]] == [
        (told["coupon"], "满五十减十", 1_000)
    ]
    _, offered = await get("/coupons")
    assert [(one["left"], one["claimed"]) for one in offered["items"]] == [(4, True)]
    status, told = await take(promotion, "second-tap")
    assert (status, told["type"]) == (409, "urn:jinbo:problem:already-claimed")


async def test_the_same_tap_takes_one_coupon_also_of_those_that_one_may_have_many_of(run, get, take):
    promotion = await run(CouponRule(off=1_000), per_member=None)
    first = await take(promotion, "first-tap")
    assert await take(promotion, "first-tap") == first
    assert (await take(promotion, ""))[0] == 400
    assert len((await get("/me/coupons"))[1]["items"]) == 1
    assert (await take(promotion, "second-tap"))[0] == 201
    assert len((await get("/me/coupons"))[1]["items"]) == 2


async def test_coupons_that_are_gone_or_not_for_taking_are_not_offered(house, run, get):
    gone = await run(CouponRule(off=100), total=1)
    await house.db.write(actions.claim, gone, "somebody")
    await run(CouponRule(off=100, claimable=False))
    spent = await run(CouponRule(off=100), budget=150)
    await house.db.write(actions.claim, spent, "somebody")
    assert await get("/coupons") == (200, {"items": []})


async def test_a_coupon_for_some_levels_is_offered_to_them_and_says_so(house, run, get, me):
    await run(CouponRule(off=100), audience=Audience(levels=("银卡", "金卡")))
    assert (await get("/coupons"))[1] == {"items": []}
    await house.db.write(levels.add_level, "金卡", None)
    await house.db.write(members.know, me)
    await house.db.write(levels.give_level, me, "金卡", "lin", "老客")
    assert [one["levels"] for one in (await get("/coupons"))[1]["items"]] == [["银卡", "金卡"]]


async def test_coupons_are_asked_for_by_their_state(house, run, get, me):
    coupon = await house.db.write(actions.claim, await run(CouponRule(off=100)), me)
    await house.db.write(actions.void_coupon, coupon)
    assert (await get("/me/coupons?state=issued"))[1] == {"items": []}
    assert [one["coupon"] for one in (await get("/me/coupons?state=void"))[1]["items"]] == [coupon]
    assert (await get("/me/coupons?state=lost"))[0] == 400


async def test_points_say_what_they_are_worth_and_why_they_moved(house, run, get, me, clock):
    assert (await get("/me/points"))[1]["points_per_yuan"] is None
    await run(PointsRule(points_per_yuan=50))
    await house.db.write(actions.give_points, me, 30, "hello")
    await clock.advance(1)
    await house.db.write(actions.earn, "order-1", me, 12)
    _, points = await get("/me/points")
    assert (points["points"], points["points_per_yuan"], points["most_percent"]) == (42, 50, 50)
    assert [(one["points"], one["reason"], one["order"]) for one in points["entries"]] == [
        (12, "earned", "order-1"),
        (30, "given", None),
    ]


async def test_a_copy_of_ones_data_holds_coupons_and_points(app, house, run, me, viewer):
    await house.db.write(actions.claim, await run(CouponRule(off=100)), me)
    await house.db.write(actions.give_points, me, 30, "hello")
    (holding,) = [one for one in app.extensions["holdings"] if one.name == "promotions"]
    async with house.db.read() as session:
        copy = await holding.everything(session, house.keys, me)
    assert ([one["state"] for one in copy["coupons"]], copy["points"]) == (["issued"], 30)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/coupons"), ("GET", "/me/points"), ("POST", "/promotions/x/claim")]
)
async def test_nobody_is_served_without_a_token(app, method, path):
    answer = await app.test_client().open(f"/api/v1{path}", method=method)
    assert answer.status_code == 401
