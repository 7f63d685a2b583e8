"""Coming in: the first owner, signing in, signing out."""

import html
import re

import pytest

from appliance.shell import typed


async def text_of(answer) -> str:
    return await answer.get_data(as_text=True)


async def test_an_empty_house_leads_to_its_first_run(browser):
    stranger = browser()
    for address in ("/console", "/console/sign-in"):
        assert (await stranger.get(address)).headers["location"] == "/console/first-run"
    assert "初始码" in await stranger.read("/console/first-run")


async def test_whoever_finds_rooms_already_there_is_just_welcomed(browser, house, room):
    somebody = browser()
    words = {"code": house.door.code(), "login": "wang", "name": "王店长", "password": "a sentence only I know"}
    text = await somebody.read((await somebody.post("/console/first-run", words)).headers["location"])
    assert "欢迎！" in text
    assert "先开一个直播间" not in text


async def test_the_door_names_the_command_that_gives_an_owner_a_new_password(browser, founder, house):
    asked = re.compile(r'<code class="typed">([^<]*)</code>')
    shown = asked.search(await browser().read("/console/sign-in"))
    assert shown
    assert shown[1] == f"{html.escape(typed(house.config.data, 'admin', 'reset'))} 账号名"


async def test_the_first_page_names_the_command_that_shows_the_code_again(browser, house):
    text = await browser().read("/console/first-run")
    assert f'<code class="typed">{html.escape(typed(house.config.data, "admin", "code"))}</code>' in text


async def test_the_code_may_come_with_the_address_as_a_qr_code_brings_it(browser):
    assert 'value="abcd-efgh-jkmn"' in await browser().read("/console/first-run?code=abcd-efgh-jkmn")


async def test_a_wrong_code_is_told_beside_its_field_and_what_was_typed_stays(browser):
    stranger = browser()
    typed = {"code": "nope", "login": "wang", "name": "王", "password": "a sentence only I know"}
    answer = await stranger.post("/console/first-run", typed)
    assert answer.status_code == 400
    text = await text_of(answer)
    assert 'id="code-wrong"' in text
    assert 'aria-describedby="code-wrong"' in text
    assert 'value="wang"' in text
    assert "a sentence only I know" not in text


async def test_a_short_password_is_told_beside_the_password(browser, house):
    answer = await browser().post(
        "/console/first-run", {"code": house.door.code(), "login": "wang", "name": "", "password": "short"}
    )
    text = await text_of(answer)
    assert 'id="password-wrong"' in text
    assert "密码至少 10 个字" in text


async def test_the_first_run_happens_once(founder, browser):
    assert (await browser().get("/console/first-run")).headers["location"] == "/console/sign-in"
    assert "还没有直播间" in await founder.read("/console/rooms")


async def test_the_console_is_found_with_a_slash_at_the_end_of_its_address(founder):
    answer = await founder.get("/console/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/console")


async def test_a_greeting_is_said_once(founder):
    assert "欢迎！先开一个直播间吧" in await founder.read("/console/rooms")
    assert "欢迎！先开一个直播间吧" not in await founder.read("/console/rooms")


async def test_a_wrong_password_says_so_in_the_readers_language(founder, browser):
    stranger = browser()
    stranger.language = "en"
    answer = await stranger.sign_in("wang", "not the sentence")
    assert answer.status_code == 401
    assert "The account or the password is wrong" in await text_of(answer)


async def test_signing_in_goes_on_where_one_wanted_to_go(founder, browser):
    mine = browser()
    words = {"login": "wang", "password": "a sentence only I know", "next": "/console/shows?when=past"}
    answer = await mine.post("/console/sign-in", words)
    assert answer.headers["location"] == "/console/shows?when=past"
    assert (await mine.get("/console/shows")).status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/console/", "/console\\evil", "/api", "/console/\r\nX: y"],
)
async def test_signing_in_never_leads_out_of_the_console(founder, browser, elsewhere):
    words = {"login": "wang", "password": "a sentence only I know", "next": elsewhere}
    answer = await browser().post("/console/sign-in", words)
    assert answer.headers["location"] == "/console/rooms"


async def test_signing_out_ends_the_session(founder):
    answer = await founder.post("/console/sign-out")
    assert answer.status_code == 303
    assert (await founder.get("/console/rooms")).status_code == 302


async def test_a_form_without_its_token_changes_nothing(founder):
    answer = await founder.post("/console/rooms", {"csrf": "0" * 40, "title": "不该有"})
    assert answer.status_code == 403
    assert "不该有" not in await founder.read("/console/rooms")
