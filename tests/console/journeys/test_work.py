"""A colleague's work in the console, as it is really done."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from appliance.events import StreamMeasured, ViewersCounted
from media.broadcasts import actions

pytestmark = pytest.mark.journey

NO_LONG_WAITS = "const soon = setTimeout; window.setTimeout = (ring, wait) => (wait < 1000 ? soon(ring, wait) : 0)"
"""What such a page shows it was told, and did not find out by waiting."""


def measured(house, room: str, **more) -> StreamMeasured:
    well = {
        "at": house.clock.now(), "light": "green", "sentence_zh": "一切正常", "sentence_en": "All is well",
        "bitrate": 2_500_000, "fps": 30.0, "keyframe_seconds": 2.0, "dropped": 0, "delay_ms": 60, "width": 1280,
        "height": 720, "video_codec": "h264", "audio_codec": "aac", "renditions": ["source", "720p"],
    }  # fmt: skip
    return StreamMeasured(room=room, **{**well, **more})


@asynccontextmanager
async def pushing(house, room: str, **facts):
    """Once a second, as `live` says it while somebody publishes."""

    async def say() -> None:
        while True:
            house.bus.publish(measured(house, room, **facts))
            await asyncio.sleep(0.5)

    saying = asyncio.create_task(say())
    yield
    saying.cancel()


async def test_from_the_one_time_code_to_a_room_with_the_keyboard_alone(person, house):
    somebody = await person()
    keys = somebody.page.keyboard
    await somebody.goes("/console")
    for words in (house.door.code(), "王店长", "wang", "a sentence only I know"):
        await keys.type(words)
        await keys.press("Tab")
    await keys.press("Enter")
    await somebody.page.wait_for_url("**/console/rooms")
    await keys.press("Tab")
    await keys.press("Enter")
    assert await somebody.page.evaluate("document.activeElement.id") == "main"
    await keys.press("Tab")
    await keys.press("Enter")
    await somebody.page.wait_for_url("**/console/rooms/new")
    await keys.type("津味年货")
    await keys.press("Enter")
    await somebody.page.locator("text=直播间建好了").wait_for()
    assert await somebody.page.inner_text("h1") == "津味年货"
    assert somebody.complaints == [] or all("ERR_" in line for line in somebody.complaints)


async def test_the_light_the_sentence_and_the_graphs_follow_the_stream(in_charge, house, room):
    owner = await in_charge()
    page = owner.page
    await owner.goes(f"/console/rooms/{room}")
    assert await page.locator("#graphs").is_hidden()
    async with pushing(house, room, light="amber", sentence_zh="上行不足：把码率降到 1500", bitrate=1_234_000):
        await page.locator("#light.amber").wait_for()
        assert await page.inner_text("#sentence") == "上行不足：把码率降到 1500"
        assert await page.inner_text("[data-now=bitrate]") == "1.23"
        assert "1280×720 · h264 + aac · 正在播：原画、720p" in await page.inner_text("#source")
        assert await page.locator("#graphs canvas").count() == 6
    await page.locator("#light.off").wait_for()
    assert await page.inner_text("[data-now=bitrate]") == "–"


async def test_how_loud_it_is_is_drawn_where_it_is_measured(in_charge, house, room):
    owner = await in_charge()
    level = owner.page.locator("[data-graph=level]")
    await owner.goes(f"/console/rooms/{room}")
    async with pushing(house, room, level=-21.4, peak=-6.0):
        await owner.page.locator("[data-now=level]", has_text="-21").wait_for()
        assert await level.locator("canvas").is_visible()
        assert await level.locator(".unknown").is_hidden()


async def test_a_level_that_nobody_measures_is_told_in_words_until_somebody_does(in_charge, app, house, room):
    for second in range(20, 0, -1):
        past = house.clock.now() - timedelta(seconds=second)
        app.extensions["console"].hear(measured(house, room, at=past))
    owner = await in_charge()
    level = owner.page.locator("[data-graph=level]")
    await owner.goes(f"/console/rooms/{room}")
    await level.locator(".unknown").wait_for()
    assert "还没有量到音量" in await level.inner_text()
    assert await level.locator("canvas").is_hidden()
    async with pushing(house, room, level=-21.4, peak=-6.0):
        await level.locator("canvas").wait_for()
        assert (await level.locator("canvas").bounding_box())["width"] > 100


async def test_light_and_numbers_rest_as_soon_as_the_host_is_gone(in_charge, house, room):
    owner = await in_charge()
    page = owner.page
    await page.add_init_script(NO_LONG_WAITS)
    show = await house.db.write(actions.air, room)
    await owner.goes(f"/console/rooms/{room}")
    await page.locator("html[data-listening]").wait_for()
    house.bus.publish(measured(house, room))
    await page.locator("#light.green").wait_for()
    await house.db.write(actions.lose_host, show)
    await page.locator("#light.off").wait_for()
    assert "主播断开了" in await page.inner_text("#sentence")
    assert await page.inner_text("[data-now=bitrate]") == "–"
    assert await page.inner_text("#source") == ""


async def test_light_and_numbers_rest_as_soon_as_the_show_is_over(in_charge, house, room):
    owner = await in_charge()
    page = owner.page
    await page.add_init_script(NO_LONG_WAITS)
    show = await house.db.write(actions.air, room)
    await owner.goes(f"/console/rooms/{room}")
    await page.locator("html[data-listening]").wait_for()
    house.bus.publish(measured(house, room))
    house.bus.publish(ViewersCounted(room=room, viewers=12))
    await page.locator("#light.green").wait_for()
    await house.db.write(actions.end, show)
    await page.locator("#light.off").wait_for()
    assert "还没有画面进来" in await page.inner_text("#sentence")
    assert await page.inner_text("[data-now=bitrate]") == "–"
    assert await page.inner_text("#source") == ""
    await page.locator("#state.off").wait_for()


async def test_a_page_opened_later_begins_with_what_was_measured(in_charge, app, house, room):
    for second in range(120, 0, -1):
        past = house.clock.now() - timedelta(seconds=second)
        app.extensions["console"].hear(measured(house, room, at=past))
    owner = await in_charge()
    await owner.goes(f"/console/rooms/{room}")
    await owner.page.locator("#graphs").wait_for()
    drawn = await owner.page.evaluate(
        """() => {
            const canvas = document.querySelector('#graphs canvas')
            const dots = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
            return dots.filter((value, index) => index % 4 === 3 && value > 0).length
        }"""
    )
    assert drawn > 1000


async def test_going_on_air_changes_the_page_and_not_the_picture(in_charge, house, room):
    owner = await in_charge()
    page = owner.page
    await owner.goes(f"/console/rooms/{room}")
    opened = await page.evaluate("performance.timeOrigin")
    await page.locator("html[data-listening]").wait_for()
    show = await house.db.write(actions.air, room)
    await page.locator("#state.live").wait_for()
    await page.click("text=结束直播")
    await page.locator("#end-show").wait_for()
    await house.db.write(actions.lose_host, show)
    await page.locator("#state.amber").wait_for()
    assert await page.evaluate("performance.timeOrigin") == opened


async def test_a_show_is_ended_only_after_a_second_thought(in_charge, house, room):
    await house.db.write(actions.air, room)
    owner = await in_charge(width=390)
    await owner.goes(f"/console/rooms/{room}")
    await owner.page.click("text=结束直播")
    assert await owner.page.evaluate("document.activeElement.textContent.trim()") == "继续播"
    await owner.page.click("#end-show button[type=submit]")
    await owner.page.locator("text=这场直播已结束").wait_for()


async def test_the_list_follows_what_happens_and_what_is_typed(in_charge, house, room):
    await house.db.write(actions.open_room, house.keys, "茶叶铺")
    owner = await in_charge()
    page = owner.page
    await owner.goes("/console/rooms")
    await page.fill("input[type=search]", "冬被")
    await page.locator("a.name >> text=茶叶铺").wait_for(state="detached")
    assert "search=%E5%86%AC%E8%A2%AB" in page.url
    await page.locator("html[data-listening]").wait_for()
    await house.db.write(actions.air, room)
    await page.locator("#list .light.live").wait_for()
    assert await page.input_value("input[type=search]") == "冬被"


async def test_a_problem_in_a_list_is_told_and_the_list_stays(in_charge, house, room):
    owner = await in_charge()
    page = owner.page
    await owner.goes(f"/console/rooms/{room}")
    await page.evaluate("""
        const link = document.querySelector('#key a')
        link.setAttribute('hx-get', '/console/rooms/nowhere/key')
        htmx.process(link)
    """)
    await page.click("#key a")
    await page.locator("#toasts >> text=没有这个直播间").wait_for()
    assert await page.locator("#key").is_visible()


async def test_a_box_out_of_reach_is_told(in_charge, room):
    owner = await in_charge()
    await owner.goes("/console/rooms")
    await owner.page.context.set_offline(True)
    await owner.page.fill("input[type=search]", "a")
    await owner.page.locator("#toasts >> text=连不上主机").wait_for()
    assert await owner.violations() == []


async def test_the_viewers_are_counted_as_they_come(in_charge, house, room):
    owner = await in_charge()
    await owner.goes(f"/console/rooms/{room}")
    await owner.page.locator("html[data-listening]").wait_for()
    house.bus.publish(ViewersCounted(room=room, viewers=128))
    await owner.page.locator("#viewers >> text=128").wait_for()


async def test_a_cancelled_show_comes_back_by_undo(in_charge, house, room):
    await house.db.write(actions.schedule, room, "年货夜", house.clock.now() + timedelta(days=1))
    owner = await in_charge(width=390)
    await owner.goes("/console/shows")
    await owner.page.click("button:has-text('取消')")
    await owner.page.click("text=撤销")
    await owner.page.locator("text=这场恢复了").wait_for()
    assert await owner.page.locator("text=年货夜").first.is_visible()


async def test_the_key_is_copied_by_one_press_and_said_so(in_charge, room):
    owner = await in_charge()
    await owner.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await owner.goes(f"/console/rooms/{room}")
    await owner.page.click("text=显示密钥和二维码")
    await owner.page.click("[data-copies=stream-key]")
    await owner.page.locator("[data-copies=stream-key] >> text=已复制").wait_for()
    key = await owner.page.input_value("#stream-key")
    assert await owner.page.evaluate("navigator.clipboard.readText()") == key


async def test_the_forms_work_where_scripts_do_not(in_charge):
    owner = await in_charge(java_script_enabled=False)
    page = owner.page
    await owner.goes("/console/rooms/new")
    await page.fill("#title", "没有脚本")
    await page.click("button[type=submit] >> text=建好直播间")
    assert await page.inner_text("h1") == "没有脚本"
    await page.click("text=显示密钥和二维码")
    assert len(await page.input_value("#stream-key")) == 24
    await page.click("text=换一个密钥")
    await page.click("#rotate button[type=submit]")
    await page.locator("text=密钥换好了").wait_for()


async def test_a_name_that_is_an_attack_runs_nothing(in_charge, house):
    attack = "<img src=x onerror=alert(1)>'\"><svg/onload=alert(1)>"
    opened = await house.db.write(actions.open_room, house.keys, attack)
    await house.db.write(actions.schedule, opened.room, attack, house.clock.now() + timedelta(days=1))
    owner = await in_charge()
    alarms = []
    owner.page.on("dialog", lambda dialog: alarms.append(dialog.message))
    for address in ("/console/rooms", f"/console/rooms/{opened.room}", "/console/shows"):
        await owner.goes(address)
        async with pushing(house, opened.room, sentence_zh=attack):
            await asyncio.sleep(0.7)
    assert alarms == []
    assert await owner.page.locator("img[src=x]").count() == 0


async def test_dark_is_dark_and_stays_so(in_charge):
    owner = await in_charge()
    await owner.goes("/console/account")
    await owner.page.click("button[value=dark]")
    await owner.goes("/console/rooms")
    ground = await owner.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(20, 18, 17)"


async def test_a_page_that_was_cut_off_catches_up_by_itself(in_charge, house, room):
    owner = await in_charge()
    page = owner.page
    await owner.goes(f"/console/rooms/{room}")
    await page.locator("html[data-listening]").wait_for()
    await page.evaluate("""
        Object.defineProperty(document, 'hidden', {value: true, configurable: true})
        document.dispatchEvent(new Event('visibilitychange'))
    """)
    await house.db.write(actions.air, room)
    assert await page.locator("#state.live").count() == 0
    await page.evaluate("""
        Object.defineProperty(document, 'hidden', {value: false, configurable: true})
        document.dispatchEvent(new Event('visibilitychange'))
    """)
    await page.locator("#state.live").wait_for()
