"""A poster is made, and who scans it is where it leads."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from playwright.async_api import expect

from media.broadcasts import actions as broadcasts

pytestmark = pytest.mark.journey


@pytest.fixture
def reading() -> ModuleType:
    """Reads the code of a poster."""
    file = Path(__file__).parents[2] / "appliance" / "posters" / "conftest.py"
    spec = spec_from_file_location("poster_reading", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def poster_of(someone) -> bytes:
    """What the sheet shows, when it is there."""
    sheet = someone.page.get_by_role("dialog", name=r"海报")
    await expect(sheet.get_by_text("长按图片保存")).to_be_visible()
    address = await sheet.get_by_role("img", name="二维码").get_attribute("src")
    answer = await someone.page.request.get(someone.origin + address)
    assert answer.status == 200
    return await answer.body()


async def test_the_poster_of_a_product_leads_to_it(buyer, goods, reading):
    someone = await buyer()
    await someone.goes(f"/products/{goods['tea']}")
    await someone.taps("生成海报")
    poster = await poster_of(someone)
    assert await someone.violations() == []
    assert reading.says(poster, f"{someone.origin}/products/{goods['tea']}")
    friend = await buyer()
    await friend.goes(f"/products/{goods['tea']}")
    await expect(friend.page.get_by_role("heading", name="茉莉花茶")).to_be_visible()
    assert (someone.complaints, friend.complaints, await someone.overflow()) == ([], [], 0)


async def test_the_poster_of_a_show_leads_to_its_room_and_says_that_a_code_was_scanned(buyer, house, reading):
    room = (await house.db.write(broadcasts.open_room, house.keys, "津味小店")).room
    await house.db.write(broadcasts.schedule, room, "晚间茶话会", house.clock.now().replace(year=2027))
    someone = await buyer()
    await someone.goes(f"/rooms/{room}")
    await someone.taps("生成海报")
    address = f"/rooms/{room}?from=qr"
    assert reading.says(await poster_of(someone), someone.origin + address)
    friend = await buyer()
    await friend.goes(address)
    await friend.sees("晚间茶话会")
    assert (someone.complaints, friend.complaints) == ([], [])
