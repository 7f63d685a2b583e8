"""Every page opens for whoever may see it, in both languages, and says nothing unfinished."""

import pytest

from appliance.identity.permissions import Role

PAGES = (
    "/console/rooms",
    "/console/rooms?search=zzz",
    "/console/rooms?state=live",
    "/console/rooms/new",
    "/console/rooms/{room}",
    "/console/rooms/{room}/key",
    "/console/rooms/{room}/settings",
    "/console/shows",
    "/console/shows?when=past",
    "/console/shows/new?room={room}",
    "/console/staff",
    "/console/staff?role=host",
    "/console/staff/new",
    "/console/system",
    "/console/account",
)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_every_page_opens_for_the_owner_in_both_languages(owner, room, language):
    owner.language = language
    for address in PAGES:
        text = await owner.read(address.format(room=room))
        assert f'<html lang="{language}"' in text
        assert text.count("<h1") == 1, address


async def test_the_navigation_shows_only_what_the_role_may_do(owner, room, colleague):
    assert "/console/staff" in await owner.read("/console/rooms")
    host = await colleague(Role.HOST)
    text = await host.read("/console/rooms")
    assert "/console/staff" not in text
    assert "/console/system" not in text
    assert "/console/rooms/new" not in text


async def test_a_role_may_do_what_the_table_says(room, colleague):
    expected = {
        Role.OPERATOR: {"/console/staff": 403, "/console/system": 200, f"/console/rooms/{room}/settings": 200},
        Role.HOST: {
            "/console/system": 403,
            f"/console/rooms/{room}/key": 200,
            f"/console/rooms/{room}/settings": 403,
            "/console/shows/new": 200,
        },
        Role.SCREEN: {
            f"/console/rooms/{room}": 200,
            f"/console/rooms/{room}/key": 403,
            "/console/shows/new": 403,
            "/console/events/": 404,
        },
    }
    for role, pages in expected.items():
        theirs = await colleague(role)
        found = {address: (await theirs.get(address)).status_code for address in pages}
        assert found == pages, role


async def test_a_stranger_is_sent_to_sign_in_and_back(owner, browser, room):
    stranger = browser()
    answer = await stranger.get(f"/console/rooms/{room}")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/console/sign-in?next=/console/rooms/{room}"


async def test_a_problem_is_a_page_for_a_person_and_a_document_for_a_program(owner):
    for_people = await owner.get("/console/rooms/nowhere")
    assert for_people.status_code == 404
    assert "没有这个直播间" in await for_people.get_data(as_text=True)
    for_programs = await owner.get("/console/rooms/nowhere", Accept="application/json")
    assert for_programs.content_type == "application/problem+json"


async def test_a_problem_is_one_line_where_htmx_asked(owner):
    answer = await owner.get("/console/rooms/nowhere", HX_Request="true")
    text = await answer.get_data(as_text=True)
    assert "<html" not in text
    assert "没有这个直播间" in text
    assert answer.headers["hx-retarget"] == "#toasts"


async def test_an_address_that_is_not_there_is_told_as_a_page(owner):
    answer = await owner.get("/console/nowhere")
    assert answer.status_code == 404
    assert "回到首页" in await answer.get_data(as_text=True)


async def test_htmx_is_led_to_sign_in_when_the_session_is_over(owner, browser, room):
    answer = await browser().get("/console/rooms", HX_Request="true")
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/console/sign-in"


async def test_pages_come_with_a_strict_policy_and_stay_out_of_caches(owner, room):
    answer = await owner.get(f"/console/rooms/{room}")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "script-src" not in policy
    assert ":8081" in policy
    assert answer.headers["cache-control"] == "no-store"


async def test_no_page_carries_a_script_or_a_handler_of_its_own(owner, room):
    for address in PAGES:
        text = await owner.read(address.format(room=room))
        assert "<script>" not in text
        assert " onclick" not in text
        assert "hx-on" not in text
        assert "javascript:" not in text
