"""The tree of categories in the console: every refusal beside its field, and who may change it."""

import io

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from appliance.identity.permissions import Role
from store.catalogue import actions, reads

LIST = "/console/goods/categories"


@pytest.fixture
def tree(house):
    async def look():
        async with house.db.read() as session:
            return {one.id: one for one in await reads.categories(session)}

    return look


@pytest.fixture
async def snacks(house) -> str:
    return str(await house.db.write(actions.add_category, "零食", None))


@pytest.mark.parametrize("name", ["", "   "])
async def test_a_category_needs_a_name(owner, tree, name):
    answer = await owner.post(LIST, {"name": name})
    assert answer.status_code == 400
    assert 'id="name-wrong"' in await answer.get_data(as_text=True)
    assert await tree() == {}


async def test_what_was_typed_stays_when_it_is_refused(owner, snacks, tree):
    answer = await owner.post(LIST, {"name": "很" * 200})
    assert answer.status_code == 400
    assert "很" * 200 in await answer.get_data(as_text=True)
    assert list(await tree()) == [snacks]


async def test_a_name_is_shown_and_never_run(owner, house):
    await house.db.write(actions.add_category, "<b>麻花", None)
    page = await owner.read(LIST)
    assert "<b>麻花" not in page
    assert "&lt;b&gt;麻花" in page


async def test_a_category_gets_a_square_picture(owner, house, snacks, tree):
    written = io.BytesIO()
    Image.new("RGB", (600, 300), "orange").save(written, "PNG")
    written.seek(0)
    picture = FileStorage(written, filename="a.png", content_type="image/png")
    assert (await owner.post(f"{LIST}/{snacks}", {"name": "点心"}, {"picture": picture})).status_code == 303
    found = (await tree())[snacks]
    assert found.name == "点心"
    with Image.open(io.BytesIO(await house.blobs.get(found.picture))) as kept:
        assert (kept.format, kept.size) == ("JPEG", (240, 240))


async def test_what_is_no_picture_is_refused_and_the_name_stays_on_the_page(owner, snacks, tree):
    text = FileStorage(io.BytesIO(b"no picture at all"), filename="a.png", content_type="image/png")
    answer = await owner.post(f"{LIST}/{snacks}", {"name": "点心"}, {"picture": text})
    page = await answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "这个文件不是能用的图片" in page
    assert 'value="点心"' in page
    assert (await tree())[snacks].picture is None


async def test_a_category_that_holds_others_is_not_removed(owner, house, snacks, tree):
    await house.db.write(actions.add_category, "麻花", snacks)
    answer = await owner.post(f"{LIST}/{snacks}/remove")
    assert answer.status_code == 409
    assert "里面还有 1 个分类，先移走或删掉它们" in await answer.get_data(as_text=True)
    assert snacks in await tree()


async def test_a_category_that_is_not_there_is_not_found(owner):
    assert (await owner.get(f"{LIST}/nothing")).status_code == 404
    assert (await owner.post(f"{LIST}/nothing", {"name": "点心"})).status_code == 404
    assert (await owner.post(f"{LIST}/nothing/remove")).status_code == 404


@pytest.mark.parametrize("role", [Role.SERVICE, Role.HOST])
async def test_who_may_not_edit_goods_changes_no_category(colleague, snacks, tree, role):
    theirs = await colleague(role)
    for path, form in (
        (LIST, {"name": "点心"}),
        (f"{LIST}/{snacks}", {"name": "点心"}),
        (f"{LIST}/{snacks}/place", {"to": "up"}),
        (f"{LIST}/{snacks}/remove", {}),
    ):
        assert (await theirs.post(path, form)).status_code == 403, path
    assert [one.name for one in (await tree()).values()] == ["零食"]
