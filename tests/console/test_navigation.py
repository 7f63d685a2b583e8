"""What stands where the thumb is."""

import pytest

from appliance.http import SignedIn
from appliance.identity.permissions import Role
from console import navigation


@pytest.fixture
def told_in_chinese(monkeypatch):
    monkeypatch.setattr(navigation, "_", str)


def colleague(role: Role) -> SignedIn:
    return SignedIn("id", "wang", "王", role, must_change=False)


@pytest.mark.parametrize("role", Role)
@pytest.mark.usefixtures("told_in_chinese")
def test_four_places_and_the_rest_are_all_that_a_role_may_open(role):
    near, rest = navigation.at_hand(colleague(role)), navigation.further(colleague(role))
    assert 1 <= len(near) <= 4
    assert {place.to for place in (*near, *rest)} == {place.to for place in navigation.places(colleague(role))}
    assert len(near) + len(rest) == len(navigation.places(colleague(role)))


@pytest.mark.usefixtures("told_in_chinese")
def test_who_sees_no_books_goes_straight_to_the_counter():
    tills = {role: [place.words for place in navigation.places(colleague(role))] for role in Role}
    assert "收款" in tills[Role.OWNER]
    assert "收银台" not in tills[Role.OWNER]
    assert "收银台" in tills[Role.SERVICE]
    assert not {"收款", "收银台"} & set(tills[Role.HOST])


@pytest.mark.usefixtures("told_in_chinese")
def test_the_owner_s_thumb_finds_the_day_orders_goods_and_rooms():
    assert [place.words for place in navigation.at_hand(colleague(Role.OWNER))] == ["今日", "订单", "商品", "直播间"]
