"""A product's form that stood open while others worked: it writes what somebody changed in it, and loses nothing."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update
from werkzeug.datastructures import MultiDict

from appliance.clock import ManualClock
from console.drafts import draft_of
from console.entered import entered_of
from console.words import for_field
from store.catalogue import actions, reads
from store.catalogue.models import Product, Sku
from store.pricing.cart import Reduction, Scope, Tier
from store.promotions.checking import Draft


@pytest.fixture
async def product(house) -> str:
    return await house.db.write(actions.draft, actions.Wording(title="十八街麻花"), 1280, "lin")


async def known(house, product: str) -> Product:
    async with house.db.read() as session:
        return await reads.product(session, product)


async def opened(owner, product: str) -> dict[str, str]:
    """What a browser would send of the form as it is opened now."""
    return fields(await owner.read(f"/console/goods/{product}"))


def fields(text: str) -> dict[str, str]:
    found = re.findall(r"<input[^>]*?name=\"([^\"]+)\"[^>]*?>", text, re.DOTALL)
    values = {name: re.search(rf'<input[^>]*?name="{name}"[^>]*?value="([^"]*)"', text, re.DOTALL) for name in found}
    sent = {name: value[1] for name, value in values.items() if value and name not in ("csrf", "confirmed")}
    return sent | {"return_kind": "seven-days"}


@pytest.mark.parametrize(
    ("moment", "meanwhile", "state"),
    [("shelve_at", actions.unshelve, "unshelved"), ("unshelve_at", actions.shelve, "shelved")],
)
async def test_what_the_calendar_did_while_a_form_stood_open_is_not_done_again(
    owner, house, product, clock: ManualClock, moment, meanwhile, state
):
    wording = actions.Wording(title="十八街麻花", **{moment: clock.now() + timedelta(minutes=10)})
    await house.db.write(actions.change, product, wording, "lin")
    form = await opened(owner, product)
    await clock.advance(600)
    assert await house.db.write(actions.keep_calendar) == 1
    await house.db.write(meanwhile, product, "lin")
    answer = await owner.post(f"/console/goods/{product}", {**form, "title": "十八街大麻花"})
    assert answer.status_code == 303
    assert await house.db.write(actions.keep_calendar) == 0
    found = await known(house, product)
    assert (found.title, found.state, getattr(found, moment)) == ("十八街大麻花", state, None)


async def test_a_moment_that_somebody_changed_is_written_also_after_a_refusal(
    owner, house, product, clock: ManualClock
):
    soon, later = (for_field(clock.now() + timedelta(hours=hours)) for hours in (1, 2))
    form = await opened(owner, product)
    refused = await owner.post(f"/console/goods/{product}", {**form, "shelve_at": soon, "title": ""})
    assert refused.status_code == 400
    form = fields(await refused.get_data(as_text=True)) | {"title": "茶"}
    assert (await owner.post(f"/console/goods/{product}", form)).status_code == 303
    assert for_field((await known(house, product)).shelve_at) == soon
    form = await opened(owner, product)
    for written in (later, ""):
        await owner.post(f"/console/goods/{product}", {**form, "shelve_at": written})
        found = (await known(house, product)).shelve_at
        assert (for_field(found) if found else "") == written


async def test_a_category_that_went_meanwhile_loses_nothing_that_was_typed(owner, house, product):
    tea, snacks = [await house.db.write(actions.add_category, name) for name in ("茶", "点心")]
    form = await opened(owner, product) | {"subtitle": "我写的", "categories": [tea, snacks]}
    await house.db.write(actions.remove_category, tea)
    refused = await owner.post(f"/console/goods/{product}", form)
    text = await refused.get_data(as_text=True)
    assert (refused.status_code, 'id="categories-wrong"' in text, 'value="我写的"' in text) == (409, True, True)
    assert (tea in text, f'value="{snacks}" checked' in text) == (False, True)
    assert (await owner.post(f"/console/goods/{product}", {**form, "categories": snacks})).status_code == 303


async def test_of_several_the_ones_that_cannot_be_shelved_are_named(owner, house, product):
    empty = [await house.db.write(actions.draft, actions.Wording(title=title), 1280, "lin") for title in ("茶", "米")]
    await house.db.write(lambda tx: tx.execute(update(Sku).where(Sku.product.in_(empty)).values(active=False)))
    answer = await owner.post("/console/goods/shelf", {"to": "shelved", "product": [product, *empty]})
    assert answer.status_code == 409
    assert "办成 1 个，没办成 2 个。茶、米：还没有能卖的规格" in await answer.get_data(as_text=True)
    assert (await known(house, product)).state == "shelved"
    answer = await owner.post("/console/goods/shelf", {"to": "shelved", "product": [*empty, "nowhere"]})
    assert (
        "办成 0 个，没办成 3 个。茶、米：还没有能卖的规格，先填好规格和价格再上架；没有这个商品"
        in await answer.get_data(as_text=True)
    )
    answer = await owner.post("/console/goods/shelf", {"to": "shelved", "product": "nowhere"})
    assert (answer.status_code, "没有这个商品" in await answer.get_data(as_text=True)) == (404, True)


async def test_tags_of_several_words_stay_whole_when_something_else_is_written(owner, house, product):
    tags = ["Hand made", "茶，酒", "back\\slash", "礼盒"]
    await house.db.write(actions.change, product, actions.Wording(title="十八街麻花", tags=tuple(tags)), "lin")
    form = await opened(owner, product)
    assert "标签里面的空格、逗号和 \\ 前面加 \\。" in await owner.read(f"/console/goods/{product}")
    await owner.post(f"/console/goods/{product}", {**form, "title": "茶", "tags": f"{form['tags']}、零食 老字号"})
    found = await known(house, product)
    assert (found.title, found.tags) == ("茶", [*tags, "零食", "老字号"])


async def test_an_option_that_names_two_things_stays_one_when_another_is_added(owner, house, product):
    await house.db.write(actions.set_specs, product, [actions.Spec("口味", ("草莓、蓝莓", "原味"))], "lin")
    async with house.db.read() as session:
        before = [sku.id for sku in await reads.skus(session, product) if sku.active]
    form = fields(await owner.read(f"/console/goods/{product}/variants"))
    written = {"name-0": form["name-0"], "values-0": f"{form['values-0']}， 咸香"}
    assert (await owner.post(f"/console/goods/{product}/specs", written)).status_code == 303
    async with house.db.read() as session:
        after = [(sku.id, sku.values) for sku in await reads.skus(session, product) if sku.active]
    assert [values for _, values in after] == [["草莓、蓝莓"], ["原味"], ["咸香"]]
    assert [sku for sku, _ in after[:2]] == before


def test_a_promotion_for_a_tag_of_several_words_is_for_it_when_it_is_written_anew():
    draft = Draft(name="满减", rule=Reduction((Tier(amount=100, off=10),)), scope=Scope(tags=("Hand made", "茶")))
    posted = MultiDict({**entered_of(draft), "from-1": "1", "off-1": "0.1"})
    assert draft_of("reduction", posted).scope == draft.scope
