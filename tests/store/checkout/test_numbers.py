"""Nobody finds out who buys here by trying one phone number after the other."""

import pytest

from appliance.clock import ManualClock
from store.checkout.numbers import HOUR, LINE_MAY, ONE_MAY, Numbers
from store.pricing.cart import Audience, TimedPrice
from store.promotions import actions as promotions
from store.promotions.checking import Draft

HOME = {"name": "李明", "phone": "13812345678", "region": "天津市 和平区", "street": "南京路 1 号"}
LINE = "8.8.8.8"


@pytest.fixture
def numbers(clock: ManualClock) -> Numbers:
    return Numbers(clock)


async def test_one_asks_about_a_few_numbers_and_about_those_as_often_as_one_likes(numbers, clock):
    phones = [str(number) for number in range(ONE_MAY)]
    for phone in (*phones, *phones, "", None):
        assert numbers.wait("v1", "", phone) == 0
    assert numbers.wait("v1", "", "one more") == pytest.approx(HOUR / ONE_MAY)
    assert numbers.wait("v2", "", "one more") == 0
    await clock.advance(HOUR / ONE_MAY)
    assert numbers.wait("v1", "", "one more") == 0


def test_who_is_a_new_guest_for_each_number_is_known_by_the_line(numbers):
    for number in range(LINE_MAY):
        assert numbers.wait(f"v{number}", LINE, "f1") == 0
    assert numbers.wait("another", LINE, "f1") > 0
    assert numbers.wait("another", "8.8.4.4", "f1") == 0
    assert numbers.wait("yet another", "10.0.0.2", "f1") == 0, "it may be a proxy's"


async def test_of_the_next_number_a_quote_tells_nothing_and_an_order_waits(sells, enter, house):
    await sells()
    offer = Draft(name="新人价", rule=TimedPrice({"s1": 990}), audience=Audience(new_only=True))
    promotion = await house.db.write(promotions.add_promotion, offer, "lin")
    await house.db.write(promotions.move_promotion, promotion, "start", "lin")
    buyer, friend, curious = await enter(), await enter(), await enter()
    wish = {"items": [{"sku": "s1", "quantity": 1}], "contact": HOME}
    assert (await buyer.ask("POST", "/orders", {**wish, "seen_total": 990}, "a-key-of-the-tap"))[0] == 201
    for number in range(ONE_MAY):
        other = {**HOME, "phone": f"1390000{number:04}"}
        assert (await curious.ask("POST", "/quotes", {**wish, "contact": other}))[1]["quote"]["total"] == 990
    for viewer, had in ((friend, ["新人价"]), (curious, [])):
        assert (await viewer.ask("POST", "/quotes", wish))[1]["had"] == had
    status, problem = await curious.ask("POST", "/orders", {**wish, "seen_total": 990}, "another-key-of-it")
    assert (status, problem["type"]) == (429, "urn:jinbo:problem:too-many")
