"""Categories are a tree of two storeys."""

import pytest

from store.catalogue import actions, reads
from store.catalogue.actions import categories as verbs


async def names(database) -> list[str]:
    async with database.read() as session:
        return [one.name for one in await reads.categories(session)]


async def test_a_tree_has_two_storeys_and_no_more(database):
    tea = await database.write(actions.add_category, "茶")
    green = await database.write(actions.add_category, "绿茶", tea)
    with pytest.raises(verbs.TooDeep):
        await database.write(actions.add_category, "龙井", green)
    with pytest.raises(verbs.CategoryNotFound):
        await database.write(actions.add_category, "龙井", "nowhere")
    assert await names(database) == ["茶", "绿茶"]


@pytest.mark.parametrize("name", ["", "  ", "长" * 13, "茶/绿茶"])
async def test_a_name_is_short_and_no_path(sqlite_database, name):
    with pytest.raises(verbs.CategoryNameUnusable):
        await sqlite_database.write(actions.add_category, name)


async def test_a_name_stands_once_on_its_storey(database):
    tea = await database.write(actions.add_category, "茶")
    with pytest.raises(verbs.CategoryNameTaken):
        await database.write(actions.add_category, " 茶 ")
    inner = await database.write(actions.add_category, "茶", tea)
    other = await database.write(actions.add_category, "点心")
    with pytest.raises(verbs.CategoryNameTaken):
        await database.write(actions.rename_category, other, "茶")
    await database.write(actions.rename_category, inner, "茶")


async def test_neighbours_change_places_and_stay_in_their_storey(database):
    first, _second, third = [await database.write(actions.add_category, name) for name in ("一", "二", "三")]
    await database.write(actions.move_category, third, -1)
    assert await names(database) == ["一", "三", "二"]
    await database.write(actions.move_category, first, -1)
    assert await names(database) == ["一", "三", "二"]
    with pytest.raises(verbs.CategoryNotFound):
        await database.write(actions.move_category, "nowhere", 1)


async def test_what_holds_others_is_not_removed_and_products_outlive_theirs(database, goods):
    tea = await database.write(actions.add_category, "茶")
    green = await database.write(actions.add_category, "绿茶", tea)
    product = await goods.make("龙井", categories=(green,))
    with pytest.raises(verbs.CategoryNotEmpty):
        await database.write(actions.remove_category, tea)
    await database.write(actions.remove_category, green)
    await database.write(actions.remove_category, tea)
    assert (await goods.product(product)).title == "龙井"
    with pytest.raises(verbs.CategoryNotFound):
        await database.write(actions.remove_category, tea)


async def test_a_path_finds_its_category_or_makes_it(database):
    green = await database.write(actions.category_named, "茶 / 绿茶")
    assert await database.write(actions.category_named, "茶/绿茶") == green
    assert await names(database) == ["茶", "绿茶"]
    with pytest.raises(verbs.TooDeep):
        await database.write(actions.category_named, "茶/绿茶/龙井")
    with pytest.raises(verbs.CategoryNameUnusable):
        await database.write(actions.category_named, " / ")
