"""自动回答 in the console: written, switched on and off, removed; refused where it makes no sense."""

from appliance.identity.permissions import Role
from chat.manners import answering

PAGE = "/console/talk/answers"


async def kept(house):
    async with house.db.read() as session:
        return await answering.answers(session)


async def test_an_answer_is_written_and_is_off_until_it_is_switched_on(owner, house):
    assert "加一个自动回答" in await owner.read(PAGE)
    given = {"words": "发货，几天到\n快递", "text": "当天发货", "every_seconds": "120"}
    assert (await owner.post(PAGE, given)).status_code == 303
    [one] = await kept(house)
    assert (one.words, one.text, one.every_seconds, one.active) == (["发货", "几天到", "快递"], "当天发货", 120, False)
    await owner.post(PAGE, {**given, "answer": one.id, "active": "true"})
    [one] = await kept(house)
    assert one.active
    assert 'value="发货，几天到，快递"' in await owner.read(PAGE)
    assert (await owner.post(f"{PAGE}/removal", {"answer": one.id})).status_code == 303
    assert await kept(house) == []


async def test_what_makes_no_sense_comes_back_with_the_reason(owner, house):
    answer = await owner.post(PAGE, {"words": "，", "text": "当天发货"})
    assert answer.status_code == 400
    assert "写 1 到 10 个词" in await answer.get_data(as_text=True)


async def test_what_advertising_law_forbids_is_asked_about_once(owner, house):
    given = {"words": "好吃吗", "text": "国家级的好吃"}
    answer = await owner.post(PAGE, given)
    assert answer.status_code == 409
    assert "广告法不让说的词，确定要说" in await answer.get_data(as_text=True)
    assert (await owner.post(PAGE, {**given, "sure": "true"})).status_code == 303
    assert len(await kept(house)) == 1


async def test_who_does_not_moderate_writes_no_answers(colleague):
    assert (await (await colleague(Role.HOST)).get(PAGE)).status_code == 403
