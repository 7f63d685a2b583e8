"""What staff and buyers read when money does not move: whole sentences in both languages."""

import re

import pytest

from appliance.errors import Problem
from store.after_sales import terms
from store.after_sales.actions import answering, applying, moving, returning
from store.catalogue.actions import stock
from store.checkout import problems as checkout
from store.orders import problems as orders
from store.payments import problems as payments
from store.payments import provider
from store.promotions import problems as promotions

PLACES = (
    terms, answering, applying, moving, returning, stock, checkout, orders, payments, provider, promotions,
)  # fmt: skip


def refusals() -> list[type[Problem]]:
    found = {
        one
        for place in PLACES
        for one in vars(place).values()
        if isinstance(one, type) and issubclass(one, Problem) and one.__module__ == place.__name__
    }
    return sorted(found, key=lambda one: one.__name__)


@pytest.mark.parametrize("refusal", refusals())
def test_a_refusal_names_the_same_things_in_both_languages(refusal):
    named = [set(re.findall(r"\{(\w+)\}", sentence)) for sentence in (refusal.zh, refusal.en)]
    assert named[0] == named[1]
    assert re.search(r"[\u4e00-\u9fff]", refusal.zh)
    assert not re.search(r"[\u4e00-\u9fff]", refusal.en)
    assert refusal.zh.strip(" 。.") == refusal.zh
    assert refusal.en.strip(" .") == refusal.en


@pytest.mark.parametrize("refusal", refusals())
def test_a_refusal_is_the_callers_to_understand_and_no_fault_of_the_house(refusal):
    assert refusal.status in {400, 403, 404, 409, 429, 503}


def test_no_two_refusals_of_the_shop_share_a_type():
    types = [refusal().type if refusal.__init__ is Problem.__init__ else refusal.__name__ for refusal in refusals()]
    assert len(types) == len(set(types))
