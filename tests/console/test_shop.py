"""The shop's particulars in the console."""

from appliance.identity.permissions import Role


async def test_what_is_saved_stands_on_the_page_and_viewers_read_it(owner, app):
    await owner.post("/console/shop", {"name": "津味小店", "region": "天津市 和平区", "street": "滨江道 1 号"})
    assert 'value="津味小店"' in await owner.read("/console/shop")
    answer = await app.test_client().get("/api/v1/about")
    card = await answer.get_json()
    assert (card["region"], card["place"]) == ("天津市 和平区", "天津市和平区 滨江道 1 号")


async def test_a_wrong_licence_is_told_beside_it_and_nothing_typed_is_lost(owner):
    answer = await owner.post("/console/shop", {"name": "津味小店", "licence": "123"})
    text = await answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert 'id="licence-wrong"' in text
    assert 'value="津味小店"' in text


async def test_only_the_owner_describes_the_shop(colleague):
    operator = await colleague(Role.OPERATOR)
    assert (await operator.get("/console/shop")).status_code == 403
